import type { ExpectedFacts, OpenPort } from './facts.ts'
import type { Case } from './scenario/index.ts'
import type { ClientInterface, Topology } from './topology.ts'
import { inPrefix } from './wire/index.ts'

/**
 * What a packet is to the policy. Where several fit, the first decides, in this order
 * (the order of the guarantees: spoofing, IPv6, DNS, own listeners, virtual addresses, local ranges, TCP, the rest).
 */
export type PacketClass =
  | 'uplink'
  | 'posing'
  | 'arp-own-gateway'
  | 'arp-other'
  | 'ipv6'
  | 'spoofed'
  | 'malformed'
  | 'dns'
  | 'socks'
  | 'service'
  | 'virtual'
  | 'local'
  | 'tcp'
  | 'other'

/** What is owed to a packet. */
export type Fate =
  /** Delivered to this port at the client-facing address, and answered as by whom the client asked. */
  | { readonly kind: 'served'; readonly listener: OpenPort }
  /** Delivered there or dropped: a promise of service does not cover it. */
  | { readonly kind: 'at-most'; readonly listener: OpenPort }
  /** Delivered nowhere; its sender may be told so. */
  | { readonly kind: 'refused' }
  /** Delivered nowhere, and nobody hears of it. */
  | { readonly kind: 'silent' }
  /** Answered with the interface's own link-layer address. */
  | { readonly kind: 'resolved' }
  /** From the uplink: delivered nowhere but at open services, and no client hears of it. */
  | { readonly kind: 'closed'; readonly open: readonly OpenPort[] }

const isOwnAddress = (address: string, client: ClientInterface): boolean => {
  if (client.gatewayLength === 32) return client.hosts.some((host) => host.address === address)
  const last = address.split('.').at(-1)
  const inside = inPrefix(address, `${client.gateway}/${client.gatewayLength}`)
  return inside && address !== client.gateway && last !== '0' && last !== '255'
}

const clientAddresses = (topology: Topology): readonly string[] =>
  topology.clients.flatMap((client) => client.hosts.map((host) => host.address))

const isOpen = (ports: readonly OpenPort[], one: Case): OpenPort | undefined =>
  ports.find(
    (open) => open.protocol === one.traits.protocol && open.port === one.traits.destinationPort,
  )

const looksMalformed = (one: Case, facts: ExpectedFacts): boolean => {
  switch (one.traits.shape) {
    case 'corrupt':
    case 'options':
      return true
    case 'fragments':
    case 'lone-fragment':
      return facts.beforeDefragmentation
    case 'opening':
    case 'unopened':
    case 'datagram':
      return false
  }
}

const classifyClient = (one: Case, client: ClientInterface, facts: ExpectedFacts): PacketClass => {
  const { family, source, destination, protocol, destinationPort } = one.traits
  if (family === 'arp') return destination === client.gateway ? 'arp-own-gateway' : 'arp-other'
  if (family === 'ip6') return 'ipv6'
  if (!isOwnAddress(source, client)) return 'spoofed'
  if (looksMalformed(one, facts)) return 'malformed'
  if (protocol === 'udp' && destinationPort === 53) return 'dns'
  const own = destination === client.gateway
  if (own && protocol === 'tcp' && facts.socksPorts.includes(destinationPort)) return 'socks'
  if (own && isOpen(facts.clientServices, one)) return 'service'
  if (inPrefix(destination, facts.virtualAddresses)) return 'virtual'
  if (facts.localNetworks.some((network) => inPrefix(destination, network))) return 'local'
  return protocol === 'tcp' ? 'tcp' : 'other'
}

export const classify = (one: Case, topology: Topology, facts: ExpectedFacts): PacketClass => {
  if (one.sender.kind === 'client') return classifyClient(one, one.sender.client.interface, facts)
  const inside = [...clientAddresses(topology), ...topology.clients.map(({ gateway }) => gateway)]
  return inside.includes(one.traits.source) ? 'posing' : 'uplink'
}

const listenerFate = (one: Case, listener: OpenPort, allowed: boolean): Fate => {
  if (!allowed || one.traits.shape === 'unopened') return { kind: 'silent' }
  switch (one.traits.shape) {
    case 'fragments':
      return { kind: 'at-most', listener }
    case 'lone-fragment':
      return { kind: 'refused' }
    case 'opening':
    case 'datagram':
      return { kind: 'served', listener }
    case 'corrupt':
    case 'options':
      return { kind: 'silent' }
  }
}

const refusal = (one: Case, disposition: 'drop' | 'reject'): Fate =>
  disposition === 'reject' || one.traits.shape === 'lone-fragment'
    ? { kind: 'refused' }
    : { kind: 'silent' }

/** What is owed to a case: it follows from its class and the facts, and from nothing else. */
export const fateOf = (one: Case, topology: Topology, facts: ExpectedFacts): Fate => {
  const { protocol, destinationPort } = one.traits
  const kind = classify(one, topology, facts)
  const trans: OpenPort = { protocol: 'tcp', port: facts.transPort }
  switch (kind) {
    case 'uplink':
      return { kind: 'closed', open: facts.uplinkServices }
    case 'arp-own-gateway':
      return { kind: 'resolved' }
    case 'posing':
    case 'arp-other':
    case 'ipv6':
    case 'spoofed':
    case 'malformed':
      return { kind: 'silent' }
    case 'dns':
      return listenerFate(one, { protocol: 'udp', port: facts.dnsPort }, facts.dns === 'tor')
    case 'socks':
    case 'service':
      return listenerFate(
        one,
        { protocol: protocol === 'tcp' ? 'tcp' : 'udp', port: destinationPort },
        true,
      )
    case 'local':
      return refusal(one, facts.local)
    case 'virtual':
    case 'tcp':
      if (protocol === 'tcp') return listenerFate(one, trans, facts.tcp === 'tor')
      return refusal(one, protocol === 'udp' ? facts.udp : 'drop')
    case 'other':
      return refusal(one, protocol === 'udp' ? facts.udp : 'drop')
  }
}
