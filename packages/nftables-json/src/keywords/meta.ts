/** Keys of `meta`. Source: nftables, src/meta.c. */
export const metaKeys = [
  'length',
  'protocol',
  'nfproto',
  'l4proto',
  'priority',
  'mark',
  'iif',
  'iifname',
  'iiftype',
  'oif',
  'oifname',
  'oiftype',
  'skuid',
  'skgid',
  'nftrace',
  'rtclassid',
  'ibrname',
  'obrname',
  'pkttype',
  'cpu',
  'iifgroup',
  'oifgroup',
  'cgroup',
  'random',
  'ipsec',
  'iifkind',
  'oifkind',
  'ibrpvid',
  'ibrvproto',
  'time',
  'day',
  'hour',
  'secmark',
  'sdif',
  'sdifname',
  'broute',
  'ibrhwaddr',
] as const
export type MetaKey = (typeof metaKeys)[number]

/** Keys of `rt`. Source: src/rt.c. */
export const rtKeys = ['classid', 'nexthop', 'mtu', 'ipsec'] as const
export type RtKey = (typeof rtKeys)[number]

/** Keys of `socket`. The listing also prints `cgroupv2`, which no JSON parser of nft takes back. */
export const socketKeys = ['transparent', 'mark', 'wildcard'] as const
export type SocketKey = (typeof socketKeys)[number]

/** Keys of `ipsec`. Source: src/xfrm.c. */
export const ipsecKeys = ['saddr', 'daddr', 'reqid', 'spi'] as const
export type IpsecKey = (typeof ipsecKeys)[number]

/** Keys of `tunnel`. */
export const tunnelKeys = ['path', 'id'] as const
export type TunnelKey = (typeof tunnelKeys)[number]

/** Keys of `osf` and how it treats the packet's time to live. */
export const osfKeys = ['name', 'version'] as const
export type OsfKey = (typeof osfKeys)[number]
export const osfTtls = ['loose', 'skip'] as const
export type OsfTtl = (typeof osfTtls)[number]

/** What `fib` looks up; `check` (does a route exist) came with 1.1.4. */
export const fibResults = ['oif', 'oifname', 'type', 'check'] as const
export type FibResult = (typeof fibResults)[number]
export const fibFlags = ['saddr', 'daddr', 'mark', 'iif', 'oif'] as const
export type FibFlag = (typeof fibFlags)[number]
