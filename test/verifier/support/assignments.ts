import fc from 'fast-check'
import { bitsOf } from '../../../src/verifier/diagram/field.ts'
import type { Assignment, Diagram } from '../../../src/verifier/diagram/index.ts'
import { pickNear } from '../../../src/verifier/diagram/index.ts'
import type { Space } from '../../../src/verifier/space/index.ts'
import { block } from '../../../src/verifier/space/index.ts'
import type { World } from './world.ts'

/** What a packet is wished to be: for some blocks a choice among what the world has, by number. */
export type Wish = ReadonlyMap<string, number>

const ports = [53n, 443n, 9040n, 40_000n]
const kinds = [0n, 1n, 1n, 2n, 2n, 3n, 4n]

/** Values for each block that packets of the world have; of a block without any, all zeros and all ones. */
const poolsOf = ({
  family,
  own,
  clients,
  remotes,
  strange,
}: World): Readonly<Record<string, readonly bigint[]>> => {
  const addresses = [...clients, ...remotes, ...own, ...remotes, ...clients, ...strange]
  return {
    'iif group': [2n, 1n, 0n],
    'oif group': [1n, 2n, 0n],
    iif: [1n, 2n, 3n, 4n, 5n],
    oif: [1n, 2n, 3n, 4n, 5n],
    'ct first': [1n, 0n],
    'ct kind': kinds,
    'ct status': [0n, 8n, 10n, 10n, 14n, 40n, 42n, 24n, 26n, 58n],
    l4proto: [6n, 17n, 6n, 17n, family === 'ipv4' ? 1n : 58n, 47n],
    'tcp flags': [2n, 16n, 18n, 4n],
    'icmp type': family === 'ipv4' ? [8n, 0n, 3n] : [128n, 129n, 1n],
    'destination port': ports,
    'translated destination port': ports,
    'source port': ports,
    'translated source port': ports,
    type: [0n, 1n, 2n, 3n, 4n],
    'translated type': [0n, 1n, 2n],
    'source type': [0n, 0n, 1n, 4n],
    destination: addresses,
    'translated destination': addresses,
    source: addresses,
    'translated source': addresses,
    mark: [0n, 1n, 2n, 3n],
    'ct mark': [0n, 1n, 2n, 3n],
    skuid: [0n, 107n],
    skgid: [0n, 107n],
    'ip hdrlength': [5n, 5n, 5n, 6n],
    'ip frag-off': [0n, 0n, 0n, 0x2000n, 1n, 185n],
    'ip ttl': [64n, 64n, 1n, 63n],
    'ip6 hoplimit': [64n, 64n, 1n, 63n],
  }
}

/** Numbers below 60, which pick one of a block's values each. */
export const wishes: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(59), {
  minLength: 97,
  maxLength: 97,
})

/** The assignment of the set that comes nearest to the wish, the first blocks first; none of the empty set. */
export const wishedFor = (
  space: Space,
  world: World,
  set: Diagram,
  wish: readonly number[],
  isInbound: boolean,
): Assignment | undefined => {
  const pools = poolsOf(world)
  const wanted = new Uint8Array(space.arena.variables)
  let turn = 0
  const roll = (): number => {
    turn += 1
    return wish[turn % wish.length] ?? 0
  }
  for (const name of space.blocks.of.keys()) {
    const bits = block(space, name)
    const pool =
      !isInbound && name.includes('type') && name !== 'icmp type' ? [0n] : (pools[name] ?? [0n])
    const value = pool[roll() % pool.length] ?? 0n
    if (value >> BigInt(bits.length) !== 0n) continue
    bitsOf(bits, value).forEach((bit, index) => {
      wanted[bits[index] ?? 0] = bit
    })
  }
  for (const choice of [...space.choices.environment, ...space.choices.opaque])
    wanted[choice] = roll() & 1
  return pickNear(space.arena, set, wanted)
}
