import { assertNever } from '../assert.ts'
import type { Family } from '../net/index.ts'
import type {
  ClientAddresses,
  FixedAddress,
  Gateway,
  GatewayAddress,
  Service,
} from '../policy/gateway.ts'
import type {
  ClientAddressFacts,
  GatewayAddressFacts,
  GatewayFacts,
  ServiceFacts,
} from '../verifier/index.ts'

/** The set of our rulesets that the loader fills with the client-facing addresses; a test holds the compiler to it. */
const clientFacingSetName = 'client_facing'

/**
 * What a policy asks of its gateway, in the words of the judge. The verifier may not see a policy, so that what is
 * shipped is judged by another path than the one by which it was made; this is the one place where they meet.
 * Nothing of how the compiler goes about it comes along, but the name of the set that the loader fills.
 */
export const gatewayFacts = (gateway: Gateway): GatewayFacts => {
  const { clients, uplink, tor, obedience, own } = gateway
  const families: readonly Family[] = own.ipv6 ? ['ip4', 'ip6'] : ['ip4']
  return {
    clients: {
      interfaces: clients.interfaces,
      group: clients.group,
      addresses: addressFacts(clients.addresses),
      gatewayAddress: gatewayAddressFacts(clients.gatewayAddress),
      dhcpServer: own.dhcpServer,
    },
    uplink: { interfaces: uplink.interfaces, group: uplink.group },
    tor: {
      uid: tor.uid,
      transPort: tor.transPort,
      dnsPort: tor.dnsPort,
      socksPorts: tor.socksPorts.map(({ port }) => port),
      socksIsolation: tor.socksPorts.map(({ port, isolate }) => ({ port, by: isolate })),
      virtualAddresses: [tor.virtualAddresses],
    },
    localNetworks: obedience.localNetworks.networks,
    disposition: {
      tcp: obedience.tcp,
      dns: obedience.dns,
      udp: obedience.udp,
      localNetworks: obedience.localNetworks.action,
    },
    services: {
      uplink: own.uplinkServices.map(serviceFacts),
      clients: own.clientServices.map(serviceFacts),
    },
    egress: { kind: own.egress, families, dhcpClient: own.dhcpClient },
  }
}

/** Qubes gives each client one address and routes it to the client's interface: the reverse path is what holds. */
const addressFacts = (addresses: ClientAddresses): ClientAddressFacts => {
  switch (addresses.kind) {
    case 'qubes':
    case 'reverse-path':
      return { kind: 'reverse-path' }
    case 'fixed':
      return { kind: 'listed', list: addresses.list.map(pair) }
    case 'prefix':
      return { kind: 'prefix', prefixes: addresses.prefixes }
    default:
      return assertNever(addresses)
  }
}

const gatewayAddressFacts = (address: GatewayAddress): GatewayAddressFacts => {
  switch (address.kind) {
    case 'at-boot':
      return { kind: 'unknown', set: clientFacingSetName }
    case 'known':
      return { kind: 'known', list: [{ interface: '*', address: address.address }] }
    case 'per-interface':
      return { kind: 'known', list: address.list.map(pair) }
    default:
      return assertNever(address)
  }
}

const pair = ({ interface: name, address }: FixedAddress): FixedAddress => ({
  interface: name,
  address,
})

const serviceFacts = ({ name, protocol, port, from }: Service): ServiceFacts => ({
  name,
  protocol,
  ports: { first: BigInt(port), last: BigInt(port) },
  from,
})
