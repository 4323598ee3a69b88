import type { Random } from '../random.ts'
import type { Family, InterfaceName } from '../universe.ts'
import { places } from '../universe.ts'

/** Mostly the internet and the gateway itself. */
export const anyDestination = (random: Random, family: Family): string => {
  const { internet, own, clients, neighbours, groups, odd } = places[family]
  return random.weighted([
    [10, () => random.pick(internet)],
    [6, () => random.pick(own)],
    [4, () => random.pick(clients)],
    [2, () => random.pick(neighbours)],
    [1, () => random.pick(groups)],
    [1, () => random.pick(odd)],
  ])()
}

/** Mostly an address that belongs there; else anybody's. */
export const sourceFor = (random: Random, family: Family, name: InterfaceName): string => {
  const { internet, own, clients, neighbours, odd } = places[family]
  if (random.chance(88)) {
    if (name === 'vif1.0') return clients[0]
    if (name === 'vif2.0') return clients[1]
    return random.chance(60) ? random.pick(internet) : random.pick(neighbours)
  }
  return random.pick([...internet, ...own, ...clients, ...neighbours, ...odd])
}
