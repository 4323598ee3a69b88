import { resolve } from 'node:path'
import type { Call, Option } from '../command.ts'

/** Where loaders leave what they did, for whoever asks later; gone with the boot. */
const usual = '/run/qubes-tor-fw'

export const stateFolderOption: Option = {
  name: 'state',
  summary: `The folder where the loader left what it did; ${usual} where none is named.`,
  value: { kind: 'folder', placeholder: 'DIR' },
}

export const stateFolderOf = ({ values, world: { cwd } }: Call): string =>
  resolve(cwd, values.get('state') ?? usual)
