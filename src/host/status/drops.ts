import type { JsonValue } from 'nftables-json'
import { parseJson } from 'nftables-json'

/** Packets that rules of ours dropped, by the intent that says why. */
export interface Drop {
  /** `drop-udp`, as docs/intents.md calls it. */
  readonly reason: string
  readonly packets: number
}

/**
 * Rules of ours carry their intent in their comment, and count, as far as the policy asks for it: so what is dropped for
 * which reason is in the kernel already, and takes no counter besides.
 */
const intentOf = (comment: string): string | undefined => /^[a-z][a-z0-9-]*/.exec(comment)?.[0]

/** Of `nft -j list table`. */
export const dropsOfNft = (listing: string): readonly Drop[] => {
  const parsed = parseJson(listing)
  const items = parsed.ok ? member(parsed.value, 'nftables') : undefined
  if (!Array.isArray(items)) return []
  return items.flatMap((item) => {
    const rule = member(item, 'rule')
    const comment = member(rule, 'comment')
    const expressions = member(rule, 'expr')
    if (typeof comment !== 'string' || !Array.isArray(expressions)) return []
    const counter = expressions.map((each) => member(each, 'counter')).find((each) => each)
    const drops = expressions.some((each) => member(each, 'drop') !== undefined)
    const packets = Number(member(counter, 'packets'))
    const reason = intentOf(comment)
    return drops && reason !== undefined && Number.isSafeInteger(packets)
      ? [{ reason, packets }]
      : []
  })
}

/** Of `iptables-save --counters` and its like. */
export const dropsOfSave = (save: string): readonly Drop[] =>
  save.split('\n').flatMap((line) => {
    const [, packets, comment] =
      /^\[([0-9]+):[0-9]+\] -A .*--comment (?:"?)([a-z0-9-]+).* -j DROP$/.exec(line) ?? []
    const reason = intentOf(comment ?? '')
    return packets === undefined || reason === undefined
      ? []
      : [{ reason, packets: Number(packets) }]
  })

/** One entry for each reason, the greatest first, then by name; reasons that dropped nothing stay in. */
export const summed = (drops: readonly Drop[]): readonly Drop[] => {
  const sums = new Map<string, number>()
  for (const { reason, packets } of drops) sums.set(reason, (sums.get(reason) ?? 0) + packets)
  return [...sums]
    .map(([reason, packets]) => ({ reason, packets }))
    .sort((one, other) => other.packets - one.packets || (one.reason < other.reason ? -1 : 1))
}

const member = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, JsonValue>>)[name]
    : undefined
