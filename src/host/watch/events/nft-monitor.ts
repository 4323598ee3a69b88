import { visible } from '../../../diagnostics/index.ts'
import type { Cause } from '../cause.ts'
import { watchLimits } from '../limits.ts'

/**
 * What `nft monitor` prints, one transaction after the other: a line for each object, then
 * `# new generation 7 by process 4711 (iptables-nft)`. As text, since nft's JSON leaves out that last line (1.0.6), which
 * alone says who it was. Nothing here decides anything: any line at all is a reason to look, understood or not.
 */
export interface NftEvents {
  /** Cause that the line is by itself, or undefined: it belongs to a transaction that goes on. */
  readonly take: (line: string) => NftEvent
}

export type NftEvent =
  | { readonly kind: 'goes-on' }
  | { readonly kind: 'transaction'; readonly cause: Cause }
  /** nft was told by the kernel that it did not get all. */
  | { readonly kind: 'overflow'; readonly what: string }

/** Tables that are told of one transaction. */
const TABLES_MAX = 4

export const nftEvents = (): NftEvents => {
  const tables = new Set<string>()
  const take = (line: string): NftEvent => {
    if (/^# ERROR/.test(line)) return { kind: 'overflow', what: visible(line.slice(0, 200)) }
    const [, pid, program] =
      /^# new generation [0-9]+ by process ([0-9]+) \((.*)\)$/.exec(line) ?? []
    if (pid === undefined || program === undefined) {
      if (tables.size <= TABLES_MAX) tables.add(tableOf(line))
      return { kind: 'goes-on' }
    }
    const wrote = [...tables].slice(0, TABLES_MAX).join(', ')
    const more = tables.size > TABLES_MAX ? ' and more' : ''
    tables.clear()
    const who = `${visible(program)} (process ${pid})`
    const what = wrote === '' ? `${who} wrote` : `${who} wrote ${wrote}${more}`
    return { kind: 'transaction', cause: { kind: 'ruleset', what } }
  }
  return { take }
}

/** `add rule inet mine c counter drop` is of `inet mine`. */
const tableOf = (line: string): string => {
  const [, table] =
    /^(?:add|insert|replace|delete|destroy|flush|rename|reset) [a-z]+ ((?:ip|ip6|inet|arp|bridge|netdev) \S+)/.exec(
      line.slice(0, watchLimits.line),
    ) ?? []
  return table === undefined ? 'something' : visible(table)
}
