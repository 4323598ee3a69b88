import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type Dialect = 'nft' | 'json' | 'iptables' | 'ip6tables' | 'torrc'
export type Twin = 'leaky' | 'mended'

export interface LeakFile {
  /** From the folder of its class. */
  readonly name: string
  /** On this machine. */
  readonly path: string
  readonly dialect: Dialect
  readonly text: string
}

export const catalogueFolder = fileURLToPath(new URL('../../fixtures/leaks/', import.meta.url))

const dialects: readonly Dialect[] = ['nft', 'json', 'iptables', 'ip6tables', 'torrc']

const dialectOf = (name: string): Dialect => {
  const dialect = dialects.find((each) => name.endsWith(`.${each}`))
  if (!dialect) throw new Error(`a file of no dialect: ${name}`)
  return dialect
}

/** Everything in a class's folder that is a ruleset or a folder of them. */
export const entriesOf = (folder: string): readonly string[] =>
  readdirSync(`${catalogueFolder}${folder}`)
    .filter((name) => name !== 'cases.ts')
    .sort()

/** The files of one twin, in the order in which they are loaded. */
export const filesOf = (folder: string, caseName: string, twin: Twin): readonly LeakFile[] => {
  const prefix = `${caseName}.${twin}`
  const entry = entriesOf(folder).find((name) => name === prefix || name.startsWith(`${prefix}.`))
  if (entry === undefined) throw new Error(`no ${prefix} in ${folder}`)
  const path = `${catalogueFolder}${folder}/${entry}`
  const names = statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .map((name) => `${entry}/${name}`)
    : [entry]
  return names.map((name) => ({
    name,
    path: `${catalogueFolder}${folder}/${name}`,
    dialect: dialectOf(name),
    text: readFileSync(`${catalogueFolder}${folder}/${name}`, 'utf8'),
  }))
}
