/** What a rule reads beside the packet's headers: its interfaces, its connection, its routes, its extensions. */
import type { ReadExpressionBodies } from 'nftables-json'
import { machineFields } from '../../../../ruleset/index.ts'
import { connectionType, metaType } from '../text/fields.ts'
import { machineField } from './read-payload.ts'
import { fieldReading, hidden, presence, type Reading } from './reading.ts'
import { integerType, type ValueType, valueType } from './value-type.ts'

const clockKeys: ReadonlySet<string> = new Set(['time', 'day', 'hour'])

export function readMeta(key: string): Reading {
  if (clockKeys.has(key)) return hidden('time')
  if (key === 'random') return hidden('chance')
  const field = machineField(`meta ${key}`)
  if (field === undefined) return hidden()
  const type = valueType(metaType(key)?.name ?? 'integer')
  return fieldReading(field, type ?? integerType(machineFields[field].bits))
}

/** `network` is what the table or the rule has said of the packet's family. */
export function readConnection(
  { key, dir, family }: ReadExpressionBodies['ct'],
  network: string | undefined,
): Reading {
  const plain = key === 'saddr' || key === 'daddr'
  const known = family ?? network
  const full = plain && known !== undefined ? `${known} ${key}` : key
  // A connection has one protocol, whichever way it is looked at.
  const sameBothWays = full === 'l3proto' || full === 'protocol'
  const field = machineField(dir === undefined || sameBothWays ? `ct ${full}` : `ct ${dir} ${full}`)
  if (field === undefined) return hidden()
  const type = valueType(connectionType(full)?.name ?? 'integer')
  return fieldReading(field, type ?? integerType(machineFields[field].bits))
}

const boolean: ValueType = { name: 'boolean', bits: 1, isName: false }

/** Of a route's interface only whether there is one is known, so 0 and `missing` are the values that can be told. */
export function readFib({ result, flags }: ReadExpressionBodies['fib']): Reading {
  const given = typeof flags === 'string' ? [flags] : flags
  const order = ['saddr', 'daddr', 'mark', 'iif', 'oif']
  const sorted = [...given].sort((left, right) => order.indexOf(left) - order.indexOf(right))
  const kind = result === 'check' ? 'oif' : result
  const field = machineField(`fib ${sorted.join(' . ')} ${kind}`)
  if (field === undefined) return hidden()
  if (kind !== 'oif') return fieldReading(field, valueType('fib_addrtype') ?? integerType(32))
  return fieldReading(field, { ...integerType(32), name: 'route' })
}

/** Whether there is such a header of IPv6; its fields have none here. */
export function readExtension({ name, field }: ReadExpressionBodies['exthdr']): Reading {
  const known = machineField(`exthdr ${name}`)
  if (known === undefined) return hidden(null, [presence('ip6 version')])
  if (field === undefined) return fieldReading(known, { ...boolean, bits: 8 })
  const one = [{ first: 1n, last: 1n }]
  return hidden(null, [
    {
      kind: 'test',
      key: [{ field: known, mask: null }],
      negated: false,
      among: { kind: 'members', members: { kind: 'numbers', set: one } },
      hotdrop: false,
    },
  ])
}
