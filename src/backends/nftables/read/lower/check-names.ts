/** Chains and sets that rules and elements name: each has to be there. */
import type { KernelTable } from './held.ts'
import type { Report } from './report.ts'
import { jumpsOf } from './rule-facts.ts'

export function checkNames(table: KernelTable, report: Report): void {
  for (const chain of table.chains.values()) {
    for (const { body, facts } of chain.rules.all()) {
      for (const name of facts.jumps) checkTarget(table, name, body, report)
      for (const name of facts.sets) {
        if (table.sets.has(name)) continue
        report.error('nft-load-missing', `no set is called \`${name}\``, body)
      }
    }
  }
  for (const { kind, body, elements } of table.sets.values()) {
    if (kind !== 'map') continue
    for (const name of jumpsOf(elements.values())) checkTarget(table, name, body, report)
  }
}

/** No rule leads to a base chain (`nft_verdict_init`, net/netfilter/nf_tables_api.c). */
function checkTarget(table: KernelTable, name: string, node: object, report: Report): void {
  const chain = table.chains.get(name)
  if (chain === undefined) {
    report.error('nft-load-missing', `no chain is called \`${name}\``, node)
  } else if (chain.base !== null) {
    report.error('nft-load-hook', `\`${name}\` is a base chain: nothing jumps to it`, node)
  }
}
