/** Constants by the datatype that they are compared with: symbols resolved, numbers checked. */
import { type Integer, type ReadExpression, symbols } from 'nftables-json'
import { etherAddress, ipv4OfNumber, isIpv4, isIpv6 } from './addresses.ts'
import { byteLength } from './comments.ts'
import type { Datatype } from './datatypes.ts'
import { nftTextLimits } from './limits.ts'
import type { Place } from './places.ts'
import type { Reader } from './reader.ts'
import { portOf, protocolNumber } from './services.ts'
import { millisecondsOf, secondsOf } from './times.ts'

/** Names of nft's own, by datatype. */
const names: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...Object.entries(symbols).map(([type, table]) => [type, new Set<string>(table)] as const),
  // Since 1.1.4.
  [
    'mptcpopt_subtype',
    new Set([
      ...['mp-capable', 'mp-join', 'dss', 'add-addr', 'remove-addr', 'mp-prio', 'mp-fail'],
      ...['mp-fastclose', 'mp-tcprst'],
    ]),
  ],
])

/** Datatypes with names that a file of the machine resolves, and that file. */
const hostFiles: ReadonlyMap<string, string> = new Map([
  ['mark', '/etc/iproute2/rt_marks'],
  ['realm', '/etc/iproute2/rt_realms'],
  ['devgroup', '/etc/iproute2/group'],
  ['ct_label', '/etc/connlabel.conf'],
  ['uid', '/etc/passwd'],
  ['gid', '/etc/group'],
  ['cgroupsv2', '/sys/fs/cgroup'],
])

/** What `default` and its like are in every copy of those files. */
const everyHost: ReadonlySet<string> = new Set(['devgroup default', 'uid root', 'gid root'])

/** A number where a value of that datatype is expected. */
export function numberConstant(
  reader: Reader,
  value: Integer,
  type: Datatype,
  at: Place,
): ReadExpression {
  if (type.bits !== undefined && BigInt(value) >> BigInt(type.bits) !== 0n) {
    const most = (1n << BigInt(type.bits)) - 1n
    reader.input.report('nft-out-of-range', `\`${value}\` exceeds the valid range 0 to ${most}`, at)
    return value
  }
  switch (type.name) {
    case 'ipv4_addr':
      return ipv4OfNumber(Number(value))
    case 'ipv6_addr':
    case 'ether_addr':
    case 'verdict':
      return wrong(reader, `the number \`${value}\``, type, at)
    case 'ifname':
    case 'string':
    case 'osf_name':
      return String(value)
    case 'boolean':
      return value === 1
    case 'classid':
      return classIdText(Number(value))
    case 'day':
      return dayName(reader, Number(value), at)
    case 'ct_label':
      if (value > 127) reader.input.report('nft-out-of-range', 'a label is at most 127', at)
      return value
    default:
      return value
  }
}

function dayName(reader: Reader, value: number, at: Place): string {
  const name = symbols.day[value]
  if (name === undefined) reader.input.report('nft-out-of-range', 'a day is 0 to 6', at)
  return name ?? ''
}

/** A handle of traffic control as nft prints it. */
function classIdText(value: number): string {
  if (value === 0) return 'none'
  if (value === 0xffff_ffff) return 'root'
  return `${Math.floor(value / 0x10000).toString(16)}:${(value % 0x10000).toString(16)}`
}

const numeric = /^(?:0[xX][0-9a-fA-F]{1,64}|[1-9]\d{0,99}|0)$/
const maximumExact = BigInt(Number.MAX_SAFE_INTEGER)
const addressTypes: ReadonlySet<string> = new Set([
  ...['ipv4_addr', 'ipv6_addr', 'address', 'ether_addr', 'll_addr'],
])

/** A word, a literal or a quoted text where a value of that datatype is expected. */
export function symbolConstant(
  reader: Reader,
  text: string,
  type: Datatype,
  at: Place,
): ReadExpression {
  // A number may stand in quotation marks.
  if (numeric.test(text) && type.bits !== undefined && !addressTypes.has(type.name)) {
    const value = BigInt(text)
    return numberConstant(reader, value <= maximumExact ? Number(value) : value, type, at)
  }
  switch (type.name) {
    case 'ipv4_addr':
      return isIpv4(text) ? text : notAddress(reader, text, 'IPv4', at)
    case 'ipv6_addr':
      return isIpv6(text) ? text : notAddress(reader, text, 'IPv6', at)
    case 'address':
      return isIpv4(text) || isIpv6(text) ? text : notAddress(reader, text, 'IP', at)
    case 'ether_addr':
    case 'll_addr':
      return etherAddress(text) ?? unknown(reader, text, type, at)
    case 'inet_service':
      return portOf(text) ?? unknown(reader, text, type, at, 'write the number of the port')
    case 'inet_proto':
      if (names.get('inet_proto')?.has(text)) return text
      return protocolNumber(text) ?? unknown(reader, text, type, at, 'write its number')
    case 'ifname':
    case 'iface_index':
      return interfaceName(reader, text, at)
    case 'string':
    case 'osf_name':
      return shortText(reader, text, at)
    case 'relative_time':
    case 'integer':
      return timeOrNumber(reader, text, type, at)
    case 'time':
    case 'hour':
    case 'day':
      return clockConstant(reader, text, type, at)
    case 'classid':
      return classIdSymbol(reader, text, type, at)
    case 'unknown':
      return text
    default:
      return namedConstant(reader, text, type, at)
  }
}

