import type { Client, Topology } from '../topology.ts'

/** Who puts the packet on the wire. The uplink is anybody on the gateway's own network. */
export type Sender =
  | { readonly kind: 'client'; readonly client: Client }
  | { readonly kind: 'uplink' }

/**
 * How the packet is made.
 * - `opening`: a TCP segment that asks for a connection, and nothing else.
 * - `unopened`: a TCP segment that belongs to no connection that anybody knows.
 * - `datagram`: anything else that is well formed.
 * - `corrupt`: a wrong checksum, a length that lies, cut short, too short for what its port is for.
 * - `options`: an IPv4 header with options.
 * - `fragments`: a whole datagram in fragments.
 * - `lone-fragment`: a fragment whose rest never comes.
 */
export type Shape =
  | 'opening'
  | 'unopened'
  | 'datagram'
  | 'corrupt'
  | 'options'
  | 'fragments'
  | 'lone-fragment'

/** What a packet is, as far as its fate depends on it. */
export interface Traits {
  readonly family: 'ip4' | 'ip6' | 'arp'
  readonly source: string
  readonly destination: string
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'other'
  /** 0 where the protocol has none. */
  readonly destinationPort: number
  readonly shape: Shape
}

/** What tells one case's packets, and the answers to them, from all others. */
export interface Tag {
  /** Source port, or ICMP identifier: no other case has it. */
  readonly port: number
  /** IPv4's identification and IPv6's flow label. */
  readonly mark: number
  /** Twelve letters and digits, carried in the payload. */
  readonly text: string
  readonly payload: Buffer
}

/** One row of the catalogue before it has its tag. */
export interface Template {
  /** What varies inside the group: `8.8.8.8:443`. */
  readonly name: string
  /** A row of the printed table. */
  readonly group: string
  readonly sender: Sender
  readonly traits: Traits
  readonly frames: (tag: Tag) => readonly Buffer[]
}

export interface Case extends Omit<Template, 'frames'> {
  readonly interface: string
  readonly tag: Tag
  readonly frames: readonly Buffer[]
}

/** Above every port that a policy or the lab listens on. */
export const firstTagPort = 11_000

const tagText = (index: number): string => `qtfw${index.toString(16).padStart(8, '0')}`

export const tagPattern = /qtfw([0-9a-f]{8})/

export const tagOf = (index: number): Tag => {
  const text = tagText(index)
  return { port: firstTagPort + index, mark: index + 1, text, payload: Buffer.from(text) }
}

export const senderInterface = (sender: Sender, topology: Topology): string =>
  sender.kind === 'client' ? sender.client.interface.name : topology.uplink.name

export const senderName = (sender: Sender): string =>
  sender.kind === 'client' ? sender.client.host.address : 'uplink'
