import { sha256 } from '../folder/index.ts'
import { oneItemALine } from '../live/index.ts'
import type { Backend } from '../lockdown/index.ts'
import type { Command, System } from '../system/index.ts'
import { faultOf } from '../system/index.ts'
import { steady } from './steady.ts'

const saves: Readonly<Record<Exclude<Backend, 'nft'>, readonly string[]>> = {
  'iptables-nft': ['iptables-nft-save', 'ip6tables-nft-save', 'arptables-nft-save'],
  'iptables-legacy': ['iptables-legacy-save', 'ip6tables-legacy-save', 'arptables-nft-save'],
}

/** Our tables of nft, the lockdown's among them. */
const ownTable = /"(?:table|name)":\s*"qubes_tor_fw(?:_lockdown)?"/

/**
 * A digest of what the kernel has of our tables, without what goes on by itself: counts of packets, and the time. It is
 * the same for as long as nobody writes to them.
 */
export const ownListing = async (
  system: System,
  backend: Backend,
): Promise<{ readonly sha256: string } | { readonly why: string }> => {
  const commands: readonly Command[] =
    backend === 'nft'
      ? [{ program: 'nft', arguments: ['-j', '-s', 'list', 'ruleset'] }]
      : saves[backend].map((program) => ({ program, arguments: [] }))
  const texts: string[] = []
  for (const command of commands) {
    const result = await system.run(command)
    const why = faultOf(command, result)
    if (why !== undefined) return { why }
    texts.push(backend === 'nft' ? ownItems(result.stdout) : steady(result.stdout))
  }
  return { sha256: sha256(texts.join('\n')) }
}

const ownItems = (listing: string): string =>
  oneItemALine(listing)
    .split('\n')
    .filter((item) => ownTable.test(item))
    .join('\n')
