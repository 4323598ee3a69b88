/** What the test asks of the agent, the process that lives in the router's namespace. One JSON line each. */
export type Request =
  | { readonly kind: 'listen'; readonly tcp: readonly number[]; readonly udp: readonly number[] }
  /** Whether datagrams that arrive are answered at once, or kept until `answer-held`. */
  | { readonly kind: 'hold-datagrams'; readonly hold: boolean }
  | { readonly kind: 'answer-held' }
  /** Writes on every connection that the listeners hold. */
  | { readonly kind: 'write-accepted'; readonly text: string }
  | { readonly kind: 'close-accepted' }
  /** A connection of the gateway's own. Resolves at once; the handshake is seen in `counters`. */
  | {
      readonly kind: 'connect'
      readonly address: string
      readonly port: number
      readonly localPort: number
    }
  | { readonly kind: 'write-connected'; readonly text: string }
  | { readonly kind: 'close-connected' }
  | {
      readonly kind: 'send-datagram'
      readonly address: string
      readonly port: number
      readonly localPort: number
      readonly text: string
    }
  /** From now on listeners take what comes and say nothing. */
  | { readonly kind: 'be-silent' }
  /** Closes the listeners and resets every connection that they hold. */
  | { readonly kind: 'stop-listening' }
  | { readonly kind: 'counters' }
  | { readonly kind: 'reports' }

/** What reached a listener. */
export interface Report {
  readonly protocol: 'tcp' | 'udp'
  /** The listener's own port. */
  readonly port: number
  /** The listener's own address, for TCP. */
  readonly address: string
  readonly peerAddress: string
  readonly peerPort: number
  /** All that was read, Latin-1; for TCP of the whole connection so far. */
  readonly text: string
}

/** One interface's line of /proc/net/dev. */
export interface InterfaceCounters {
  readonly name: string
  /** Frames that came in, those among them that were too short to be handed on. */
  readonly received: number
  /** Of these, frames of a kind that the kernel does not know. */
  readonly unknown: number
  readonly sent: number
}

export interface Counters {
  readonly interfaces: readonly InterfaceCounters[]
  /** Datagrams that wait for their missing fragments, IPv4 and IPv6. */
  readonly reassembling: number
  /** TCP segments sent again, since the namespace began. */
  readonly retransmitted: number
  /** Connections of the agent's own that are established. */
  readonly connected: number
}

export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string }
