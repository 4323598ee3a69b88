import type { Environment, Interface } from '../../netfilter/index.ts'
import type { Diagram } from '../diagram/index.ts'
import { variable } from '../diagram/index.ts'
import type { Binding, Space } from '../space/index.ts'
import { addressType, has, hasAny, isIpv4, netFamily } from '../space/index.ts'
import { environmentOf } from '../witness/environment.ts'
import { preferences } from '../witness/preferences.ts'
import type { Values } from '../witness/scenario.ts'

/** What people recognise: before all else, a packet that is whole and that routing does not refuse on sight. */
export const plausible = (space: Space, binding: Binding): readonly Diagram[] => {
  const hosts = [addressType.unicast, addressType.local]
  return [
    has(space, 'cut off', 0),
    hasAny(space, 'type', hosts),
    hasAny(space, 'source type', hosts),
    ...(binding.destination === 'translated' ? [hasAny(space, 'translated type', hosts)] : []),
    has(space, 'has socket', 1),
    ...[...space.choices.named.values()].map((each) => variable(space.arena, each)),
    ...preferences(space, binding),
    has(space, 'tcp flags', 0x10),
    ...(isIpv4(space) ? [] : [has(space, 'translated destination', (0xfd00n << 112n) + 1n)]),
    has(space, 'translated destination port', 9040),
    has(space, 'translated source port', 40_000),
  ]
}

/**
 * A gateway in which a packet can be tried in two machines: of the addresses that rules may lead it to on either side
 * there have to be some. An interface that the assignment gives none bears one that it does not speak of.
 */
export const labFor = (space: Space, binding: Binding, value: Values): Environment => {
  const base = environmentOf(space, binding, value)
  const family = netFamily(space)
  const bits = isIpv4(space) ? 32 : 128
  const nameOf = (name: 'iif' | 'oif'): string =>
    space.interfaces.samples[Number(value(name))] ?? ''
  const [entry, exit] = [nameOf('iif'), nameOf('oif')]
  const addressesOf = (name: string): readonly bigint[] => {
    if (name === entry) return entryAddresses(space, binding, value)
    if (name !== exit) return []
    return [binding.source === 'translated' ? value('translated source') : spare(space, value, 1n)]
  }
  const routes = [
    ...base.routes,
    ...(exit !== '' && binding.destination === 'translated'
      ? [
          {
            prefix: { family, value: value('translated destination'), length: bits },
            target: { kind: 'interface' as const, name: exit, via: null },
            table: 254,
          },
        ]
      : []),
  ]
  return {
    ...base,
    routes,
    interfaces: base.interfaces.map(
      (face): Interface => ({
        ...face,
        addresses: addressesOf(face.name).map((each) => ({
          address: { family, value: each },
          length: bits,
        })),
      }),
    ),
    clientFacing: facing(value).map((each) => ({ family, value: each })),
  }
}

const facing = (value: Values): readonly bigint[] =>
  ['destination', 'source', 'translated destination'].flatMap((name) => {
    const word = name.replace('destination', 'facing').replace('source', 'source facing')
    return value(word) === 1n ? [value(name)] : []
  })

/** The primary one first: what a redirect leads to, then what clients know, then what is only addressed. */
const entryAddresses = (space: Space, binding: Binding, value: Values): readonly bigint[] => {
  const isLocal = (name: string) => value(name) === BigInt(addressType.local)
  const translated =
    binding.destination === 'translated' && isLocal('translated type')
      ? [value('translated destination')]
      : []
  const own = isLocal('type') ? [value('destination')] : []
  const isKnown = translated.length > 0 || (own.length > 0 && value('facing') === 1n)
  return [...new Set([...translated, ...(isKnown ? [] : [spare(space, value, 0n)]), ...own])]
}

/** An address that neither end of the packet bears: 10.137.0.1, 192.168.1.2 and what comes after them. */
const spare = (space: Space, value: Values, which: 0n | 1n): bigint => {
  const first = isIpv4(space)
    ? which === 0n
      ? 0x0a89_0001n
      : 0xc0a8_0102n
    : (0xfd00n << 112n) + (which << 64n) + 1n
  const taken = new Set([value('source'), value('destination')])
  return [first, first + 1n, first + 2n].find((each) => !taken.has(each)) ?? first
}
