import type { Interval } from '../../net/index.ts'
import type { Diagram } from '../diagram/index.ts'
import { equalTo, FALSE, fieldsEqual, inRange } from '../diagram/index.ts'
import type { Space } from '../space/index.ts'
import { block } from '../space/index.ts'

/** Where a translation may lead; null leaves that part as it is. */
export interface Target {
  readonly addresses: Interval | null
  readonly ports: Interval | null
  /** With netmap the bits of the network are exchanged and the host's stay. */
  readonly netmap: boolean
}

export const inInterval = (space: Space, name: string, { first, last }: Interval): Diagram => {
  const field = block(space, name)
  return last >> BigInt(field.length) === 0n ? inRange(space.arena, field, first, last) : FALSE
}

/** What the translated address may be: one of these, or, of a network, what has the bits that all of them share. */
export const addressesOf = (
  space: Space,
  end: 'destination' | 'source',
  { netmap }: Target,
  addresses: Interval,
): Diagram => {
  const field = block(space, `translated ${end}`)
  if (!netmap || addresses.last >> BigInt(field.length) !== 0n)
    return inInterval(space, `translated ${end}`, addresses)
  const shared = field.flatMap((bit, index) => {
    const at = BigInt(field.length - 1 - index)
    return (((addresses.first ^ addresses.last) >> at) & 1n) === 0n ? [{ bit, at }] : []
  })
  const value = shared.reduce((all, { at }) => (all << 1n) | ((addresses.first >> at) & 1n), 0n)
  return equalTo(
    space.arena,
    shared.map(({ bit }) => bit),
    value,
  )
}

/** The bits in which a network's addresses differ stay the packet's own (nft_nat_setup_netmap, xt_NETMAP). */
export const keepsHost = (
  space: Space,
  end: 'destination' | 'source',
  { first, last }: Interval,
): Diagram => {
  const own = block(space, end)
  const differs = (index: number): boolean =>
    (((first ^ last) >> BigInt(own.length - 1 - index)) & 1n) === 1n
  return fieldsEqual(
    space.arena,
    own.filter((_, index) => differs(index)),
    block(space, `translated ${end}`).filter((_, index) => differs(index)),
  )
}
