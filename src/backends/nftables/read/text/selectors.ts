/** Selectors: what a rule reads from the packet, its connection or its surroundings. */
import type { Integer } from 'nftables-json'
import { anyAddress, type Datatype, datatype, integer } from './datatypes.ts'
import {
  connectionType,
  extensionType,
  isExtension,
  isProtocol,
  metaType,
  payloadType,
} from './fields.ts'
import { parseKey } from './keys.ts'
import { longestLoad, parseNumber } from './numbers.ts'
import { parseIpOption, parseSctpChunk, parseTcpOption, type Read, unknown } from './options.ts'
import { through } from './places.ts'
import type { Reader } from './reader.ts'
import type { Selector } from './syntax.ts'
import { bareMetaKeys } from './words.ts'

const openers: ReadonlySet<string> = new Set([
  ...['meta', 'ct', 'rt', 'socket', 'osf', 'fib', 'numgen', 'jhash', 'symhash', 'ipsec', 'tunnel'],
  ...['exthdr', 'gretap'],
])

/** Whether a selector begins here. */
export function beginsSelector({ input }: Reader): boolean {
  const token = input.peek()
  if (token.kind === 'sign') {
    const base = input.peek(1)
    return token.text === '@' && base.kind === 'word' && isBase(base.text) && input.isSign(',', 2)
  }
  if (token.kind !== 'word') return false
  const word = token.text
  return openers.has(word) || isProtocol(word) || isExtension(word) || bareMetaKeys.has(word)
}

const isBase = (word: string) => word === 'll' || word === 'nh' || word === 'th' || word === 'ih'

export function parseSelector(reader: Reader): Selector {
  const start = reader.input.peek()
  const { node, type } = parseRead(reader)
  return { kind: 'selector', node, type, at: through(start, reader.input.last) }
}

function parseRead(reader: Reader): Read {
  const { input } = reader
  if (input.takeSign('@')) return parseRaw(reader)
  const word = input.next().text
  switch (word) {
    case 'meta':
      return parseMeta(reader)
    case 'ct':
      return parseConnection(reader)
    case 'rt':
      return parseRouting(reader)
    case 'socket':
      return parseSocket(reader)
    case 'osf':
      return parseFingerprint(reader)
    case 'fib':
      return parseFib(reader)
    case 'numgen':
    case 'jhash':
    case 'symhash':
      return parseGenerator(reader, word)
    case 'ipsec':
      return parseIpsec(reader)
    case 'tunnel':
      return parseTunnelKey(reader)
    case 'exthdr':
      return parseExtensionExists(reader)
    case 'vxlan':
    case 'geneve':
    case 'gre':
    case 'gretap':
      return parseEncapsulation(reader, word)
    default:
      if (isExtension(word)) return parseExtension(reader, word)
      if (isProtocol(word)) return parsePayload(reader, word)
      return metaRead(reader, word)
  }
}

/** `@th,16,16`: bits by place. */
function parseRaw(reader: Reader): Read {
  const { input } = reader
  const base = input.next().text
  input.expectSign(',')
  const offset = parseNumber(reader, 0xffff)
  input.expectSign(',')
  const len = parseNumber(reader, longestLoad)
  if (len === 0) input.report('nft-out-of-range', 'a load of no bits', input.last)
  return { node: { payload: { base, offset, len } }, type: integer(Number(len)) }
}

function parseMeta(reader: Reader): Read {
  const token = reader.input.peek()
  if (token.kind !== 'word') return unknown(reader, 'a key of `meta`')
  reader.input.next()
  return metaRead(reader, token.text)
}

const metaAliases: ReadonlyMap<string, string> = new Map([
  ['ibriport', 'ibrname'],
  ['obriport', 'obrname'],
  ['secpath', 'ipsec'],
])

/** Source: net/bridge/netfilter/nft_meta_bridge.c. */
const bridgeKeys: ReadonlySet<string> = new Set([
  ...['ibrname', 'obrname', 'ibrpvid', 'ibrvproto', 'ibrhwaddr', 'broute'],
])

