import type { Hook } from './extension.ts'

const all: readonly Hook[] = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']

/** Tables and their built-in chains (net/ipv4/netfilter/iptable_*.c, net/ipv6/netfilter/ip6table_*.c). */
const builtInChains: ReadonlyMap<string, readonly Hook[]> = new Map<string, readonly Hook[]>([
  ['raw', ['PREROUTING', 'OUTPUT']],
  ['mangle', all],
  ['nat', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING']],
  ['filter', ['INPUT', 'FORWARD', 'OUTPUT']],
  ['security', ['INPUT', 'FORWARD', 'OUTPUT']],
])

export const tableNames: readonly string[] = [...builtInChains.keys()]

/** The built-in chains of a table; undefined where there is no such table. */
export const hooksOf = (table: string): readonly Hook[] | undefined => builtInChains.get(table)

/** Verdicts of the kernel; no chain can be called like one. */
export const verdictNames: readonly string[] = ['ACCEPT', 'DROP', 'RETURN', 'QUEUE']
