import { assertNever } from '../../assert.ts'
import type { Flow } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, inIntervals, not, or, orAll } from '../diagram/index.ts'
import type { GatewayFacts } from '../facts.ts'
import { byClients, byUplink } from '../guarantees/classes.ts'
import { inZone } from '../path/index.ts'
import type { Space } from '../space/index.ts'
import { block, destinationBlocks, has } from '../space/index.ts'
import type { End, Zone } from './result.ts'

const one = (port: number) => ({ first: BigInt(port), last: BigInt(port) })

/** Every end that the facts name, Tor's first; then what they don't. */
export const endsOf = ({ tor, services, clients, egress }: GatewayFacts): readonly End[] => {
  const listener = (name: string, protocol: 'tcp' | 'udp', port: number): Named => ({
    ...{ kind: 'tor', name, protocol, ports: one(port), openTo: ['clients'] },
  })
  const opened = (to: 'clients' | 'uplink', list: readonly Service[]): readonly Named[] =>
    list.map(({ name, protocol, ports }) => ({
      ...{ kind: 'service', name, protocol, ports, openTo: [to] },
    }))
  const dhcp = (name: string, port: number): Service => ({
    name,
    protocol: 'udp',
    ports: one(port),
  })
  const named = [
    listener('TransPort', 'tcp', tor.transPort),
    listener('DNSPort', 'udp', tor.dnsPort),
    ...tor.socksPorts.map((port) => listener('SOCKS', 'tcp', port)),
    ...opened('clients', services.clients),
    ...opened('clients', clients.dhcpServer ? [dhcp('DHCP server', 67)] : []),
    ...opened('uplink', services.uplink),
    ...opened('uplink', egress.dhcpClient ? [dhcp('DHCP client', 68)] : []),
  ]
  return [
    ...merged(named),
    { kind: 'socket' },
    { kind: 'zone', zone: 'clients' },
    { kind: 'zone', zone: 'uplink' },
    { kind: 'zone', zone: 'others' },
  ]
}

type Named = Extract<End, { name: string }>
type Service = Pick<Named, 'name' | 'protocol' | 'ports'>

/** Ends of the same protocol and ports are one; it is open to all for whom it is named. */
const merged = (named: readonly Named[]): readonly Named[] => {
  const found = new Map<string, Named>()
  for (const end of named) {
    const key = `${end.protocol} ${end.ports.first}-${end.ports.last}`
    const known = found.get(key)
    const openTo = [...new Set([...(known?.openTo ?? []), ...end.openTo])]
    found.set(key, { ...(known ?? end), openTo })
  }
  return [...found.values()]
}

/** Of flows that were delivered: the packets that arrive at this end. */
export const arrivingAt = (
  space: Space,
  end: Exclude<End, { kind: 'zone' }>,
  all: readonly End[],
  { binding }: Pick<Flow, 'binding'>,
): Diagram => {
  const { port } = destinationBlocks(binding)
  switch (end.kind) {
    case 'tor':
    case 'service':
      return and(
        space.arena,
        has(space, 'l4proto', end.protocol === 'tcp' ? 6 : 17),
        inIntervals(space.arena, block(space, port), [[end.ports.first, end.ports.last]]),
      )
    case 'socket':
      return not(
        orAll(
          space.arena,
          all.flatMap((each) =>
            each.kind === 'tor' || each.kind === 'service'
              ? [arrivingAt(space, each, all, { binding })]
              : [],
          ),
        ),
      )
    default:
      return assertNever(end)
  }
}

/** The packets that leave by an interface of the zone. Loopback is none of them. */
export const leavingBy = (space: Space, zone: Zone): Diagram => {
  switch (zone) {
    case 'clients':
      return byClients(space)
    case 'uplink':
      return byUplink(space)
    case 'others':
      return not(
        orAll(space.arena, [
          byClients(space),
          byUplink(space),
          has(space, 'oif', space.interfaces.loopback),
        ]),
      )
    default:
      return assertNever(zone)
  }
}

/** The packets that entered by an interface of the zone. */
export const enteringBy = (space: Space, zone: Zone): Diagram => {
  const clients = inZone(space, 'iif', 'clients')
  const uplink = inZone(space, 'iif', 'uplink')
  switch (zone) {
    case 'clients':
      return clients
    case 'uplink':
      return uplink
    case 'others':
      return not(or(space.arena, clients, uplink))
    default:
      return assertNever(zone)
  }
}
