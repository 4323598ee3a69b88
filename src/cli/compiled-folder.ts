import { resolve } from 'node:path'
import { rulesetFiles } from '../artefacts/index.ts'
import { FILE_BYTES_MAX } from './file-argument.ts'
import type { NamedText } from './verification/engine.ts'
import type { World } from './world.ts'

/**
 * What is in force of a folder that `compile --out` wrote: the first of its rulesets, which all say the same, and the
 * files of these names beside it. None where it is no such folder.
 */
export const readCompiledFolder = (
  { files, cwd }: World,
  name: string,
  beside: readonly string[] = [],
): readonly NamedText[] => {
  if (name === '-') return []
  const read = (fileName: string): readonly NamedText[] => {
    const result = files.read(resolve(cwd, name, fileName), FILE_BYTES_MAX)
    if (result.kind !== 'read') return []
    const text = new TextDecoder().decode(result.bytes)
    return [{ name: `${name.replace(/\/$/, '')}/${fileName}`, text }]
  }
  for (const fileNames of rulesetFiles) {
    const found = fileNames.flatMap(read)
    if (found.length > 0) return [...found, ...beside.flatMap(read)]
  }
  return []
}
