/** nft's JSON, a listing or a transaction, as what a kernel holds. */
import type { ReadDiagnostic, ReadDocument } from 'nftables-json'
import { read } from 'nftables-json'
import type { Span } from '../../../../diagnostics/index.ts'
import { type LoweredNft, lowerNft, type NftLoadDiagnostic } from '../lower/index.ts'
import { itemOffsets, spansOf } from './positions.ts'

export interface NftJsonMachineOptions {
  /** Sets that the loader fills with the addresses by which clients know the gateway. */
  readonly clientFacingSets?: readonly string[]
}

/**
 * `nft -j list ruleset` of any release, or a file for `nft -j -f`. Places are those of the items in the text.
 * Errors refuse the file whole, and then there are no tables; never throws.
 */
export function readNftJsonMachine(
  source: string,
  text: string,
  options: NftJsonMachineOptions = {},
): LoweredNft {
  const { document, diagnostics } = read(text)
  if (document === undefined) return { tables: [], diagnostics: diagnostics.map(refusal) }
  const spans = spansOf(source, text, itemOffsets(text))
  const known = placesOf(document, spans)
  const lowered = lowerNft(document, {
    source,
    spanOf: (node) => known.get(node),
    textOf: () => undefined,
    handlesArePlaces: false,
    // What is given to `nft -j -f` has no handles yet.
    isListed: (rule) => 'handle' in rule,
    ...options,
  })
  const notes = diagnostics.flatMap((each) => ignored(each, spans))
  return { tables: lowered.tables, diagnostics: [...notes, ...lowered.diagnostics] }
}

const help = 'a file that does not load leaves everything open'

function refusal({ message }: ReadDiagnostic): NftLoadDiagnostic {
  return { code: 'nft-load-json', severity: 'error', message, help }
}

/** nft reads past keys that it does not know; what was not understood otherwise has a step or an error of its own. */
function ignored(
  { code, pointer, message }: ReadDiagnostic,
  spans: readonly Span[],
): readonly NftLoadDiagnostic[] {
  if (code !== 'unknown-key') return []
  const span = spans[Number(/^\/nftables\/(\d+)/.exec(pointer)?.[1] ?? -1)]
  const place = span === undefined ? {} : { span }
  return [
    { code: 'nft-load-ignored', severity: 'warning', message, help: 'nft reads past it', ...place },
  ]
}

/** Each item, and what it wraps, with the item's place. */
function placesOf(document: ReadDocument, spans: readonly Span[]): ReadonlyMap<object, Span> {
  const places = new Map<object, Span>()
  for (const [index, item] of document.nftables.entries()) {
    const span = spans[index]
    if (span === undefined) continue
    let node: unknown = item
    for (let level = 0; level < 3 && typeof node === 'object' && node !== null; level += 1) {
      places.set(node, span)
      node = Object.values(node)[0]
    }
  }
  return places
}
