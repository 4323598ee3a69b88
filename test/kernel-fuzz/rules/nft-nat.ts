import { places, servicePorts } from '../universe.ts'
import { anyAddress, networks } from './draw.ts'
import type { NftSpot } from './nft.ts'
import { setNamed } from './nft-tests.ts'

type Draw<T> = (spot: NftSpot) => T
type Kind = readonly [number, () => readonly string[]]

const nameOf = ({ ip }: NftSpot): string => (ip === 'ip4' ? 'ip' : 'ip6')

/** In a table of both families a translation says of which it is. */
const familyWord = (spot: NftSpot): string => (spot.family === 'inet' ? `${nameOf(spot)} ` : '')

const pairs = (
  keys: readonly (string | number)[],
  value: (key: string | number) => string | number,
): string => `{ ${[...new Set(keys)].map((key) => `${key} : ${value(key)}`).join(', ')} }`

/** Now and then with a value for whatever the map has not. */
const withRest = ({ random }: NftSpot, keys: readonly (string | number)[]) =>
  random.chance(12) ? [...keys, '*'] : keys

/** Keys that every packet has, whatever its protocol; of NAT's first packets they say where it comes from or goes. */
const addressKey = (spot: NftSpot): { readonly key: string; readonly some: readonly string[] } => {
  const { random, ip, hook } = spot
  const isOut = hook === 'output' || hook === 'postrouting'
  const address = () => anyAddress(random, ip)
  return random.weighted([
    [4, { key: `${nameOf(spot)} daddr`, some: [address(), address()] }],
    [3, { key: `${nameOf(spot)} saddr`, some: [address(), address()] }],
    [1, { key: isOut ? 'oifname' : 'iifname', some: random.some(['"vif1.0"', '"eth0"'], 1, 2) }],
    [1, { key: 'meta mark', some: random.some(['0', '1', '2'], 1, 2) }],
  ])
}

/** Maps to addresses by name, which are of the table's own family. */
const named = (spot: NftSpot, key: string): readonly string[] =>
  spot.family !== 'inet' || spot.ip === 'ip4' ? setNamed(spot, `map ${key}`) : []

/** Maps whose key is, or holds, the port that is asked for. */
const byPort = (spot: NftSpot, to: string, target: () => string): readonly Kind[] => {
  const { random, ip, protocol } = spot
  if (protocol === 'icmp') return []
  const port = `${protocol} dport`
  const some = random.some(servicePorts, 1, 3)
  const both = `${nameOf(spot)} daddr . ${port}`
  const ends = some.map((each) => `${anyAddress(random, ip)} . ${each}`)
  const end = () => `${target()} . ${random.pick(servicePorts)}`
  const family = `${nameOf(spot)} `
  const spans = ['20-60', '443', '5000-9100']
  return [
    [3, () => [`${to} ${port} map ${pairs(withRest(spot, some), target)}`]],
    [1, () => [`${to} ${port} map ${pairs(spans, target)}`]],
    [2, () => [`${to} ${both} map ${pairs(ends, target)}`]],
    // With a port for each address a destination's only: a source's port is drawn by lot where it is taken.
    ...(to.startsWith('dnat')
      ? ([
          [2, () => [`dnat ${family}addr . port to ${port} map ${pairs(some, end)}`]],
          [1, () => [`dnat ${family}to ${both} map ${pairs(ends, end)}`]],
        ] as const)
      : []),
    ...named(spot, 'port address').map((map): Kind => [3, () => [`${to} ${port} map ${map}`]]),
    ...named(spot, `${ip} address . port`).map(
      (map): Kind => [3, () => [`${to} ${both} map ${map}`]],
    ),
  ]
}

/** By a map to addresses; what the map has not goes on to the next rule. */
const mappedAddress = (
  spot: NftSpot,
  nat: 'dnat' | 'snat',
  addresses: readonly string[],
): readonly string[] => {
  const { random, family, protocol, ip } = spot
  const { key, some } = addressKey(spot)
  const to = `${nat} ${familyWord(spot)}to`
  const target = () => random.pick(addresses)
  const port = random.pick(servicePorts)
  const guard = [`meta l4proto ${protocol}`]
  const kinds: readonly Kind[] = [
    [4, () => [`${to} ${key} map ${pairs(withRest(spot, some), target)}`]],
    ...named(spot, `${ip} address address`).map(
      (map): Kind => [4, () => [`${to} ${nameOf(spot)} daddr map ${map}`]],
    ),
    ...(nat === 'dnat' && protocol !== 'icmp' && ip === 'ip4'
      ? ([[2, () => [...guard, `${to} ${key} map ${pairs(some, target)}:${port}`]]] as const)
      : []),
    ...byPort(spot, to, target),
  ]
  // nft 1.0.6 asks for the family again where a map's key does not tell it.
  const asked = family === 'inet' ? [`meta nfproto ${ip === 'ip4' ? 'ipv4' : 'ipv6'}`] : []
  return [...asked, ...random.weighted(kinds)()]
}

