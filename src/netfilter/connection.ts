/** What conntrack holds, confirmed entries only; never changed in place. */
export interface Connections {
  readonly entries: readonly Connection[]
}

export const noConnections: Connections = { entries: [] }

/** One entry: both directions as they are on the wire, which differ by more than order where it is translated. */
export interface Connection {
  readonly family: 'ipv4' | 'ipv6'
  readonly protocol: number
  readonly original: Tuple
  /** What answers bear: source and destination exchanged, after translation. */
  readonly reply: Tuple
  readonly status: ConnectionStatus
  readonly mark: number
  /** Null for what is not TCP. */
  readonly tcpState: TcpState | null
  /** How a TCP connection came to close, which decides whether a SYN may begin it anew; `none` for all others. */
  readonly closedBy: 'none' | 'fin' | 'reset-by-original' | 'reset-by-reply'
  /** The interface by which a masqueraded connection leaves; null for others. */
  readonly masqueradedBy: string | null
  /** In a flowtable: its packets skip every hook but ingress. */
  readonly isOffloaded: boolean
}

export interface Tuple {
  readonly source: bigint
  readonly destination: bigint
  /** Ports; of ICMP the identifier; 0 for protocols without any. */
  readonly sourceKey: number
  /** Ports; of ICMP `type * 256 + code`; 0 for protocols without any. */
  readonly destinationKey: number
}

/** The bits of IPS_* that are of any consequence here. */
export interface ConnectionStatus {
  /** Made by a helper's expectation: RELATED until an answer is seen. */
  readonly isExpected: boolean
  readonly seenReply: boolean
  readonly isAssured: boolean
  readonly isConfirmed: boolean
  readonly isSnat: boolean
  readonly isDnat: boolean
  /** Whether the source's and the destination's translation is settled, were it only to none. */
  readonly sourceSettled: boolean
  readonly destinationSettled: boolean
}

/** As in nf_conntrack_proto_tcp.c; windows are not modelled. */
export type TcpState =
  | 'none'
  | 'syn-sent'
  | 'syn-recv'
  | 'established'
  | 'fin-wait'
  | 'close-wait'
  | 'last-ack'
  | 'time-wait'
  | 'close'
  | 'syn-sent2'

/** How a packet stands to conntrack. */
export type ConnectionState = 'new' | 'established' | 'related' | 'invalid' | 'untracked'
