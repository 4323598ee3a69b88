import type { JsonValue } from 'nftables-json'
import { parseJson } from 'nftables-json'
import { itemOffsets } from '../../backends/nftables/index.ts'

/** Families whose tables iptables-nft makes. */
export type ExtensionFamily = 'ip' | 'ip6' | 'arp'

/**
 * The JSON of nft, which it prints on one line, with each item on a line of its own, so that a finding can show the
 * rule it is about.
 */
export const oneItemALine = (listing: string): string => {
  const starts = [0, ...itemOffsets(listing), listing.length]
  return starts
    .slice(0, -1)
    .map((start, index) => listing.slice(start, starts[index + 1]))
    .join('\n')
}

/** Families in which a rule has a part that nft shows by its name alone (`xt`). */
export const withExtensions = (listing: string): readonly ExtensionFamily[] => {
  const found = new Set(
    (itemsOf(listing) ?? []).flatMap((item) => {
      const rule = member(item, 'rule')
      const family = member(rule, 'family')
      const expressions = member(rule, 'expr')
      const hasXt =
        Array.isArray(expressions) && expressions.some((each) => member(each, 'xt') !== undefined)
      return hasXt ? [family] : []
    }),
  )
  return (['ip', 'ip6', 'arp'] as const).filter((family) => found.has(family))
}

const itemsOf = (listing: string): readonly JsonValue[] | undefined => {
  const parsed = parseJson(listing)
  const items = parsed.ok ? member(parsed.value, 'nftables') : undefined
  return Array.isArray(items) ? items : undefined
}

const member = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, JsonValue>>)[name]
    : undefined