function metaRead(reader: Reader, word: string): Read {
  const key = metaAliases.get(word) ?? word
  const type = metaType(key)
  if (bridgeKeys.has(key) && reader.rule.family !== 'bridge' && !reader.rule.declaring) {
    reader.input.report(
      'nft-wrong-type',
      `only tables of family \`bridge\` have \`${key}\``,
      reader.input.last,
    )
  }
  if (type !== undefined) return { node: { meta: { key } }, type }
  const at = reader.input.last
  reader.input.fail('nft-unknown-symbol', `\`meta\` has no key \`${word}\``, at)
  return { node: '', type: integer(0) }
}

/** `meta ipsec` has its own opener, which `ipsec in reqid` shares. */
function parseIpsec(reader: Reader): Read {
  const { input } = reader
  if (!input.isWord('in') && !input.isWord('out')) return metaRead(reader, 'ipsec')
  const dir = input.next().text
  const spnum = input.takeWord('spnum') ? parseNumber(reader, 255) : undefined
  const more = spnum === undefined ? {} : { spnum }
  if (input.isWord('ip') || input.isWord('ip6')) {
    const family = input.next().text
    const key = input.peek().text
    if (key !== 'saddr' && key !== 'daddr') return unknown(reader, '`saddr` or `daddr`')
    input.next()
    const type = datatype(family === 'ip' ? 'ipv4_addr' : 'ipv6_addr')
    return { node: { ipsec: { key, family, dir, ...more } }, type }
  }
  const key = input.peek().text
  if (key !== 'reqid' && key !== 'spi') return unknown(reader, '`reqid`, `spi`, `ip` or `ip6`')
  input.next()
  return { node: { ipsec: { key, dir, ...more } }, type: integer(32) }
}

function parseTunnelKey(reader: Reader): Read {
  const { input } = reader
  if (input.takeWord('path'))
    return { node: { tunnel: { key: 'path' } }, type: datatype('boolean') }
  if (input.takeWord('id')) return { node: { tunnel: { key: 'id' } }, type: integer(32) }
  return unknown(reader, '`path` or `id`')
}

const directedOnly = new Set(['ip saddr', 'ip daddr', 'ip6 saddr', 'ip6 daddr'])
const eitherWay = new Set(['bytes', 'packets', 'avgpkt', 'zone'])
const directed = new Set(['saddr', 'daddr', 'l3proto', 'protocol', 'proto-src', 'proto-dst'])

function parseConnection(reader: Reader): Read {
  const { input } = reader
  const dir = input.isWord('original') || input.isWord('reply') ? input.next().text : undefined
  let key = input.peek().text
  if (input.peek().kind !== 'word') return unknown(reader, 'a key of `ct`')
  const family = key
  if (dir !== undefined && (family === 'ip' || family === 'ip6')) {
    input.next()
    key = `${family} ${input.peek().text}`
  }
  const type = connectionType(key)
  const allowed =
    dir === undefined
      ? !directedOnly.has(key)
      : directed.has(key) || directedOnly.has(key) || eitherWay.has(key)
  if (type === undefined || !allowed) {
    return unknown(reader, dir === undefined ? 'a key of `ct`' : 'a key of one direction of `ct`')
  }
  input.next()
  const node = { ct: dir === undefined ? { key } : { key, dir } }
  return { node, type: type === anyAddress ? addressType(reader) : type }
}

/** An address whose family the table tells, or the matches before it. */
function addressType(reader: Reader): Datatype {
  const family = familyOf(reader)
  return family === undefined ? anyAddress : datatype(addressName(family))
}

function familyOf({ rule }: Reader): 'ip' | 'ip6' | undefined {
  return rule.family === 'ip' || rule.family === 'ip6' ? rule.family : rule.network
}

