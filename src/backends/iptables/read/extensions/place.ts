import type { Codec } from '../codec.ts'
import { argument, flag } from '../codec.ts'
import { extension, invertible, option } from '../extension.ts'
import type { Reading } from '../reading.ts'
import { badValue, fault, value } from '../reading.ts'
import { addressRange } from '../values/address.ts'
import { interfaceName } from '../values/interface.ts'
import { masked } from '../values/number.ts'
import { account } from '../values/user.ts'
import { listOf, oneOf, plain } from '../values/words.ts'
import { allOf, atMostOne, every, oneOrMore } from './rules.ts'

const addressTypes = [
  ...['UNSPEC', 'UNICAST', 'LOCAL', 'BROADCAST', 'ANYCAST', 'MULTICAST', 'BLACKHOLE'],
  ...['UNREACHABLE', 'PROHIBIT', 'THROW', 'NAT', 'XRESOLVE'],
] as const
const addressType = listOf(addressTypes, { prefixes: true })

const mac: Codec<string> = argument(
  (read): Reading<string> => {
    const octets = read.split(':')
    return octets.length === 6 && octets.every((octet) => /^[0-9a-f]{1,2}$/i.test(octet))
      ? value(octets.map((octet) => octet.toLowerCase().padStart(2, '0')).join(':'))
      : badValue(read, 'a MAC address')
  },
  (read) => read,
)

/** A set of ipset, and which parts of the packet are looked up in it. */
export interface SetLookup {
  readonly set: string
  readonly directions: readonly ('src' | 'dst')[]
}

/** IPSET_DIM_MAX of linux/netfilter/ipset/ip_set.h. */
const setDimensions = 6
/** IPSET_MAXNAMELEN is 32 with the zero byte. */
const setNameMaximum = 31

export const setLookup: Codec<SetLookup> = {
  arity: 2,
  read(set, second): Reading<SetLookup> {
    const directions = second.split(',').flatMap((word) => {
      const known = (['src', 'dst'] as const).find((name) => name === word.toLowerCase())
      return known ? [known] : []
    })
    if (directions.length !== second.split(',').length || directions.length > setDimensions)
      return badValue(second, 'a list of src and dst, six at most')
    return set === '' || set.length > setNameMaximum || /^[:!]/.test(set)
      ? badValue(set, 'the name of a set')
      : value({ set, directions })
  },
  write: ({ set, directions }) => [set, directions.join(',')],
}

const groupTest = invertible(masked)

/** Matches of where a packet comes from or goes to, other than by its addresses and ports. */
export const placeMatches = {
  owner: extension({
    options: {
      'socket-exists': invertible(flag),
      'uid-owner': invertible(account),
      'gid-owner': invertible(account),
      'suppl-groups': option(flag),
    },
    hooks: () => ['OUTPUT', 'POSTROUTING'],
    finish(chosen) {
      const { 'suppl-groups': groups, 'gid-owner': gid } = chosen
      if (groups && (!gid || gid.place.offset > groups.place.offset))
        return fault('iptables-combination', '--suppl-groups needs --gid-owner before it')
      for (const given of [chosen['uid-owner'], gid])
        if (given?.value.kind === 'numbers' && given.value.first > given.value.last)
          return fault('iptables-value', 'a range of accounts has its lower number first')
      return oneOrMore('uid-owner', 'gid-owner', 'socket-exists')(chosen)
    },
  }),
  addrtype: extension({
    options: {
      'src-type': invertible(addressType),
      'dst-type': invertible(addressType),
      'limit-iface-in': option(flag),
      'limit-iface-out': option(flag),
    },
    hooks(chosen) {
      if (chosen['limit-iface-in']) return ['PREROUTING', 'INPUT', 'FORWARD']
      return chosen['limit-iface-out'] ? ['FORWARD', 'OUTPUT', 'POSTROUTING'] : undefined
    },
    finish: every(
      oneOrMore('src-type', 'dst-type'),
      atMostOne('limit-iface-in', 'limit-iface-out'),
    ),
  }),
  iprange: extension({
    options: { 'src-range': invertible(addressRange), 'dst-range': invertible(addressRange) },
    finish: oneOrMore('src-range', 'dst-range'),
  }),
  set: extension({
    options: {
      'match-set': invertible(setLookup, { set: setLookup }),
      'return-nomatch': option(flag),
      'update-counters': invertible(flag),
      'update-subcounters': invertible(flag),
    },
    finish: allOf('match-set'),
  }),
  mac: extension({
    options: { 'mac-source': invertible(mac) },
    hooks: () => ['PREROUTING', 'INPUT', 'FORWARD'],
    finish: allOf('mac-source'),
  }),
  pkttype: extension({
    options: {
      'pkt-type': invertible(
        oneOf(['unicast', 'broadcast', 'multicast'], {
          ...{ host: 'unicast', bcast: 'broadcast', mcast: 'multicast' },
        }),
      ),
    },
    finish: allOf('pkt-type'),
  }),
  physdev: extension({
    options: {
      'physdev-is-in': invertible(flag),
      'physdev-in': invertible(interfaceName),
      'physdev-is-out': invertible(flag),
      'physdev-out': invertible(interfaceName),
      'physdev-is-bridged': invertible(flag),
    },
    hooks(chosen) {
      const asksOut = chosen['physdev-out'] ?? chosen['physdev-is-out']
      const bridged = chosen['physdev-is-bridged']?.negated === false
      return asksOut && !bridged ? ['PREROUTING', 'INPUT', 'FORWARD', 'POSTROUTING'] : undefined
    },
    finish: oneOrMore(
      'physdev-is-in',
      'physdev-in',
      'physdev-is-out',
      'physdev-out',
      'physdev-is-bridged',
    ),
  }),
  socket: extension({
    options: {
      transparent: option(flag),
      nowildcard: option(flag),
      'restore-skmark': option(flag),
    },
    hooks: () => ['PREROUTING', 'INPUT'],
  }),
  rpfilter: extension({
    options: {
      loose: option(flag),
      validmark: option(flag),
      'accept-local': option(flag),
      invert: option(flag),
    },
    tables: ['raw', 'mangle'],
    hooks: () => ['PREROUTING'],
  }),
  devgroup: extension({
    options: { 'src-group': groupTest, 'dst-group': groupTest },
    hooks(chosen) {
      if (chosen['src-group'] && chosen['dst-group']) return ['FORWARD']
      return chosen['src-group']
        ? ['PREROUTING', 'INPUT', 'FORWARD']
        : ['FORWARD', 'OUTPUT', 'POSTROUTING']
    },
    finish: oneOrMore('src-group', 'dst-group'),
  }),
  realm: extension({
    options: { realm: invertible(masked) },
    hooks: () => ['INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
    finish: allOf('realm'),
  }),
  cgroup: extension({
    options: {
      path: invertible(plain(511)),
      cgroup: invertible(masked),
    },
    hooks: () => ['INPUT', 'OUTPUT', 'POSTROUTING'],
    finish: every(oneOrMore('path', 'cgroup'), atMostOne('path', 'cgroup')),
  }),
} as const
