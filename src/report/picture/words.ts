import { assertNever } from '../../assert.ts'
import { formatPortSet } from '../../net/index.ts'
import type { End, EventSurvey, GatewayFacts, PacketClass, Zone } from '../../verifier/index.ts'
import type { Station } from './model.ts'

/** Each class in two short lines, for the head of its line, and in half a sentence. */
export const classWords: Readonly<
  Record<PacketClass, { readonly head: readonly [string, string]; readonly what: string }>
> = {
  ipv6: { head: ['', 'IPv6'], what: 'anything of IPv6' },
  spoofed: { head: ['forged', 'source'], what: "a source that is not the client's own address" },
  dns: { head: ['', 'DNS'], what: 'UDP to port 53 of any resolver' },
  gateway: {
    head: ['open', 'ports'],
    what: "the SOCKS ports, and services, at the gateway's client-facing address",
  },
  virtual: { head: ['virtual', 'network'], what: 'the addresses that Tor gives to names' },
  local: { head: ['local', 'networks'], what: 'local networks, and the gateway itself' },
  tcp: { head: ['other', 'TCP'], what: 'every other TCP packet' },
  udp: { head: ['other', 'UDP'], what: 'every other UDP packet' },
  other: { head: ['the', 'rest'], what: 'every other protocol' },
}

export const className = (id: PacketClass): string => classWords[id].head.join(' ').trim()

/** What of the kernel's own stands at a hook. */
const kernelWords: Readonly<Record<Exclude<Station['kind'], 'chain'>, string>> = {
  defragment: 'fragments are put together',
  track: 'conntrack',
  'translate-destination': 'the destination is translated',
  'translate-source': 'the source is translated',
}

/** A station's name, and what else is to be said of it. */
export const stationWords = ({ kind, chains, priority }: Station): readonly [string, string] => {
  if (kind !== 'chain') return [kernelWords[kind], chains.map(({ name }) => name).join(', ')]
  const name = chains[0]?.name ?? ''
  const cut = name.lastIndexOf(' ')
  return [name.slice(cut + 1), `${name.slice(0, cut)}, priority ${priority}`]
}

/** `TransPort 9040/tcp`. */
export const endName = (end: End, facts: GatewayFacts): string => {
  const [name, detail] = endWords(end, facts)
  return end.kind === 'tor' || end.kind === 'service' ? `${name} ${detail}` : name
}

/** An end's name, and what else is to be said of it. */
export const endWords = (end: End, facts: GatewayFacts): readonly [string, string] => {
  switch (end.kind) {
    case 'tor':
    case 'service':
      return [end.name, `${formatPortSet([end.ports])}/${end.protocol}`]
    case 'socket':
      return ['any other socket', 'or the kernel itself']
    case 'zone':
      return zoneWords(end.zone, facts)
    default:
      return assertNever(end)
  }
}

export const zoneWords = (
  zone: Zone,
  { clients, uplink }: GatewayFacts,
): readonly [string, string] => {
  switch (zone) {
    case 'clients':
      return ['another client', interfacesOf(clients)]
    case 'uplink':
      return ['the uplink', interfacesOf(uplink)]
    case 'others':
      return ['another interface', 'that no fact names']
    default:
      return assertNever(zone)
  }
}

/** `vif*, group 2`. */
export const interfacesOf = ({
  interfaces,
  group,
}: {
  readonly interfaces: readonly string[]
  readonly group: number | null
}): string => [...interfaces, ...(group === null ? [] : [`group ${group}`])].join(', ')

/** What a rule does to a packet besides letting it pass, as a verb of the packet. */
export const eventWords: Readonly<Record<EventSurvey['kind'], string>> = {
  offload: 'enters a flowtable, past all later rules',
  duplicate: 'is copied elsewhere',
  forward: 'is sent on past all hooks',
  queue: 'is handed to a program',
  synproxy: 'is answered in the place of its destination',
  tproxy: 'is given to a local socket untranslated',
  'reject-tcp-reset': 'is answered by a reset',
  'reject-icmp': 'is answered by an ICMP error',
  'marks-connection': "writes its connection's mark",
}
