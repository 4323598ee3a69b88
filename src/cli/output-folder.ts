import { resolve } from 'node:path'
import type { FolderFile } from '../artefacts/index.ts'
import { visible } from '../diagnostics/index.ts'
import type { Exit } from './exit-code.ts'
import { tell } from './tell.ts'
import type { World } from './world.ts'

/** Whether all of them were written; where not, none was, and the reason has been told. */
export const writeFolder = (
  world: World,
  folder: string,
  files: readonly FolderFile[],
): boolean => {
  const result = world.files.writeAll(resolve(world.cwd, folder), files)
  if (result.kind === 'failed') {
    tell(world, `cannot write into \`${visible(folder)}\`: ${result.reason}; nothing was written`)
    return false
  }
  for (const { name } of files) tell(world, `wrote ${visible(folder)}/${name}`)
  return true
}

/** Tells which files are not what would be written. One that cannot be read leaves the question open. */
export const checkFolder = (world: World, folder: string, files: readonly FolderFile[]): Exit => {
  const states = files.map(({ name, text }) => {
    const state = stateOf(world, resolve(world.cwd, folder, name), text)
    if (state.note !== undefined) tell(world, `${visible(folder)}/${name} ${state.note}`)
    return state
  })
  if (states.some(({ exit }) => exit === 'failed')) return 'failed'
  if (states.some(({ exit }) => exit === 'finding')) return 'finding'
  tell(world, `${visible(folder)} is up to date`)
  return 'fine'
}

const stateOf = (
  world: World,
  path: string,
  text: string,
): { readonly exit: Exit; readonly note?: string } => {
  const wanted = Buffer.from(text, 'utf8')
  const result = world.files.read(path, wanted.length + 1)
  switch (result.kind) {
    case 'missing':
      return { exit: 'finding', note: 'is missing' }
    case 'failed':
      return { exit: 'failed', note: `cannot be read: ${result.reason}` }
    case 'read':
      return wanted.equals(result.bytes) ? { exit: 'fine' } : { exit: 'finding', note: 'differs' }
  }
}
