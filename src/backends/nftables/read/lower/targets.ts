/** Where translations lead: addresses, ports, and maps of them. */
import type { ReadExpression } from 'nftables-json'
import type { Interval } from '../../../../net/index.ts'
import type { MapEntry, Selector, TranslationTarget } from '../../../../ruleset/index.ts'
import { type Fault, intervalOf, isCompound } from './constants.ts'
import { columnOf, fieldsOf, fitsSet, refuseOverlap } from './match.ts'
import { bare, type Column, pairOf, setElements, tupleOf } from './members.ts'
import { noteReading } from './protocols.ts'
import { readKey } from './read-key.ts'
import { isPlain, selectorOf } from './reading.ts'
import type { RuleContext } from './rule-context.ts'
import { integerType, type ValueType } from './value-type.ts'

const port: ValueType = { ...integerType(16), name: 'inet_service' }
const address4: ValueType = { ...integerType(32), name: 'ipv4_addr' }
const address6: ValueType = { ...integerType(128), name: 'ipv6_addr' }

/** What a mapped value, or a value in place, is: an address, a port, or both side by side. */
interface Value {
  readonly addresses: Interval | null
  readonly ports: Interval | null
}

export type Shape = 'address' | 'port'

export const opaqueTarget: TranslationTarget = { kind: 'opaque' }

const addressText = (node: ReadExpression): string | undefined => {
  if (typeof node === 'string') return node
  if (!isCompound(node)) return undefined
  if ('prefix' in node) return addressText(node.prefix.addr)
  if ('range' in node) return addressText(node.range[0])
  if ('concat' in node) return addressText(node.concat[0] ?? '')
  if ('map' in node) return addressText(pairOf(setElements(node.map.data)?.[0] ?? '')?.[1] ?? '')
  return undefined
}

/** The family of an address by its look; nothing of a map by name. */
export function addressFamily(node: ReadExpression | undefined): 'ip' | 'ip6' | undefined {
  const text = node === undefined ? undefined : addressText(node)
  if (text === undefined || text.startsWith('@')) return undefined
  if (text.includes(':')) return 'ip6'
  return /^\d+\.\d+\.\d+\.\d+$/.test(text) ? 'ip' : undefined
}

function addressOf(node: ReadExpression): Interval | Fault {
  return intervalOf(node, addressFamily(node) === 'ip6' ? address6 : address4)
}

/** A value as a map or a statement gives it. */
export function targetValue(node: ReadExpression, shape: Shape): Value | Fault {
  if (isCompound(node) && 'concat' in node) {
    const [first, second, ...more] = node.concat
    if (first === undefined || second === undefined || more.length > 0) return 'unknown'
    const addresses = addressOf(first)
    const ports = intervalOf(second, port)
    if (typeof addresses === 'string') return addresses
    return typeof ports === 'string' ? ports : { addresses, ports }
  }
  const interval = shape === 'address' ? addressOf(node) : intervalOf(node, port)
  if (typeof interval === 'string') return interval
  return shape === 'address'
    ? { addresses: interval, ports: null }
    : { addresses: null, ports: interval }
}

/** Pairs of key and target; the first fault, if any. */
export function mapEntries(
  pairs: Iterable<ReadExpression>,
  columns: readonly Column[],
  shape: Shape,
): { readonly list: readonly MapEntry[]; readonly fault: Fault | undefined } {
  const list: MapEntry[] = []
  let fault: Fault | undefined
  for (const element of pairs) {
    const pair = pairOf(element)
    if (pair === undefined) {
      fault ??= 'unknown'
      continue
    }
    const tuple = tupleOf(pair[0], columns)
    const value = targetValue(bare(pair[1]), shape)
    if (typeof tuple === 'string') fault ??= tuple
    else if (typeof value === 'string') fault ??= value
    else if (tuple !== null) list.push({ tuple, ...value })
  }
  return { list, fault }
}

interface Mapped {
  readonly key: readonly Selector[]
  readonly entries: readonly MapEntry[] | { readonly map: string }
}

/** A map in place or by name. */
function mapped(
  context: RuleContext,
  { key, data }: { readonly key: ReadExpression; readonly data: ReadExpression },
  shape: Shape,
  statement: object,
): Mapped | undefined {
  const readings = readKey(key, context)
  for (const reading of readings) noteReading(context, reading, statement)
  const fields = fieldsOf(readings)
  if (fields === undefined) return undefined
  const selectors = fields.map(selectorOf)
  if (typeof data === 'string') {
    const name = data.replace(/^@/, '')
    const map = context.sets.get(name)
    const fits = map?.kind === 'map' && fitsSet(context, fields, map)
    if (!fits || !fields.every(isPlain) || context.columnsOf(map) === undefined) return undefined
    return { key: selectors, entries: { map: name } }
  }
  const { list, fault } = mapEntries(setElements(data) ?? [data], fields.map(columnOf), shape)
  refuseOverlap(context, list, statement)
  return fault === undefined ? { key: selectors, entries: list } : undefined
}

/** The target of a translation from its address and its port, each a value or a map, or not there. */
export function targetOf(
  context: RuleContext,
  addr: ReadExpression | undefined,
  ports: ReadExpression | undefined,
  netmap: boolean,
  statement: object,
): TranslationTarget {
  const maps = [addr, ports].filter(
    (node) => node !== undefined && isCompound(node) && 'map' in node,
  )
  if (maps.length > 1) return opaqueTarget
  const address = addr === undefined ? null : part(context, addr, 'address', statement)
  const port = ports === undefined ? null : part(context, ports, 'port', statement)
  if (address === undefined || port === undefined) return opaqueTarget
  const isMapped = (value: Value | Mapped | null): value is Mapped =>
    value !== null && 'key' in value
  if (isMapped(address)) return isMapped(port) ? opaqueTarget : withFixed(address, port, netmap)
  if (isMapped(port)) return withFixed(port, address, netmap)
  const addresses = address?.addresses ?? null
  return { kind: 'fixed', addresses, ports: port?.ports ?? address?.ports ?? null, netmap }
}

function part(
  context: RuleContext,
  node: ReadExpression,
  shape: Shape,
  statement: object,
): Value | Mapped | undefined {
  if (isCompound(node) && 'map' in node) return mapped(context, node.map, shape, statement)
  const value = targetValue(node, shape)
  if (typeof value !== 'string') return value
  if (value === 'refused') context.refuse('nft-load-value', 'no address or port', statement)
  return undefined
}

const isNamed = (entries: Mapped['entries']): entries is { readonly map: string } =>
  !Array.isArray(entries)

/** A map gives one half and the statement the other. */
function withFixed(
  { key, entries }: Mapped,
  fixed: Value | null,
  netmap: boolean,
): TranslationTarget {
  if (fixed === null) return { kind: 'map', key, entries, netmap }
  if (isNamed(entries)) return opaqueTarget
  const list = entries.map(({ tuple, addresses, ports }) => ({
    tuple,
    addresses: addresses ?? fixed.addresses,
    ports: ports ?? fixed.ports,
  }))
  return { kind: 'map', key, entries: list, netmap }
}
