import { assertNever } from '../assert.ts'
import type { Address, IntervalSet } from '../net/index.ts'
import { difference, prefixesToSet } from '../net/index.ts'
import type { FixedAddress, Gateway } from '../policy/gateway.ts'
import type { Element, ElementPart, Field, Lookup, NamedSet } from '../ruleset/index.ts'
import { inSet, notInSet } from '../ruleset/index.ts'

/** The client-facing addresses: where SOCKS answers and Tor listens. */
export const clientFacing = 'client_facing'
/** Ranges that no client reaches. */
export const localNetworks = 'local_networks'
/** Which address is a client's own at which interface. */
export const clientAddresses = 'client_addresses'

const onlyAddress = ({ value }: Address): ElementPart => ({
  kind: 'interval',
  interval: { first: value, last: value },
})

const atInterface = (fixed: FixedAddress): Element => [
  { kind: 'name', name: fixed.interface },
  onlyAddress(fixed.address),
]

/** A test whether the address in `address` is client-facing at the interface in `name`. */
const facing =
  (name: Field, address: Field) =>
  (gateway: Gateway): Lookup =>
    inSet(
      gateway.clients.gatewayAddress.kind === 'per-interface' ? [name, address] : [address],
      clientFacing,
    )

export const toClientFacing = facing('meta iifname', 'ip daddr')
export const fromClientFacing = facing('meta oifname', 'ip saddr')
export const arpToClientFacing = facing('meta iifname', 'arp daddr ip')
export const arpFromClientFacing = facing('meta oifname', 'arp saddr ip')

export const fromNoClientAddress: Lookup = notInSet(['meta iifname', 'ip saddr'], clientAddresses)
export const toNoClientAddress: Lookup = notInSet(['meta oifname', 'ip daddr'], clientAddresses)

const facingElements = (gateway: Gateway): readonly Element[] => {
  const known = gateway.clients.gatewayAddress
  switch (known.kind) {
    case 'at-boot':
      return []
    case 'known':
      return [[onlyAddress(known.address)]]
    case 'per-interface':
      return known.list.map(atInterface)
    default:
      return assertNever(known)
  }
}

/** The set of client-facing addresses, for the IP table or for the ARP table. */
export const clientFacingSet = (gateway: Gateway, lookup: Lookup): NamedSet => ({
  name: clientFacing,
  fields: lookup.fields,
  elements: facingElements(gateway),
  filledAtBoot: gateway.clients.gatewayAddress.kind === 'at-boot',
  description: 'the addresses that clients know the gateway by; empty: SOCKS is closed',
})

/** The local networks less the virtual address network, which lies inside one of them but is Tor's own. */
export const localAddresses = (gateway: Gateway): IntervalSet =>
  difference(
    prefixesToSet(gateway.obedience.localNetworks.networks, 'ip4'),
    prefixesToSet([gateway.tor.virtualAddresses], 'ip4'),
  )

/** All sets of the IP table. */
export const plannedSets = (gateway: Gateway): readonly NamedSet[] => {
  const sets: NamedSet[] = [clientFacingSet(gateway, toClientFacing(gateway))]
  const local = localAddresses(gateway)
  if (local.length > 0)
    sets.push({
      name: localNetworks,
      fields: ['ip daddr'],
      elements: local.map((interval): Element => [{ kind: 'interval', interval }]),
      filledAtBoot: false,
      description: 'no client reaches these; the virtual address network is left out',
    })
  const { addresses } = gateway.clients
  if (addresses.kind === 'fixed')
    sets.push({
      name: clientAddresses,
      fields: fromNoClientAddress.fields,
      elements: addresses.list.map(atInterface),
      filledAtBoot: false,
      description: "which source is a client's own, by interface",
    })
  return sets
}
