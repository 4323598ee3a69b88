/**
 * `meta protocol` and `ether type`: the frame's type, which the machine knows as the family of the packet. In the
 * tables of IPv4 and IPv6 that is the same, since what comes there has been told apart by it; but what came without a
 * header of Ethernet has no `ether type`, and no rule that asks for it holds. At a device or a bridge only that a packet
 * has a header of IPv4, IPv6 or ARP can be asked, by `meta protocol`: `ether type` is that of a tag, where there is one.
 */
import type { ReadExpression, ReadStatementBodies } from 'nftables-json'
import { intervalSet } from '../../../../net/index.ts'
import type { MachineField, Step } from '../../../../ruleset/index.ts'
import { isCompound, numberOf } from './constants.ts'
import { setElements } from './members.ts'
import { presence } from './reading.ts'
import type { RuleContext } from './rule-context.ts'
import { valueType } from './value-type.ts'

type Match = ReadStatementBodies['match']

/** NFPROTO_* of an ether type, with a field that the header always has. */
const types: ReadonlyMap<bigint, readonly [number: bigint, MachineField]> = new Map([
  [0x0800n, [2n, 'ip version']],
  [0x86ddn, [10n, 'ip6 version']],
  [0x0806n, [3n, 'arp operation']],
])

/** Undefined for a match that asks for something else, or for more than can be told. */
export function lowerProtocolMatch(
  context: RuleContext,
  { op, left, right }: Match,
): readonly Step[] | undefined {
  if (!isEtherType(left) || (op !== '==' && op !== '!=' && op !== 'in')) return undefined
  const type = valueType('ether_type')
  if (type === undefined) return undefined
  const numbers: bigint[] = []
  for (const node of setElements(right) ?? [right]) {
    const value = numberOf(node, type)
    if (typeof value === 'string') return undefined
    numbers.push(value)
  }
  const [only] = numbers
  const known = only === undefined || numbers.length > 1 ? undefined : types.get(only)
  const { family } = context
  if (family === 'ip' || family === 'ip6' || family === 'inet') {
    const values = numbers.flatMap((number) => types.get(number)?.[0] ?? [])
    const set = intervalSet(values.map((value) => ({ first: value, last: value })))
    return [
      ...(isOfLink(left) ? [presence('ether saddr')] : []),
      {
        kind: 'test',
        key: [{ field: 'meta nfproto', mask: null }],
        negated: op === '!=',
        among: { kind: 'members', members: { kind: 'numbers', set } },
        hotdrop: false,
      },
    ]
  }
  const isTold = known !== undefined && op !== '!=' && !isOfLink(left)
  return isTold ? [presence(known[1])] : undefined
}

function isEtherType(left: ReadExpression): boolean {
  if (!isCompound(left)) return false
  return ('meta' in left && left.meta.key === 'protocol') || isOfLink(left)
}

function isOfLink(left: ReadExpression): boolean {
  if (!isCompound(left) || !('payload' in left) || !('field' in left.payload)) return false
  const { protocol, field, tunnel } = left.payload
  return protocol === 'ether' && field === 'type' && tunnel === undefined
}
