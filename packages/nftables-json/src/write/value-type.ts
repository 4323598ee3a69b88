/** What the values of a selector look like, from which the checks below say why a string is wrong there. */
import { type SymbolTable, symbols } from '../keywords/symbols.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import { isObject } from './visit.ts'

/** An address, a port, a number that only files of the machine name, bits, a symbol table, something free, or not known. */
export type ValueType =
  | 'ipv4'
  | 'ipv6'
  | 'port'
  | 'number'
  | 'free'
  | 'unknown'
  | { readonly symbols: SymbolTable; readonly bits: boolean }

const bits = (table: SymbolTable): ValueType => ({ symbols: table, bits: true })
const symbol = (table: SymbolTable): ValueType => ({ symbols: table, bits: false })

const byMeta: { readonly [key: string]: ValueType } = {
  skuid: 'number',
  skgid: 'number',
  mark: 'number',
  rtclassid: 'number',
  iifgroup: 'number',
  oifgroup: 'number',
  cgroup: 'number',
  cpu: 'number',
  length: 'number',
  nfproto: symbol('nf_proto'),
  l4proto: symbol('inet_proto'),
  protocol: symbol('ether_type'),
  pkttype: symbol('pkt_type'),
  iiftype: symbol('iface_type'),
  oiftype: symbol('iface_type'),
  day: symbol('day'),
}

const byCt: { readonly [key: string]: ValueType } = {
  state: bits('ct_state'),
  status: bits('ct_status'),
  event: bits('ct_event'),
  direction: symbol('ct_dir'),
  l3proto: symbol('nf_proto'),
  protocol: symbol('inet_proto'),
  mark: 'number',
  zone: 'number',
  id: 'number',
  saddr: 'ipv4',
  daddr: 'ipv4',
  'ip saddr': 'ipv4',
  'ip daddr': 'ipv4',
  'ip6 saddr': 'ipv6',
  'ip6 daddr': 'ipv6',
  'proto-src': 'port',
  'proto-dst': 'port',
}

const byPayload: { readonly [field: string]: ValueType } = {
  'ip saddr': 'ipv4',
  'ip daddr': 'ipv4',
  'igmp group': 'ipv4',
  'arp saddr ip': 'ipv4',
  'arp daddr ip': 'ipv4',
  'ip6 saddr': 'ipv6',
  'ip6 daddr': 'ipv6',
  'icmpv6 taddr': 'ipv6',
  'icmpv6 daddr': 'ipv6',
  'tcp flags': bits('tcp_flag'),
  'ip protocol': symbol('inet_proto'),
  'ip6 nexthdr': symbol('inet_proto'),
  'ah nexthdr': symbol('inet_proto'),
  'comp nexthdr': symbol('inet_proto'),
  'ip dscp': symbol('dscp'),
  'ip6 dscp': symbol('dscp'),
  'ip ecn': symbol('ecn'),
  'ip6 ecn': symbol('ecn'),
  'icmp type': symbol('icmp_type'),
  'icmp code': symbol('icmp_code'),
  'icmpv6 type': symbol('icmpv6_type'),
  'icmpv6 code': symbol('icmpv6_code'),
  'igmp type': symbol('igmp_type'),
  'arp operation': symbol('arp_op'),
  'arp ptype': symbol('ether_type'),
  'ether type': symbol('ether_type'),
  'vlan type': symbol('ether_type'),
  'gre protocol': symbol('ether_type'),
  'dccp type': symbol('dccp_pkttype'),
}

/** The type of a selector's values; for a concatenation, one for each part. */
export function valueTypesOf(selector: JsonValue | undefined): ValueType | readonly ValueType[] {
  if (!isObject(selector)) return 'free'
  const [entry] = Object.entries(selector)
  if (entry === undefined) return 'free'
  const [key, body] = entry
  if (key === 'concat' && Array.isArray(body)) return body.map(scalarTypeOf)
  if (key === 'elem' && isObject(body)) return valueTypesOf(body['val'])
  return scalarTypeOf(selector)
}

function scalarTypeOf(selector: JsonValue): ValueType {
  if (!isObject(selector)) return 'free'
  const [entry] = Object.entries(selector)
  if (entry === undefined) return 'free'
  const [key, body] = entry
  if (key === '&' && Array.isArray(body)) return maskedTypeOf(body)
  if (!isObject(body)) return 'free'
  switch (key) {
    case 'payload':
      return payloadTypeOf(body)
    case 'meta':
      return own(byMeta, body['key'])
    case 'ct':
      return own(byCt, body['key'])
    case 'rt':
    case 'ipsec':
      return addressTypeOf(body)
    case 'ip option':
      return body['field'] === 'addr' ? 'ipv4' : 'free'
    case 'exthdr':
      return exthdrTypeOf(body)
    case 'fib':
      return body['result'] === 'type' ? symbol('fib_addrtype') : 'free'
    default:
      return 'free'
  }
}

/** A mask leaves the type as it is where it is a literal, and a number otherwise. */
function maskedTypeOf(operands: readonly JsonValue[]): ValueType {
  return scalarTypeOf(operands[0] ?? null)
}

function payloadTypeOf(body: JsonObject): ValueType {
  const field = body['field']
  if (field === 'sport' || field === 'dport') return 'port'
  return own(byPayload, `${String(body['protocol'])} ${String(field)}`)
}

function addressTypeOf(body: JsonObject): ValueType {
  const key = body['key']
  if (key !== 'nexthop' && key !== 'saddr' && key !== 'daddr') return 'free'
  return body['family'] === 'ip6' ? 'ipv6' : 'ipv4'
}

function exthdrTypeOf(body: JsonObject): ValueType {
  const field = body['field']
  if (field === 'nexthdr') return symbol('inet_proto')
  if (field === 'addr[1]' || field === 'sid[1]') return 'ipv6'
  return body['name'] === 'mh' && field === 'type' ? symbol('mh_type') : 'free'
}

/** The type of a named data type, as sets declare them. */
export function declaredTypesOf(type: JsonValue | undefined): ValueType | readonly ValueType[] {
  if (Array.isArray(type)) return type.map(declaredTypeOf)
  if (isObject(type)) return valueTypesOf(type['typeof'])
  return declaredTypeOf(type ?? null)
}

function declaredTypeOf(type: JsonValue): ValueType {
  switch (type) {
    case 'ipv4_addr':
      return 'ipv4'
    case 'ipv6_addr':
      return 'ipv6'
    case 'inet_service':
      return 'port'
    case 'mark':
    case 'uid':
    case 'gid':
    case 'realm':
    case 'classid':
    case 'devgroup':
      return 'number'
    default:
      return isSymbolTable(type) ? symbol(type) : 'free'
  }
}

function isSymbolTable(type: JsonValue): type is SymbolTable {
  return typeof type === 'string' && Object.hasOwn(symbols, type)
}

function own(table: { readonly [key: string]: ValueType }, key: JsonValue | undefined): ValueType {
  if (typeof key !== 'string' || !Object.hasOwn(table, key)) return 'free'
  return table[key] ?? 'free'
}
