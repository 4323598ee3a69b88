import type { Random } from '../random.ts'
import { servicePorts } from '../universe.ts'
import { anyAddress, prefixFor } from './draw.ts'
import type { NamedSet, NftFamily } from './nft.ts'

const elements = (values: readonly string[]): string =>
  values.length > 0 ? `elements = { ${[...new Set(values)].join(', ')} };` : ''

const set = (name: string, key: string, type: string, rest: string): NamedSet => ({
  name,
  key,
  text: `set ${name} { type ${type}; ${rest} }`,
})

/** Sets that rules may name; some are empty, and match nothing. */
export const namedSets = (random: Random, family: NftFamily): readonly NamedSet[] => {
  const ip = family === 'ip6' ? 'ip6' : 'ip4'
  const address = ip === 'ip6' ? 'ipv6_addr' : 'ipv4_addr'
  const addresses = Array.from({ length: random.below(4) }, () => anyAddress(random, ip))
  const networks = Array.from({ length: 1 + random.below(2) }, () => prefixFor(random, ip))
  const ports = random.some(servicePorts, 0, 3).map(String)
  const pairs = addresses.map((one) => `${one} . ${random.pick(servicePorts)}`)
  const all = [
    set('addresses', `${ip} address`, address, elements(addresses)),
    set('networks', `${ip} address`, address, `flags interval; auto-merge; ${elements(networks)}`),
    set('ports', 'port', 'inet_service', elements(ports)),
    set('pairs', `${ip} address . port`, `${address} . inet_service`, elements(pairs)),
    set('faces', 'interface', 'ifname', elements(['"vif1.0"', '"eth0"'].slice(random.below(2)))),
    set('marked', 'mark', 'mark', elements(['1', '3'])),
  ]
  return random.some(all, 0, 3)
}
