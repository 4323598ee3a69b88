import { assert } from '../../../assert.ts'
import type { Interval } from '../../../net/index.ts'
import { complement, formatAddress, intervalToPrefixes } from '../../../net/index.ts'
import type { Match } from '../../../ruleset/index.ts'
import { fields, routeType } from '../../../ruleset/index.ts'
import { placeholderAddress } from '../../fill.ts'
import { bitNames } from '../names.ts'

/** Arguments of one test, in the order in which iptables-save prints them. */
export type Arguments = readonly string[]

/** xt_multiport takes fifteen; a range counts for two. */
const multiportMaximum = 15

const inverted = (test: Match, ...option: readonly string[]): Arguments =>
  test.negated ? ['!', ...option] : option

const onlyNumber = (test: Match): bigint => {
  const [interval, ...others] = test.values.kind === 'numbers' ? test.values.set : []
  assert(
    interval !== undefined && others.length === 0 && interval.first === interval.last,
    `${test.field} is spelt out value by value`,
  )
  return interval.first
}

const interfaceName = (test: Match): string => {
  const [pattern, ...others] = test.values.kind === 'names' ? test.values.patterns : []
  assert(pattern !== undefined && others.length === 0, `${test.field} is spelt out name by name`)
  return pattern.endsWith('*') ? `${pattern.slice(0, -1)}+` : pattern
}

const addressArgument = (test: Match): string => {
  if (test.values.kind === 'at-boot') return placeholderAddress
  const family = fields[test.field].bits === 128 ? 'ip6' : 'ip4'
  const [interval] = test.values.kind === 'numbers' ? test.values.set : []
  assert(interval !== undefined, `${test.field} is compared with an address`)
  const [prefix, ...others] = intervalToPrefixes(interval, family)
  assert(prefix !== undefined && others.length === 0, `${test.field} is spelt out by prefixes`)
  return `${formatAddress(prefix)}/${prefix.length}`
}

const portText = ({ first, last }: Interval): string =>
  first === last ? `${first}` : `${first}:${last}`

const portArguments = (test: Match, protocol: string, side: 'sport' | 'dport'): Arguments => {
  const set = test.values.kind === 'numbers' ? test.values.set : []
  const [only, ...others] = set
  assert(only !== undefined, `${test.field} is compared with a port`)
  if (others.length === 0) return ['-m', protocol, ...inverted(test, `--${side}`, portText(only))]
  const slots = set.reduce((sum, { first, last }) => sum + (first === last ? 1 : 2), 0)
  assert(slots <= multiportMaximum, 'a port test has more ports than xt_multiport takes')
  return ['-m', 'multiport', ...inverted(test, `--${side}s`, set.map(portText).join(','))]
}

/** Bits of a word of the packet, by offset, shift and mask (xt_u32). The test is of the values themselves. */
const headerBits = (test: Match, place: string, maximum: bigint): Arguments => {
  assert(test.values.kind === 'numbers', `${test.field} is a number`)
  const set = test.negated ? complement(test.values.set, maximum) : test.values.set
  const ranges = set.map(({ first, last }) => `0x${first.toString(16)}:0x${last.toString(16)}`)
  return ['-m', 'u32', '--u32', `${place}=${ranges.join(',')}`]
}

const flagArguments = (test: Match): Arguments => {
  assert(test.mask !== null, 'flags are tested under a mask')
  const mask = bitNames('tcp flags', test.mask)
  const value = bitNames('tcp flags', onlyNumber(test))
  return ['-m', 'tcp', ...inverted(test, '--tcp-flags', mask.join(','), value.join(',') || 'NONE')]
}

/** At least one of these bits of conntrack's state; `SNAT` and `DNAT` are statuses that the same option tests. */
const stateArguments = (test: Match): Arguments => {
  assert(test.mask !== null && test.negated && onlyNumber(test) === 0n, 'states are tested by bits')
  return ['-m', 'conntrack', '--ctstate', bitNames(test.field, test.mask).join(',')]
}