/** `rt` is a routing header of IPv6 or what the routing decided, by the key. */
function parseRouting(reader: Reader): Read {
  const { input } = reader
  const header = input.peek().text
  const headerType = extensionType('rt', header)
  if (headerType !== undefined) {
    input.next()
    return { node: { exthdr: { name: 'rt', field: header } }, type: headerType }
  }
  const given = input.isWord('ip') || input.isWord('ip6') ? input.next().text : undefined
  const key = input.peek().text
  const family = given ?? (key === 'nexthop' ? familyOf(reader) : undefined)
  const nexthop = family === undefined ? addressType(reader) : datatype(addressName(family))
  const types: Readonly<Record<string, Datatype>> = {
    classid: datatype('realm'),
    nexthop,
    mtu: integer(16),
    ipsec: datatype('boolean'),
  }
  const type = Object.hasOwn(types, key) ? types[key] : undefined
  if (type === undefined) return unknown(reader, 'a key of `rt`')
  input.next()
  if (type === anyAddress) {
    const help = 'write `rt ip nexthop` or `rt ip6 nexthop`'
    input.report(
      'nft-missing-dependency',
      'nothing tells the family of `nexthop`',
      input.last,
      help,
    )
  }
  return { node: { rt: family === undefined ? { key } : { key, family } }, type }
}

const addressName = (family: string) => (family === 'ip' ? 'ipv4_addr' : 'ipv6_addr')

function parseSocket(reader: Reader): Read {
  const { input } = reader
  const key = input.peek().text
  const types = { transparent: integer(1), mark: datatype('mark'), wildcard: integer(1) }
  if (key === 'transparent' || key === 'mark' || key === 'wildcard') {
    input.next()
    return { node: { socket: { key } }, type: types[key] }
  }
  if (key !== 'cgroupv2') return unknown(reader, 'a key of `socket`')
  input.next()
  input.expectWord('level')
  const level = parseNumber(reader, 255)
  return { node: { socket: { key, level } }, type: datatype('cgroupsv2') }
}

function parseFingerprint(reader: Reader): Read {
  const { input } = reader
  let ttl: string | undefined
  if (input.takeWord('ttl')) {
    ttl = input.peek().text
    if (ttl !== 'loose' && ttl !== 'skip') return unknown(reader, '`loose` or `skip`')
    input.next()
  }
  const key = input.peek().text
  if (key !== 'name' && key !== 'version') return unknown(reader, '`name` or `version`')
  input.next()
  const type = datatype('osf_name')
  return { node: { osf: ttl === undefined ? { key } : { key, ttl } }, type }
}

function parseFib(reader: Reader): Read {
  const { input } = reader
  const start = input.last
  const flags: string[] = []
  do {
    const flag = input.peek().text
    if (!['saddr', 'daddr', 'mark', 'iif', 'oif'].includes(flag))
      return unknown(reader, 'a key of `fib`')
    input.next()
    flags.push(flag)
  } while (input.takeSign('.'))
  const result = input.peek().text
  const types: Readonly<Record<string, Datatype>> = {
    oif: datatype('iface_index'),
    oifname: datatype('ifname'),
    type: datatype('fib_addrtype'),
    check: datatype('boolean'),
  }
  const type = Object.hasOwn(types, result) ? types[result] : undefined
  if (type === undefined) return unknown(reader, '`oif`, `oifname`, `type` or `check`')
  input.next()
  const fault = fibFault(flags)
  if (fault !== undefined) input.report('nft-syntax', fault, through(start, input.last))
  return { node: { fib: { result, flags } }, type }
}

function fibFault(flags: readonly string[]): string | undefined {
  const has = (flag: string) => flags.includes(flag)
  if (!has('saddr') && !has('daddr')) return '`fib` needs either `saddr` or `daddr`'
  if (has('saddr') && has('daddr')) return '`fib` takes `saddr` or `daddr`, not both'
  return has('iif') && has('oif') ? '`fib` takes `iif` or `oif`, not both' : undefined
}

function parseGenerator(reader: Reader, kind: 'numgen' | 'jhash' | 'symhash'): Read {
  const { input } = reader
  const type = integer(32)
  if (kind === 'numgen') {
    const mode = input.peek().text
    if (mode !== 'inc' && mode !== 'random') return unknown(reader, '`inc` or `random`')
    input.next()
    return { node: { numgen: { mode, ...parseModulus(reader) } }, type }
  }
  if (kind === 'symhash') return { node: { symhash: parseModulus(reader) }, type }
  const expr = parseKey(reader).node
  const { mod, offset } = parseModulus(reader, true)
  const seed = input.takeWord('seed') ? parseNumber(reader, 0xffff_ffff) : undefined
  const late = offset ?? parseOffset(reader)
  const more = { ...(seed !== undefined && { seed }), ...(late !== undefined && { offset: late }) }
  return { node: { jhash: { mod, expr, ...more } }, type }
}

