import { readSysctl } from '../../backends/sysctl/index.ts'
import type { System } from '../system/index.ts'

/** A setting as a file below /proc/sys, and what it is to say. */
interface Wanted {
  readonly path: string
  readonly value: string
  readonly mayFail: boolean
}

const wantedOf = (text: string): readonly Wanted[] =>
  (readSysctl('sysctl', text).value?.settings ?? []).flatMap(({ path, value, mayFail }) =>
    value === null ? [] : [{ path: `/proc/sys/${path}`, value, mayFail }],
  )

/** Settings that are not what they should be, one sentence each. A kernel without IPv6 has none of its settings. */
export const wrongSettings = ({ files }: System, text: string): readonly string[] =>
  wantedOf(text).flatMap(({ path, value }) => {
    const reading = files.read(path)
    if (reading.kind === 'missing' && isAbsentFamily(path)) return []
    if (reading.kind !== 'read') return [`${path} cannot be read`]
    const found = reading.text.trim()
    return found === value ? [] : [`${path} is ${found}, and should be ${value}`]
  })

/** Sets them in the order of the file; one that has its value is left alone, since some reset others when they are written. */
export const setSettings = ({ files }: System, text: string): readonly string[] =>
  wantedOf(text).flatMap(({ path, value, mayFail }) => {
    const reading = files.read(path)
    if (reading.kind === 'missing' && isAbsentFamily(path)) return []
    if (reading.kind === 'read' && reading.text.trim() === value) return []
    const change = files.set(path, value)
    return change.kind === 'done' || mayFail ? [] : [`${path} cannot be set: ${change.reason}`]
  })

const isAbsentFamily = (path: string): boolean => path.startsWith('/proc/sys/net/ipv6/')