/** The protocol that a test implies; its option has to stand first. */
export const protocolOf = (test: Match): string | undefined => {
  const [header] = test.field.split(' ')
  switch (header) {
    case 'tcp':
    case 'udp':
    case 'icmp':
      return header
    case 'icmpv6':
      return 'ipv6-icmp'
    default:
      return undefined
  }
}

const protocolNames: Readonly<Record<string, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  58: 'ipv6-icmp',
}

/** One test as options of iptables; what iptables cannot test has been refused or spelt out before. */
export const matchArguments = (test: Match): Arguments => {
  switch (test.field) {
    case 'meta iifname':
      return inverted(test, '-i', interfaceName(test))
    case 'meta oifname':
      return inverted(test, '-o', interfaceName(test))
    case 'meta iifgroup':
      return ['-m', 'devgroup', ...inverted(test, '--src-group', `${onlyNumber(test)}`)]
    case 'meta oifgroup':
      return ['-m', 'devgroup', ...inverted(test, '--dst-group', `${onlyNumber(test)}`)]
    case 'meta l4proto': {
      const number = `${onlyNumber(test)}`
      return inverted(test, '-p', protocolNames[number] ?? number)
    }
    case 'meta mark':
      return ['-m', 'mark', ...inverted(test, '--mark', `0x${onlyNumber(test).toString(16)}`)]
    case 'meta skuid':
      return ['-m', 'owner', ...inverted(test, '--uid-owner', `${onlyNumber(test)}`)]
    case 'ip saddr':
    case 'ip6 saddr':
      return inverted(test, '-s', addressArgument(test))
    case 'ip daddr':
    case 'ip6 daddr':
      return inverted(test, '-d', addressArgument(test))
    case 'ip hdrlength':
      return headerBits(test, '0>>24&0xF', 0xfn)
    case 'ip frag-off':
      assert(test.mask !== null, 'fragments are tested under a mask')
      return headerBits(test, `4&0x${test.mask.toString(16).toUpperCase()}`, test.mask)
    case 'ip6 hoplimit':
      return ['-m', 'hl', '--hl-eq', `${onlyNumber(test)}`]
    case 'tcp sport':
      return portArguments(test, 'tcp', 'sport')
    case 'tcp dport':
      return portArguments(test, 'tcp', 'dport')
    case 'udp sport':
      return portArguments(test, 'udp', 'sport')
    case 'udp dport':
      return portArguments(test, 'udp', 'dport')
    case 'udp length':
      // Behind the IPv4 header, however long that is.
      return headerBits(test, '0>>22&0x3C@4>>16', 0xffffn)
    case 'tcp flags':
      return flagArguments(test)
    case 'icmp type':
      return ['-m', 'icmp', ...inverted(test, '--icmp-type', `${onlyNumber(test)}`)]
    case 'icmpv6 type':
      return ['-m', 'icmp6', ...inverted(test, '--icmpv6-type', `${onlyNumber(test)}`)]
    case 'ct state':
    case 'ct status':
      return stateArguments(test)
    case 'ct direction':
      return ['-m', 'conntrack', '--ctdir', onlyNumber(test) === 0n ? 'ORIGINAL' : 'REPLY']
    case 'fib saddr . iif oif':
      assert(onlyNumber(test) === 0n && !test.negated, 'rpfilter tells found from missing')
      return ['-m', 'rpfilter', '--invert']
    case 'fib saddr type':
      assert(onlyNumber(test) === routeType.unicast, 'a source is a host or not')
      return ['-m', 'addrtype', ...inverted(test, '--src-type', 'UNICAST')]
    case 'meta nfproto':
    case 'arp operation':
    case 'arp saddr ip':
    case 'arp daddr ip':
      throw new Error(`bug: iptables does not test ${test.field}`)
  }
}
