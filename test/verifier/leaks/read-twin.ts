import type { MachineSources } from '../../../src/backends/sources/index.ts'
import { readMachine } from '../../../src/backends/sources/index.ts'
import type { Twin } from './files.ts'
import { filesOf } from './files.ts'

export interface ReadTwin {
  /** Undefined where one of its files would not load. */
  readonly sources: MachineSources | undefined
  /** What was told, as people read it. */
  readonly messages: readonly string[]
}

/** The files of one twin as one machine. */
export const readTwin = (folder: string, caseName: string, twin: Twin): ReadTwin => {
  const files = filesOf(folder, caseName, twin)
  const { value, diagnostics } = readMachine(files.map(({ name, text }) => ({ name, text })))
  return { sources: value, messages: diagnostics.map(({ message }) => message) }
}
