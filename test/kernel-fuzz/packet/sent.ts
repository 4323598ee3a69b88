import type { Family } from '../universe.ts'

/** A packet as it is made up: everything that the wire and the reference need to know, as inert data. */
export interface Sent {
  readonly family: Family
  readonly source: string
  readonly destination: string
  readonly ttl: number
  /** Options of IPv4; extension headers of IPv6. */
  readonly extras: readonly Extra[]
  readonly body: Body
  readonly cut: Cut | null
}

export type Extra = 'padding' | 'router-alert' | 'hbh' | 'dst'

export type Body =
  | {
      readonly kind: 'tcp'
      readonly sourcePort: number
      readonly destinationPort: number
      /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32. */
      readonly flags: number
      readonly sequence: number
      readonly acknowledgement: number
      readonly payload: number
      readonly checksum: 'good' | 'bad'
    }
  | {
      readonly kind: 'udp'
      readonly sourcePort: number
      readonly destinationPort: number
      readonly payload: number
      readonly checksum: 'good' | 'bad'
    }
  | {
      readonly kind: 'icmp'
      readonly type: number
      readonly code: number
      /** Identifier of requests and answers. */
      readonly id: number
      /** Of errors: what they complain about. */
      readonly quoted: Sent | null
      readonly checksum: 'good' | 'bad'
    }
  /** Bytes behind the IP header, as hexadecimal digits. */
  | { readonly kind: 'other'; readonly protocol: number; readonly hex: string }

/** How a datagram is taken apart before it is sent. */
export interface Cut {
  /** Bytes of each fragment but the last; a multiple of 8. */
  readonly size: number
  /** Which fragments are sent, in which order; all of them make a whole. */
  readonly order: readonly number[]
}

export const tcpBits = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32 } as const
