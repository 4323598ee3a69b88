import type { HeldTable } from '../../ruleset/index.ts'
import type { NftTextReading } from '../nftables/index.ts'
import { lowerNft, mayBeListing, readNftJsonMachine, readNftText } from '../nftables/index.ts'
import type { MachineDiagnostic } from './problem.ts'
import { inputProblem } from './problem.ts'
import type { NamedSource } from './restore.ts'

export interface NftSettings {
  /** Sets that the loader fills with the addresses by which clients know the gateway. */
  readonly clientFacingSets: readonly string[]
  /** What `include` may name, by path. */
  readonly files: ReadonlyMap<string, string>
}

export interface NftReading {
  readonly tables: readonly HeldTable[]
  readonly diagnostics: readonly MachineDiagnostic[]
}

/** What nft writes before a table of iptables-nft (nftables, src/rule.c). */
const managed = /^# Warning: table (?:ip6?|arp|bridge) \S+ is managed by iptables-nft/m

/** Text of such a table is nft's translation of what it cannot say, which loses tests and changes others. */
const translated = ({ name, text }: NamedSource): readonly MachineDiagnostic[] => {
  const found = managed.exec(text)
  if (!found) return []
  const line = text.slice(0, found.index).split('\n').length
  return [
    inputProblem(
      'error',
      [
        'input-translation',
        'this text is a translation of rules of iptables-nft, and not always a true one',
        'give `nft -j list ruleset` with iptables-nft-save beside it',
      ],
      { source: name, line, column: 1 },
    ),
  ]
}

/**
 * Files of nft text one after the other into one kernel, since the second may add to the tables of the first. Each is
 * read by itself, so that what one defines means nothing in another.
 */
export const readNftTexts = (
  sources: readonly NamedSource[],
  { clientFacingSets, files }: NftSettings,
): NftReading => {
  const readings = sources.map(({ name, text }) => readNftText(name, text, { files }))
  const diagnostics = [
    ...sources.flatMap(translated),
    ...readings.flatMap((reading) => reading.diagnostics),
  ]
  const documents = readings.flatMap(({ document }) => (document ? [document] : []))
  if (documents.length < sources.length) return { tables: [], diagnostics }
  const whose = <T>(ask: (places: NftTextReading['places']) => T | undefined): T | undefined => {
    for (const { places } of readings) {
      const answer = ask(places)
      if (answer !== undefined) return answer
    }
    return undefined
  }
  const listings = new Set(sources.filter(({ text }) => mayBeListing(text)).map(({ name }) => name))
  const spanOf = (node: object) => whose((places) => places.spanOf(node))
  const lowered = lowerNft(
    { nftables: documents.flatMap(({ nftables }) => nftables) },
    {
      source: sources[0]?.name ?? '',
      spanOf,
      isListed: (rule) => listings.has(spanOf(rule)?.source ?? ''),
      textOf: (node) => whose((places) => places.textOf(node)),
      handlesArePlaces: true,
      clientFacingSets,
    },
  )
  return { tables: lowered.tables, diagnostics: [...diagnostics, ...lowered.diagnostics] }
}

/** One file of nft's JSON. */
export const readNftJson = (
  { name, text }: NamedSource,
  { clientFacingSets }: NftSettings,
): NftReading => readNftJsonMachine(name, text, { clientFacingSets })