function namedConstant(reader: Reader, text: string, type: Datatype, at: Place): ReadExpression {
  if (names.get(type.name)?.has(text)) return text
  const file = hostFiles.get(type.name)
  // No name begins with a digit: what does is a number that fits nothing.
  if (file === undefined || /^\d/.test(text)) return unknown(reader, text, type, at)
  if (!everyHost.has(`${type.name} ${text}`)) {
    const message = `\`${text}\` is looked up in ${file} when the ruleset loads`
    reader.input.warn(
      'nft-host-symbol',
      message,
      at,
      'where it is missing, nothing is loaded: write the number',
    )
  }
  return text
}

function unknown(
  reader: Reader,
  text: string,
  type: Datatype,
  at: Place,
  help?: string,
): ReadExpression {
  reader.input.report('nft-unknown-symbol', `\`${text}\` is no ${describeType(type)}`, at, help)
  return text
}

function wrong(reader: Reader, what: string, type: Datatype, at: Place): ReadExpression {
  reader.input.report('nft-wrong-type', `${what} is no ${describeType(type)}`, at)
  return ''
}

/** A name in the place of an address would be resolved when the ruleset loads, by whoever answers then. */
function notAddress(reader: Reader, text: string, kind: string, at: Place): ReadExpression {
  const address = isIpv4(text) || isIpv6(text) || etherAddress(text) !== undefined
  if (address || /^[0-9.]+$/.test(text)) {
    reader.input.report('nft-wrong-type', `\`${text}\` is no ${kind} address`, at)
  } else {
    const message = `\`${text}\` is no ${kind} address: nft would ask the resolver for it`
    reader.input.report('nft-hostname', message, at, 'write the address')
  }
  return text
}

function interfaceName(reader: Reader, text: string, at: Place): ReadExpression {
  const length = byteLength(text.replace(/\\\*$/, '*'))
  if (length === 0) reader.input.report('nft-out-of-range', 'an interface without a name', at)
  if (length > nftTextLimits.interfaceNameBytes) {
    const most = nftTextLimits.interfaceNameBytes
    reader.input.report('nft-out-of-range', `an interface's name has at most ${most} bytes`, at)
  }
  return text
}

/** Helpers and fingerprints: 16 bytes with the terminator. */
function shortText(reader: Reader, text: string, at: Place): ReadExpression {
  const length = byteLength(text)
  if (length === 0 || length > 15) {
    reader.input.report('nft-out-of-range', 'a name has 1 to 15 bytes here', at)
  }
  return text
}

/** A number that the scanner took for a string (`08`, beyond 64 bits), or a time. */
function timeOrNumber(reader: Reader, text: string, type: Datatype, at: Place): ReadExpression {
  if (type.name === 'relative_time') {
    const milliseconds = millisecondsOf(text)
    if (milliseconds === undefined) return unknown(reader, text, type, at)
    return milliseconds % 1000n === 0n ? secondsOf(milliseconds) : text
  }
  if (!/^(?:0[xX][0-9a-fA-F]{1,256}|\d{1,300})$/.test(text)) return unknown(reader, text, type, at)
  const value = BigInt(text)
  if (type.bits !== undefined && value >> BigInt(type.bits) !== 0n) {
    reader.input.report('nft-out-of-range', `\`${text}\` has more than ${type.bits} bits`, at)
  }
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

const clocks: Readonly<Record<string, RegExp>> = {
  time: /^\d{4}-\d{1,2}-\d{1,2}(?: \d{1,2}:\d{2}(?::\d{2})?)?$/,
  hour: /^(?:[01]?\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60))?$/,
  day: /^(?:Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday)$/,
}

function clockConstant(reader: Reader, text: string, type: Datatype, at: Place): ReadExpression {
  if (clocks[type.name]?.test(text) !== true) return unknown(reader, text, type, at)
  return type.name === 'hour' ? text.replace(/^(\d+:\d\d):00$/, '$1') : text
}

function classIdSymbol(reader: Reader, text: string, type: Datatype, at: Place): ReadExpression {
  if (text === 'root' || text === 'none') return text
  if (!/^[0-9a-fA-F]{1,4}:[0-9a-fA-F]{1,4}$/.test(text)) return unknown(reader, text, type, at)
  return text.toLowerCase()
}

const descriptions: Readonly<Record<string, string>> = {
  inet_service: 'port',
  inet_proto: 'protocol',
  ether_addr: 'Ethernet address',
  ipv6_addr: 'IPv6 address',
  integer: 'number',
  relative_time: 'time',
  ct_state: 'connection state',
  ct_status: 'status of a connection',
  tcp_flag: 'TCP flag',
  fib_addrtype: 'type of address',
}

export function describeType(type: Datatype): string {
  return descriptions[type.name] ?? `value of type ${type.name}`
}
