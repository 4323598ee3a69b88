/** Statements that keep state: what they have counted is not part of the description. */
import { isPlainObject, type Plain, type PlainObject, sorted } from './plain.ts'

const states: ReadonlySet<string> = new Set(['counter', 'quota', 'limit', 'last', 'ct count'])

export function isState(key: string): boolean {
  return states.has(key)
}

const kilobyte = 1024
const scales: Readonly<Record<string, number>> = {
  bytes: 1,
  kbytes: kilobyte,
  mbytes: kilobyte * kilobyte,
}

/** Packets of burst that nft takes where none are given: src/parser_bison.y. */
const defaultBurst = 5

/** The body of a counter, limit, quota, `last` or connection count. References stay as they are. */
export function canonicalState(key: string, node: Plain): Plain {
  if (key === 'last') return null
  if (!isPlainObject(node) || 'map' in node) return node
  switch (key) {
    case 'counter':
      return null
    case 'quota':
      return sorted([
        ['val', scaled(node['val'] ?? node['bytes'], node['val_unit'])],
        ['inv', node['inv'] === true ? true : undefined],
      ])
    case 'limit':
      return canonicalLimit(node)
    default:
      return sorted([...Object.entries(node), ['inv', node['inv'] === true ? true : undefined]])
  }
}

function canonicalLimit(node: PlainObject): Plain {
  const unit = node['rate_unit'] ?? 'packets'
  const packets = unit === 'packets'
  const burst = packets
    ? (node['burst'] ?? defaultBurst)
    : scaled(node['burst'] ?? 0, node['burst_unit'])
  return sorted([
    ['rate', packets ? node['rate'] : scaled(node['rate'], unit)],
    ['rate_unit', packets ? undefined : 'bytes'],
    ['per', node['per'] ?? 'second'],
    ['burst', burst === (packets ? defaultBurst : 0) ? undefined : burst],
    ['inv', node['inv'] === true ? true : undefined],
  ])
}

function scaled(value: Plain | undefined, unit: Plain | undefined): Plain | undefined {
  const scale = scales[typeof unit === 'string' ? unit : 'bytes']
  if (typeof value !== 'number' || scale === undefined) return value
  return value * scale
}
