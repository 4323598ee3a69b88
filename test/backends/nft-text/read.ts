/** What the tests of the reader of nft text share. */
import type { ReadItem, ReadStatement } from 'nftables-json'
import { readNftText } from '../../../src/backends/nftables/read/text/index.ts'

/** A chain's line in a table of that family, with what the reader says of it. */
export function readRule(text: string, family = 'inet', before = '') {
  const reading = readNftText('test.nft', `${before}add rule ${family} t c ${text}\n`)
  const item = reading.document?.nftables.at(-1)
  return { reading, statements: item === undefined ? undefined : statementsOf(item) }
}

export function statementsOf(item: ReadItem): readonly ReadStatement[] {
  const object = 'add' in item ? item.add : item
  return 'rule' in object ? (object.rule.expr ?? []) : []
}

/** The statements of a rule that has to be read. */
export function statements(text: string, family?: string): readonly ReadStatement[] {
  const { reading, statements: found } = readRule(text, family)
  if (found === undefined) throw new Error(`refused: ${JSON.stringify(reading.diagnostics[0])}`)
  return found
}

/** The items of a text that has to be read. */
export function items(text: string, files: Readonly<Record<string, string>> = {}) {
  const reading = readNftText('test.nft', text, { files: new Map(Object.entries(files)) })
  const { document, diagnostics } = reading
  if (document === undefined) throw new Error(`refused: ${JSON.stringify(diagnostics[0])}`)
  return document.nftables
}

/** Code and place of the first error; undefined where the text is read. */
export function refusal(text: string, files: Readonly<Record<string, string>> = {}) {
  const reading = readNftText('test.nft', text, { files: new Map(Object.entries(files)) })
  const error = reading.diagnostics.find(({ severity }) => severity === 'error')
  if (error === undefined) return undefined
  const at = error.span?.start
  return `${error.code} ${at?.line}:${at?.column}`
}