/** By a map to ports, of the gateway itself or of another. */
const mappedPort = (spot: NftSpot, addresses: readonly string[]): readonly string[] => {
  const { random, ip, protocol, family } = spot
  const { key, some } = addressKey(spot)
  const ports = `${protocol} dport`
  const target = () => random.pick(servicePorts)
  const keys = random.some(servicePorts, 1, 3)
  const kinds: readonly (readonly [number, () => string])[] = [
    [3, () => `redirect to :${ports} map ${pairs(withRest(spot, keys), target)}`],
    [2, () => `redirect to :${key} map ${pairs(some, target)}`],
    [
      ip === 'ip4' && family === 'ip' ? 1 : 0,
      () => `dnat to ${random.pick(addresses)}:${ports} map ${pairs(keys, target)}`,
    ],
    ...setNamed(spot, 'map port port').map(
      (map) => [3, () => `redirect to :${ports} map ${map}`] as const,
    ),
  ]
  const asked = family === 'inet' ? [`meta nfproto ${ip === 'ip4' ? 'ipv4' : 'ipv6'}`] : []
  return [...asked, `meta l4proto ${protocol}`, random.weighted(kinds)()]
}

/** A network's bits are exchanged and the host's stay; in place, or by a map from one network to another. */
const networkTarget = (spot: NftSpot, nat: 'dnat' | 'snat'): readonly string[] => {
  const { random, ip } = spot
  const word = nameOf(spot)
  const side = nat === 'dnat' ? 'daddr' : 'saddr'
  const [one = '', other = ''] = random.some(networks[ip], 2, 2)
  const target = random.pick(networks[ip])
  const map = `map { ${one} : ${other} }`
  return [
    random.chance(50)
      ? `${nat} ${word} prefix to ${word} ${side} ${map}`
      : `${nat} ${word} prefix to ${target}`,
  ]
}

const destination: Draw<readonly string[]> = (spot) => {
  const { random, family, ip, protocol } = spot
  const { internet, own, clients, neighbours } = places[ip]
  const all = [...internet, ...own, ...clients, ...neighbours]
  const isPorted = protocol !== 'icmp'
  if (random.chance(8)) return networkTarget(spot, 'dnat')
  if (random.chance(25))
    return isPorted && random.chance(40) ? mappedPort(spot, all) : mappedAddress(spot, 'dnat', all)
  const guarded = isPorted && random.chance(60)
  const guard = guarded ? [`meta l4proto ${protocol}`] : []
  const port = random.pick(servicePorts)
  if (guarded && random.chance(8))
    return [...guard, `redirect to :${random.pick(['9040-9042', '50-54', '2000-40000'])}`]
  if (random.chance(50))
    return [...guard, `redirect${guarded && random.chance(75) ? ` to :${port}` : ''}`]
  if (guarded && random.chance(12))
    return [...guard, `dnat to :${port}`].filter(() => family !== 'inet')
  const address = random.pick(all)
  const bracketed = ip === 'ip6' ? `[${address}]` : address
  const target = guarded && random.chance(60) ? `${bracketed}:${port}` : address
  return [...guard, `dnat ${familyWord(spot)}to ${target}`]
}

/** One address: of several the kernel draws by lot, as it draws a source's port; a destination's is the first free. */
export const natStatement: Draw<readonly string[]> = (spot) => {
  const { random, hook, ip } = spot
  if (hook === 'prerouting' || hook === 'output') return destination(spot)
  const { own, internet } = places[ip]
  const all = [...own, ...internet]
  if (random.chance(8)) return networkTarget(spot, 'snat')
  if (random.chance(25)) return mappedAddress(spot, 'snat', all)
  if (hook === 'postrouting' && random.chance(60)) return ['masquerade']
  return [`snat ${familyWord(spot)}to ${random.pick(all)}`]
}
