/** nft text as what a kernel holds. */
import type { HeldTable } from '../../../ruleset/index.ts'
import { lowerNft, type NftLoadDiagnostic } from './lower/index.ts'
import type { NftTextDiagnostic } from './text/index.ts'
import { mayBeListing, type NftTextOptions, readNftText } from './text/index.ts'

export interface NftTextMachineOptions extends NftTextOptions {
  /** Sets that the loader fills with the addresses by which clients know the gateway. */
  readonly clientFacingSets?: readonly string[]
}

export interface NftMachineReading {
  /** What the kernel holds; nothing where there is an error. */
  readonly tables: readonly HeldTable[]
  readonly diagnostics: readonly (NftTextDiagnostic | NftLoadDiagnostic)[]
}

/**
 * A ruleset as people write it and as `nft list ruleset` prints it. Errors refuse the file whole, and then there are
 * no tables; never throws; time linear in the text but for sorting.
 */
export function readNftTextMachine(
  source: string,
  text: string,
  options: NftTextMachineOptions = {},
): NftMachineReading {
  const { document, places, diagnostics } = readNftText(source, text, options)
  if (document === undefined) return { tables: [], diagnostics }
  const { clientFacingSets } = options
  const isListed = mayBeListing(text)
  const lowered = lowerNft(document, {
    source,
    spanOf: (node) => places.spanOf(node),
    textOf: (node) => places.textOf(node),
    handlesArePlaces: true,
    isListed: () => isListed,
    ...(clientFacingSets !== undefined && { clientFacingSets }),
  })
  return { tables: lowered.tables, diagnostics: [...diagnostics, ...lowered.diagnostics] }
}
