import { networkOf, prefixContainsAddress } from '../../net/index.ts'
import type { Environment } from '../environment.ts'
import type { Passenger } from '../walk.ts'
import { isLoopback, isMulticast } from './address-kind.ts'
import { routeIn } from './input.ts'
import { addressesOf, interfaceOf, localKind, lookUp } from './lookup.ts'

/**
 * Whether the kernel answers a question of ARP, and why (arp_process, net/ipv4/arp.c). The question is routed like a
 * packet of its asker's: in the name of an address of ours it is refused, as rp_filter may refuse others.
 */
export const arpAnswer = (environment: Environment, passenger: Passenger): string | null => {
  const { packet, input } = passenger
  const { source, destination } = packet
  const { arp, routeLocalnet } = environment.settings
  const isLoop = isLoopback('ipv4', destination) && !routeLocalnet
  if (isMulticast('ipv4', destination) || isLoop || input === null) return null
  const isOurs = localKind(environment, 'ipv4', destination, null) === 'local'
  const ours = 'the address is one of ours'
  // Nobody asks: the asker looks whether an address is free (RFC 5227).
  if (source === 0n) return isOurs && !isIgnored(environment, passenger) ? ours : null
  const route = routeIn(environment, 'ipv4', {
    ...passenger,
    packet: { ...packet, family: 'ipv4' },
  })
  switch (route.kind) {
    case 'local':
      return isOurs && !isIgnored(environment, passenger) && !isElsewhere(environment, passenger)
        ? ours
        : null
    case 'forward':
      return arp.proxy && route.interface !== input ? 'proxy_arp: we lead there' : null
    case 'drop':
      return null
  }
}

/** arp_ignore: whether the address is not answered for by this interface, or to this asker. */
const isIgnored = (environment: Environment, { packet, input }: Passenger): boolean => {
  const { ignore } = environment.settings.arp
  if (ignore === 0 || ignore === 3) return false
  const here = addressesOf(interfaceOf(environment, input), 'ipv4').filter(
    ({ address }) => address.value === packet.destination,
  )
  if (ignore === 1) return here.length === 0
  const asker = { family: 'ip4', value: packet.source } as const
  const isNear = here.some(
    ({ address, length }) =>
      packet.source === 0n || prefixContainsAddress(networkOf(address, length), asker),
  )
  return ignore === 8 || !isNear
}

/** arp_filter: whether the way back to who asks leads by another interface. */
const isElsewhere = (environment: Environment, { packet, input }: Passenger): boolean => {
  if (!environment.settings.arp.filter) return false
  const back = lookUp(environment, 'ipv4', packet.source, 0)
  return back.kind !== 'unicast' || back.interface !== input
}
