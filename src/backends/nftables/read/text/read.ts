/** Reads nft text into the document that nft would print as JSON. */
import type { ReadDocument } from 'nftables-json'
import { parseCommands } from './commands.ts'
import type { NftTextDiagnostic } from './input.ts'
import { nftTextLimits } from './limits.ts'
import { type Places, SourceText } from './places.ts'
import { makeReader } from './reader.ts'

export interface NftTextOptions {
  /** Other files that an `include` may name, by their paths as nft would see them. Nothing else is opened. */
  readonly files?: ReadonlyMap<string, string>
}

export interface NftTextReading {
  /** Undefined where nft would refuse the text: a load is one transaction, so nothing of it would be loaded. */
  readonly document: ReadDocument | undefined
  /** Where items, objects, statements and elements come from. */
  readonly places: Pick<Places, 'spanOf' | 'textOf'>
  /** Errors that refuse the text, and warnings that go with a document. */
  readonly diagnostics: readonly NftTextDiagnostic[]
}

/**
 * Reads a ruleset as people write it and as `nft list ruleset` prints it, in the grammar of nft 1.0.6 to 1.1.6.
 *
 * The document is that of `nft -j`: items in order, a table's block as the table, its objects and then its rules.
 * Symbols are resolved, variables replaced, includes read. Text that every one of those releases refuses is refused
 * with its place; what they load and this reader does not follow becomes an opaque statement with a warning.
 * Never throws; deterministic; time linear in the text.
 *
 * `name` is what diagnostics call the source. Sources: nft(8); nftables, src/scanner.l, src/parser_bison.y.
 */
export function readNftText(
  name: string,
  text: string,
  options: NftTextOptions = {},
): NftTextReading {
  const main = new SourceText(name, text)
  const files = options.files ?? new Map<string, string>()
  const sources = new Map([...files].map(([path, each]) => [path, new SourceText(path, each)]))
  const reader = makeReader(main, sources)
  const { input, places } = reader
  const units = [...sources.values()].reduce((sum, each) => sum + each.text.length, text.length)
  if (units > nftTextLimits.units) {
    const at = { source: main, start: 0, end: 0 }
    const message = `more than ${nftTextLimits.units} characters`
    input.fail('nft-source-too-large', message, at)
    return { document: undefined, places, diagnostics: input.diagnostics }
  }
  const nftables = parseCommands(reader)
  const refused = input.diagnostics.some(({ severity }) => severity === 'error')
  return { document: refused ? undefined : { nftables }, places, diagnostics: input.diagnostics }
}
