import type { Case, Step } from './case.ts'
import { plainSettings } from './lab/settings.ts'
import type { Body } from './packet/sent.ts'
import type { Family, InterfaceName } from './universe.ts'
import { places } from './universe.ts'

/**
 * A router without rules that is asked for all that the kernel answers by itself. What it answers is no matter of the
 * reference; where it keeps silent, the machine is disturbed. The kernel sends ICMP of all network namespaces from one
 * socket for each processor (`icmp_sk`, `ipv6_icmp_sk`), and others' packets that wait for a neighbour use up its
 * buffer: then nobody's ICMP is sent.
 */
const asked = (family: Family, name: InterfaceName, source: string, body: Body): Step => ({
  kind: 'arrive',
  interface: name,
  sent: {
    family,
    source,
    destination: places[family].own[0] ?? '',
    ttl: 64,
    extras: [],
    body,
    cut: null,
  },
})

const bodies = (family: Family): readonly Body[] => {
  const type = family === 'ip4' ? 8 : 128
  const ports = { sourcePort: 40000, destinationPort: 443, checksum: 'good' } as const
  return [
    { kind: 'icmp', type, code: 0, id: 7, quoted: null, checksum: 'good' },
    { kind: 'udp', ...ports, payload: 8 },
    { kind: 'tcp', ...ports, flags: 2, sequence: 1_000_000, acknowledgement: 0, payload: 0 },
  ]
}

const steps = (['ip4', 'ip6'] as const).flatMap((family) =>
  bodies(family).flatMap((body) => {
    const { clients, neighbours } = places[family]
    return [
      asked(family, 'vif1.0', clients[0], body),
      asked(family, 'eth0', neighbours[0] ?? '', body),
    ]
  }),
)

export const canary: Case = {
  seed: 'canary',
  sources: [],
  settings: plainSettings,
  isFresh: false,
  hasListeners: false,
  steps,
}