function parseModulus(reader: Reader, seeded = false): { mod: Integer; offset?: Integer } {
  reader.input.expectWord('mod')
  const mod = parseNumber(reader, 0xffff_ffff)
  if (mod === 0) reader.input.report('nft-out-of-range', 'a modulus of 0', reader.input.last)
  if (seeded && reader.input.isWord('seed')) return { mod }
  const offset = parseOffset(reader)
  return offset === undefined ? { mod } : { mod, offset }
}

function parseOffset(reader: Reader): Integer | undefined {
  return reader.input.takeWord('offset') ? parseNumber(reader, 0xffff_ffff) : undefined
}

function parseExtensionExists(reader: Reader): Read {
  const name = reader.input.peek().text
  if (!['hbh', 'rt', 'frag', 'dst', 'mh'].includes(name))
    return unknown(reader, 'an extension header')
  reader.input.next()
  return { node: { exthdr: { name } }, type: datatype('boolean') }
}

function parseExtension(reader: Reader, name: string): Read {
  const { input } = reader
  const field = input.peek().text
  const type = extensionType(name, field)
  if (type === undefined) return unknown(reader, `a field of \`${name}\``)
  input.next()
  const indexed = (name === 'rt0' && field === 'addr') || (name === 'srh' && field === 'sid')
  if (!indexed) return { node: { exthdr: { name, field } }, type }
  input.expectSign('[')
  const index = parseNumber(reader, 255)
  input.expectSign(']')
  return { node: { exthdr: { name, field: `${field}[${index}]` } }, type }
}

/** A header field, or an option of ip, tcp, sctp or dccp. */
function parsePayload(reader: Reader, protocol: string, tunnel?: string): Read {
  const { input } = reader
  if (tunnel === undefined || protocol !== 'ether') {
    if (protocol === 'tcp' && input.takeWord('option')) return parseTcpOption(reader)
    if (protocol === 'ip' && input.takeWord('option')) return parseIpOption(reader)
    if (protocol === 'sctp' && input.takeWord('chunk')) return parseSctpChunk(reader)
    if (protocol === 'dccp' && input.takeWord('option')) {
      const type = parseNumber(reader, 255)
      return { node: { 'dccp option': { type } }, type: datatype('boolean') }
    }
  }
  let field = input.peek().text
  if (protocol === 'icmpv6' && field === 'param-problem') field = 'parameter-problem'
  if (protocol === 'arp' && (field === 'saddr' || field === 'daddr')) {
    input.next()
    field = `${field} ${input.peek().text}`
  }
  const type = payloadType(protocol, field)
  if (type === undefined) return unknown(reader, `a field of \`${protocol}\``)
  input.next()
  // Two names of one bit: nft prints the newer.
  if (protocol === 'vlan' && field === 'cfi') field = 'dei'
  const body = tunnel === undefined ? { protocol, field } : { protocol, field, tunnel }
  return { node: { payload: body }, type }
}

/** `vxlan vni`, or a header within: `vxlan ip saddr`. */
function parseEncapsulation(reader: Reader, tunnel: string): Read {
  const { input } = reader
  const word = input.peek().text
  const own = payloadType(tunnel, word)
  if (own !== undefined) {
    input.next()
    const named = tunnel === 'gre' ? {} : { tunnel }
    return { node: { payload: { protocol: tunnel, field: word, ...named } }, type: own }
  }
  const encapsulations = ['vxlan', 'geneve', 'gre', 'gretap']
  const ethernet = ['ether', 'vlan', 'arp']
  const inner = isProtocol(word) && !encapsulations.includes(word)
  if (!inner || (tunnel === 'gre' && ethernet.includes(word))) {
    return unknown(reader, `a field of \`${tunnel}\` or of a header within`)
  }
  input.next()
  return parsePayload(reader, word, tunnel)
}
