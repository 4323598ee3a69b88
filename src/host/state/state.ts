import { join } from 'node:path'
import type { FileChange, System } from '../system/index.ts'

/** Where a run leaves word for those after it, and what is never on a disk. */
export const defaultStateFolder = '/run/qubes-tor-fw'

/** What the last run, ours or the boot loader's, left in force. */
export interface State {
  readonly verdict: 'proved' | 'lockdown'
  /** The policy's digest; empty: none, a lockdown of the built-in policy. */
  readonly policySha256: string
  /** SHA-256 of the texts that were loaded, filled in. */
  readonly artefactSha256: string
  readonly backend: string
  /** Whole seconds since 1970. */
  readonly since: number
  /** One line: why it is locked down, or how it was proved. */
  readonly reason: string
  /** SHA-256 of what the kernel listed of our own tables right after the load; empty where nobody took it. */
  readonly listingSha256: string
}

export const statePath = (folder: string): string => join(folder, 'state')
export const lockPath = (folder: string): string => join(folder, 'lock')
export const previousPath = (folder: string): string => join(folder, 'previous')

/** Undefined: nobody left word, or what is there makes no sense. */
export const readState = ({ files }: System, folder: string): State | undefined => {
  const reading = files.read(statePath(folder))
  if (reading.kind !== 'read') return undefined
  const values = new Map(
    reading.text.split('\n').flatMap((line) => {
      const [, key = '', value = ''] = /^([a-z0-9-]+) (.*)$/.exec(line) ?? []
      return key === '' ? [] : [[key, value] as const]
    }),
  )
  const verdict = values.get('verdict')
  if (verdict !== 'proved' && verdict !== 'lockdown') return undefined
  const value = (key: string): string => values.get(key) ?? ''
  return {
    verdict,
    policySha256: value('policy-sha256'),
    artefactSha256: value('artefact-sha256'),
    backend: value('backend'),
    since: Number(value('since')) || 0,
    reason: value('reason'),
    listingSha256: value('listing-sha256'),
  }
}

/** Whole or not at all. */
export const writeState = ({ files }: System, folder: string, state: State): FileChange => {
  const made = files.makeFolder(folder)
  if (made.kind === 'failed') return made
  const lines = [
    `verdict ${state.verdict}`,
    `policy-sha256 ${state.policySha256}`,
    `artefact-sha256 ${state.artefactSha256}`,
    `backend ${state.backend}`,
    `since ${state.since}`,
    `reason ${state.reason.replaceAll(/\s+/g, ' ').trim()}`,
    `listing-sha256 ${state.listingSha256}`,
  ]
  return files.write(statePath(folder), `${lines.map((line) => line.trimEnd()).join('\n')}\n`)
}
