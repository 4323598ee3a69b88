import type { Gateway } from '../../policy/gateway.ts'
import { inspect, lockdownTable, ourTable, ownTablesOf, usualBackend } from '../inspect/index.ts'
import type { Backend } from '../lockdown/index.ts'
import type { System } from '../system/index.ts'
import type { OpenChannel } from '../tor/index.ts'
import { readApplied } from './applied.ts'
import type { Drop } from './drops.ts'
import { dropsOfNft, dropsOfSave, summed } from './drops.ts'
import type { Status } from './status.ts'
import { readTor } from './tor.ts'

export interface StatusQuestion {
  readonly gateway: Gateway
  readonly controlSocket: string
  /** Where loaders leave their `state`. */
  readonly stateFolder: string
  readonly open: OpenChannel
}

/** The status, or why there is none: what is in force cannot even be read. */
export type StatusReading =
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'failed'; readonly why: readonly string[] }

/** Looks at everything and changes nothing. */
export const takeStatus = async (
  system: System,
  { gateway, controlSocket, stateFolder, open }: StatusQuestion,
): Promise<StatusReading> => {
  const applied = readApplied(system, stateFolder)
  const firewall = await inspect(system, gateway)
  if (firewall.kind === 'failed') return firewall
  const backend = applied?.backend ?? usualBackend(gateway)
  return {
    kind: 'status',
    status: {
      gateway,
      applied,
      now: system.clock.epochSeconds(),
      firewall,
      own:
        firewall.kind === 'read'
          ? ownTablesOf(gateway, backend, firewall, applied?.verdict === 'lockdown')
          : null,
      tor: await readTor(system, open, gateway, controlSocket),
      clients: firewall.kind === 'read' ? firewall.clients : [],
      drops: await dropsOf(system, backend),
    },
  }
}

/** Commands that tell the counters of our rules, for each backend. Where one fails, what it would tell is left out. */
const counting: Readonly<Record<Backend, readonly (readonly [string, ...string[]])[]>> = {
  nft: [
    ['nft', '-j', 'list', 'table', 'inet', ourTable],
    ['nft', '-j', 'list', 'table', 'arp', ourTable],
    ['nft', '-j', 'list', 'table', 'inet', lockdownTable],
  ],
  'iptables-legacy': [
    ['iptables-legacy-save', '--counters'],
    ['ip6tables-legacy-save', '--counters'],
  ],
  'iptables-nft': [
    ['iptables-nft-save', '--counters'],
    ['ip6tables-nft-save', '--counters'],
  ],
}

const dropsOf = async (system: System, backend: Backend): Promise<readonly Drop[] | null> => {
  const drops: Drop[] = []
  for (const [program, ...rest] of counting[backend]) {
    const { code, stdout } = await system.run({ program, arguments: rest })
    if (code === 0) drops.push(...(backend === 'nft' ? dropsOfNft : dropsOfSave)(stdout))
  }
  return drops.length === 0 ? null : summed(drops)
}
