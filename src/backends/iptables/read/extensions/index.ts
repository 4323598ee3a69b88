import { extension } from '../extension.ts'
import { alterTargets } from './alter.ts'
import { connectionMatches } from './connection.ts'
import { contentMatches } from './content.ts'
import { measureMatches } from './measure.ts'
import { placeMatches } from './place.ts'
import { tellTargets } from './tell.ts'
import { translationTargets } from './translate.ts'
import { transportMatches } from './transport.ts'

/** Every match whose meaning is read. */
export const matchExtensions = {
  ...transportMatches,
  ...connectionMatches,
  ...placeMatches,
  ...contentMatches,
  ...measureMatches,
} as const

/** Every target whose meaning is read, jumps to chains aside. */
export const targetExtensions = {
  ACCEPT: extension({ options: {} }),
  // iptables refuses it in nat: "not intended for filtering" (libxtables/xtables.c).
  DROP: extension({ tables: ['filter', 'mangle', 'raw', 'security'], options: {} }),
  RETURN: extension({ options: {} }),
  QUEUE: extension({ options: {} }),
  ...tellTargets,
  ...translationTargets,
  ...alterTargets,
} as const

const optionsOf = (
  named: Readonly<Record<string, readonly string[]>>,
  others: readonly string[],
): ReadonlyMap<string, readonly string[]> =>
  new Map([...Object.entries(named), ...others.map((name) => [name, []] as const)])

/**
 * Matches of iptables and of xtables-addons that are kept as text, with their options as far as one of them could be
 * taken for the beginning of another option (`--pol` for `--policy`).
 */
export const opaqueMatches = optionsOf(
  {
    policy: [
      'dir',
      'pol',
      'strict',
      'reqid',
      'spi',
      'proto',
      'mode',
      'tunnel-src',
      'tunnel-dst',
      'next',
    ],
    ipvs: ['ipvs', 'vproto', 'vaddr', 'vport', 'vdir', 'vmethod', 'vportctl'],
    osf: ['genre', 'ttl', 'log'],
    ipv6header: ['header', 'soft'],
    mh: ['mh-type'],
    ipcomp: ['ipcompspi', 'compres'],
  },
  [
    ...['cluster', 'dst', 'hbh', 'rateest', 'rt', 'srh', 'unclean', 'l2tp'],
    ...[
      'account',
      'asn',
      'condition',
      'dhcpmac',
      'fuzzy',
      'geoip',
      'gradm',
      'iface',
      'ipp2p',
      'ipv4options',
    ],
    ...['layer7', 'length2', 'lscan', 'ndpi', 'pknock', 'psd', 'quota2', 'web'],
  ],
)

/** Targets of iptables and of xtables-addons that are kept as text. */
export const opaqueTargets = optionsOf(
  {
    CLUSTERIP: ['new', 'hashmode', 'clustermac', 'total-nodes', 'local-node', 'hash-init'],
    IDLETIMER: ['timeout', 'label', 'alarm'],
    SAME: ['to', 'nodst', 'random'],
    SNPT: ['src-pfx', 'dst-pfx'],
    DNPT: ['src-pfx', 'dst-pfx'],
  },
  [
    ...[
      'HMARK',
      'LED',
      'MIRROR',
      'RATEEST',
      'TCPOPTSTRIP',
      'ULOG',
      'ACCOUNT',
      'CHAOS',
      'DELUDE',
      'DHCPMAC',
    ],
    ...[
      'DNETMAP',
      'ECHO',
      'FLOWOFFLOAD',
      'IMQ',
      'IPMARK',
      'LOGMARK',
      'NDPI',
      'PROTO',
      'ROUTE',
      'STEAL',
    ],
    ...['SYSRQ', 'TARPIT'],
  ],
)
