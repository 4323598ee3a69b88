import type { Random } from '../random.ts'
import { places, servicePorts } from '../universe.ts'
import { anyAddress, prefixFor } from './draw.ts'
import type { NamedSet, NftFamily } from './nft.ts'

const elements = (values: readonly string[]): string =>
  values.length > 0 ? `elements = { ${[...new Set(values)].join(', ')} };` : ''

const set = (name: string, key: string, type: string, rest: string): NamedSet => ({
  name,
  key,
  text: `set ${name} { type ${type}; ${rest} }`,
})

const map = (name: string, key: string, type: string, rest: string): NamedSet => ({
  name,
  key: `map ${key}`,
  text: `map ${name} { type ${type}; ${rest} }`,
})

/** `key : value` for each key; now and then with one for all others. */
const pairs = (
  random: Random,
  keys: readonly (string | number)[],
  value: () => string | number,
): string => {
  const all = random.chance(15) ? [...keys, '*'] : keys
  return elements([...new Set(all)].map((key) => `${key} : ${value()}`))
}

const plainVerdict = (random: Random): string =>
  random.weighted([
    [4, 'accept'],
    [3, 'drop'],
    [1, 'continue'],
    [1, 'return'],
  ])

/** A map of verdicts that the rules of one base chain may name, with jumps to the chains that it alone jumps to. */
export const jumpingMap = (
  random: Random,
  family: NftFamily,
  name: string,
  verdict: () => string,
): NamedSet => {
  const ip = family === 'ip6' ? 'ip6' : 'ip4'
  const address = ip === 'ip6' ? 'ipv6_addr' : 'ipv4_addr'
  const ports = random.some(servicePorts, 1, 4)
  const some = [anyAddress(random, ip), anyAddress(random, ip), anyAddress(random, ip)]
  return random.chance(70)
    ? map(name, 'port', 'inet_service : verdict', pairs(random, ports, verdict))
    : map(name, `${ip} address`, `${address} : verdict`, pairs(random, some, verdict))
}

/** Maps that rules of any chain may name, without jumps, which would lead from one base chain to another's chains. */
const namedMaps = (random: Random, family: NftFamily): readonly NamedSet[] => {
  const ip = family === 'ip6' ? 'ip6' : 'ip4'
  const address = ip === 'ip6' ? 'ipv6_addr' : 'ipv4_addr'
  const { internet, clients, own } = places[ip]
  const ports = random.some(servicePorts, 1, 3)
  const some = [anyAddress(random, ip), anyAddress(random, ip)]
  const target = () => random.pick([...internet, ...clients, ...own])
  const verdict = () => plainVerdict(random)
  return [
    map('judged', 'port', 'inet_service : verdict', pairs(random, ports, verdict)),
    map('known', `${ip} address`, `${address} : verdict`, pairs(random, some, verdict)),
    map('given', `${ip} address address`, `${address} : ${address}`, pairs(random, some, target)),
    map(
      'sent',
      `${ip} address . port`,
      `${address} . inet_service : ${address}`,
      pairs(
        random,
        some.map((one) => `${one} . ${random.pick(servicePorts)}`),
        target,
      ),
    ),
    map('moved', 'port address', `inet_service : ${address}`, pairs(random, ports, target)),
    map(
      'turned',
      'port port',
      'inet_service : inet_service',
      pairs(random, ports, () => random.pick(servicePorts)),
    ),
  ]
}

const spans = (random: Random, ip: 'ip4' | 'ip6'): readonly string[] => [
  `${prefixFor(random, ip)} . ${random.pick(['50-100', '443', '1024-65535'])}`,
  ...(random.chance(50) ? [`${anyAddress(random, ip)} . ${random.pick(servicePorts)}`] : []),
]

/** Sets that rules may name; some are empty, and match nothing. */
export const namedSets = (random: Random, family: NftFamily): readonly NamedSet[] => {
  const ip = family === 'ip6' ? 'ip6' : 'ip4'
  const address = ip === 'ip6' ? 'ipv6_addr' : 'ipv4_addr'
  const addresses = Array.from({ length: random.below(4) }, () => anyAddress(random, ip))
  const networks = Array.from({ length: 1 + random.below(2) }, () => prefixFor(random, ip))
  const ports = random.some(servicePorts, 0, 3).map(String)
  const ends = addresses.map((one) => `${one} . ${random.pick(servicePorts)}`)
  const all = [
    set('addresses', `${ip} address`, address, elements(addresses)),
    set('networks', `${ip} address`, address, `flags interval; auto-merge; ${elements(networks)}`),
    set('others', `${ip} address`, address, `flags constant; ${elements(addresses)}`),
    set('ports', 'port', 'inet_service', elements(ports)),
    set('ranges', 'port', 'inet_service', `flags interval; ${elements(['20-60', '443'])}`),
    set('pairs', `${ip} address . port`, `${address} . inet_service`, elements(ends)),
    set(
      'spans',
      `${ip} address . port`,
      `${address} . inet_service`,
      `flags interval; ${elements(spans(random, ip))}`,
    ),
    set('faces', 'interface', 'ifname', elements(['"vif1.0"', '"eth0"'].slice(random.below(2)))),
    set('marked', 'mark', 'mark', elements(['1', '3'])),
    set('protocols', 'protocol', 'inet_proto', elements(random.some(['tcp', 'udp'], 0, 2))),
    ...namedMaps(random, family),
  ]
  return random.some(all, 0, 4)
}
