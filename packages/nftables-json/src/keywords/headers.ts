/** IPv6 extension headers and their fields. Source: nftables, src/exthdr.c. */
export const exthdrFields = {
  hbh: ['nexthdr', 'hdrlength'],
  rt: ['nexthdr', 'hdrlength', 'type', 'seg-left'],
  rt0: ['reserved', 'addr[1]'],
  /** Only to ask whether it is there: 1.0.6 knows none of its fields. */
  rt2: [],
  srh: ['last-entry', 'flags', 'tag', 'sid[1]'],
  frag: ['nexthdr', 'reserved', 'frag-off', 'reserved2', 'more-fragments', 'id'],
  dst: ['nexthdr', 'hdrlength'],
  mh: ['nexthdr', 'hdrlength', 'type', 'reserved', 'checksum'],
} as const
export type ExthdrName = keyof typeof exthdrFields
export type ExthdrField<N extends ExthdrName> = (typeof exthdrFields)[N][number]

/** TCP options and their fields; `sack0` to `sack3` are the blocks of a selective acknowledgement. Source: src/tcpopt.c. */
export const tcpOptionFields = {
  eol: ['kind'],
  nop: ['kind'],
  maxseg: ['kind', 'length', 'size'],
  window: ['kind', 'length', 'count'],
  'sack-perm': ['kind', 'length'],
  sack: ['kind', 'length', 'left', 'right'],
  sack0: ['kind', 'length', 'left', 'right'],
  sack1: ['kind', 'length', 'left', 'right'],
  sack2: ['kind', 'length', 'left', 'right'],
  sack3: ['kind', 'length', 'left', 'right'],
  timestamp: ['kind', 'length', 'tsval', 'tsecr'],
  fastopen: ['kind', 'length'],
  md5sig: ['kind', 'length'],
  mptcp: ['kind', 'length', 'subtype'],
} as const
export type TcpOptionName = keyof typeof tcpOptionFields
export type TcpOptionField<N extends TcpOptionName> = (typeof tcpOptionFields)[N][number]

/** IPv4 options and their fields. Source: src/ipopt.c. */
export const ipOptionFields = {
  lsrr: ['type', 'length', 'ptr', 'addr'],
  rr: ['type', 'length', 'ptr', 'addr'],
  ssrr: ['type', 'length', 'ptr', 'addr'],
  ra: ['type', 'length', 'value'],
} as const
export type IpOptionName = keyof typeof ipOptionFields
export type IpOptionField<N extends IpOptionName> = (typeof ipOptionFields)[N][number]

/** SCTP chunks and their fields; every chunk has type, flags and length. Source: src/sctp_chunk.c. */
export const sctpChunkFields = {
  data: ['type', 'flags', 'length', 'tsn', 'stream', 'ssn', 'ppid'],
  init: [
    'type',
    'flags',
    'length',
    'init-tag',
    'a-rwnd',
    'num-outbound-streams',
    'num-inbound-streams',
    'initial-tsn',
  ],
  'init-ack': [
    'type',
    'flags',
    'length',
    'init-tag',
    'a-rwnd',
    'num-outbound-streams',
    'num-inbound-streams',
    'initial-tsn',
  ],
  sack: ['type', 'flags', 'length', 'cum-tsn-ack', 'a-rwnd', 'num-gap-ack-blocks', 'num-dup-tsns'],
  heartbeat: ['type', 'flags', 'length'],
  'heartbeat-ack': ['type', 'flags', 'length'],
  abort: ['type', 'flags', 'length'],
  shutdown: ['type', 'flags', 'length', 'cum-tsn-ack'],
  'shutdown-ack': ['type', 'flags', 'length'],
  error: ['type', 'flags', 'length'],
  'cookie-echo': ['type', 'flags', 'length'],
  'cookie-ack': ['type', 'flags', 'length'],
  ecne: ['type', 'flags', 'length', 'lowest-tsn'],
  cwr: ['type', 'flags', 'length', 'lowest-tsn'],
  'shutdown-complete': ['type', 'flags', 'length'],
  'asconf-ack': ['type', 'flags', 'length', 'seqno'],
  'forward-tsn': ['type', 'flags', 'length', 'new-cum-tsn'],
  asconf: ['type', 'flags', 'length', 'seqno'],
} as const
export type SctpChunkName = keyof typeof sctpChunkFields
export type SctpChunkField<N extends SctpChunkName> = (typeof sctpChunkFields)[N][number]
