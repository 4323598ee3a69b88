/** The types of named sets and maps. */
import type { ReadMap, ReadSet, ReadSetType } from 'nftables-json'
import { type Column, plainColumn } from './members.ts'
import { readKey } from './read-key.ts'
import type { Shape } from './targets.ts'
import { type ValueType, valueType } from './value-type.ts'

/** One type for each selector of the key; undefined where one has no field here. */
export function columnsOfType(type: ReadSetType, family: string): readonly Column[] | undefined {
  const types = typesOf(type, family)
  const known = types.filter((each) => each !== undefined)
  return known.length === types.length ? known.map(plainColumn) : undefined
}

function typesOf(type: ReadSetType, family: string): readonly (ValueType | undefined)[] {
  if (typeof type === 'object' && 'typeof' in type) {
    return readKey(type.typeof, {
      family,
      network: undefined,
      transport: undefined,
      ofConnection: undefined,
    }).map((reading) => (reading.kind === 'field' ? reading.type : undefined))
  }
  // nft before 1.1.0 prints the parts of a map's values as one text.
  const names = typeof type === 'string' ? type.split(' . ') : type
  return names.map(valueType)
}

/** What the values of a map are. */
export function dataShape(body: ReadSet | ReadMap, family: string): Shape | 'verdict' | undefined {
  if (!('map' in body)) return undefined
  if (body.map === 'verdict') return 'verdict'
  const [first] = typesOf(body.map, family)
  if (first?.name === 'ipv4_addr' || first?.name === 'ipv6_addr') return 'address'
  return first?.name === 'inet_service' ? 'port' : undefined
}
