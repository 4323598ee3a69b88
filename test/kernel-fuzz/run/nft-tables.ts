import { lowerNft } from '../../../src/backends/nftables/read/lower/index.ts'
import { readNftText } from '../../../src/backends/nftables/read/text/index.ts'
import type { HeldTable } from '../../../src/ruleset/index.ts'
import { Refusal } from './refusal.ts'

/** What our reader says the kernel holds once the text is loaded on nothing. */
export const nftTables = (text: string, source: string): readonly HeldTable[] => {
  const reading = readNftText(source, text)
  if (!reading.document) throw new Refusal(JSON.stringify(reading.diagnostics))
  const { tables, diagnostics } = lowerNft(reading.document, {
    source,
    handlesArePlaces: true,
    spanOf: (node) => reading.places.spanOf(node),
    textOf: (node) => reading.places.textOf(node),
  })
  if (diagnostics.some(({ severity }) => severity === 'error'))
    throw new Refusal(JSON.stringify(diagnostics))
  return tables
}
