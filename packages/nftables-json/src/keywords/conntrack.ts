/**
 * Keys of `ct`. Plain `saddr` and `daddr` are left out of what is written:
 * they only load where the family is known already, and a listing elides that.
 * Source: nftables, src/ct.c.
 */
export const ctKeys = [
  'state',
  'direction',
  'status',
  'mark',
  'expiration',
  'helper',
  'l3proto',
  'protocol',
  'proto-src',
  'proto-dst',
  'label',
  'bytes',
  'packets',
  'avgpkt',
  'zone',
  'event',
  'ip saddr',
  'ip daddr',
  'ip6 saddr',
  'ip6 daddr',
  'secmark',
  'id',
] as const
export type CtKey = (typeof ctKeys)[number]

export const ctDirections = ['original', 'reply'] as const
export type CtDirection = (typeof ctDirections)[number]

/** Connection states; a packet has exactly one. */
export const ctStates = ['invalid', 'new', 'established', 'related', 'untracked'] as const
export type CtState = (typeof ctStates)[number]

/** Status bits of a connection; it has any number of them. */
export const ctStatuses = [
  'expected',
  'seen-reply',
  'assured',
  'confirmed',
  'snat',
  'dnat',
  'dying',
] as const
export type CtStatus = (typeof ctStatuses)[number]

export const ctEvents = [
  'new',
  'related',
  'destroy',
  'reply',
  'assured',
  'protoinfo',
  'helper',
  'mark',
  'seqadj',
  'secmark',
  'label',
] as const
export type CtEvent = (typeof ctEvents)[number]

/** TCP header flags, from the lowest bit. */
export const tcpFlags = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ecn', 'cwr'] as const
export type TcpFlag = (typeof tcpFlags)[number]

/** States that a `ct timeout` object sets times for: TCP's, then UDP's. */
export const ctTimeoutStates = [
  'close',
  'close_wait',
  'established',
  'fin_wait',
  'last_ack',
  'retrans',
  'syn_recv',
  'syn_sent',
  'time_wait',
  'unack',
  'replied',
  'unreplied',
] as const
export type CtTimeoutState = (typeof ctTimeoutStates)[number]
