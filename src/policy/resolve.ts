import type { Address, Prefix } from '../net/index.ts'
import { parseAddress, parsePrefix, withoutContained } from '../net/index.ts'
import type { CompleteDocument } from './complete.ts'
import { gatewayDigest } from './digest.ts'
import type {
  ClientAddresses,
  Control,
  FixedAddress,
  Gateway,
  GatewayAddress,
  LogDrops,
  Service,
} from './gateway.ts'

/** The checks have read every address and prefix before; one that cannot be read here is a bug. */
const sureAddress = (text: string): Address => {
  const address = parseAddress(text)
  if (!address) throw new Error(`an address passed the checks unread: ${text}`)
  return address
}

const surePrefix = (text: string): Prefix => {
  const prefix = parsePrefix(text)
  if (!prefix) throw new Error(`a prefix passed the checks unread: ${text}`)
  return prefix
}

type Clients = CompleteDocument['zones']['clients']

const resolveAddresses = (addresses: Clients['addresses']): ClientAddresses => {
  if (typeof addresses === 'string') return { kind: addresses }
  if ('prefixes' in addresses)
    return { kind: 'prefix', prefixes: addresses.prefixes.map(surePrefix) }
  const list = Object.entries(addresses.fixed).flatMap(([name, texts]): FixedAddress[] =>
    texts.map((text) => ({ interface: name, address: sureAddress(text) })),
  )
  return { kind: 'fixed', list }
}

const resolveGatewayAddress = (address: Clients['gatewayAddress']): GatewayAddress => {
  if (address === 'at-boot') return { kind: 'at-boot' }
  if (typeof address === 'string') return { kind: 'known', address: sureAddress(address) }
  const list = Object.entries(address).map(([name, text]) => ({
    interface: name,
    address: sureAddress(text),
  }))
  return { kind: 'per-interface', list }
}

const resolveControl = (control: CompleteDocument['tor']['control']): Control => {
  if (control === 'off') return { kind: 'off' }
  return 'port' in control
    ? { kind: 'port', port: control.port }
    : { kind: 'socket', path: control.socket }
}

type CompleteGateway = CompleteDocument['gateway']

const resolveService = (service: CompleteGateway['uplinkServices'][number]): Service => ({
  ...service,
  from: withoutContained(service.from.map(surePrefix)),
})

const resolveLog = (log: CompleteGateway['log']): LogDrops =>
  log === 'off' ? { kind: 'off' } : { kind: 'on', ...log }

const resolveOwn = (gateway: CompleteGateway): Gateway['own'] => ({
  egress: gateway.egress,
  ipv6: gateway.ipv6,
  dhcpClient: gateway.dhcpClient,
  dhcpServer: gateway.dhcpServer,
  uplinkServices: gateway.uplinkServices.map(resolveService),
  clientServices: gateway.clientServices.map(resolveService),
  counters: gateway.counters,
  log: resolveLog(gateway.log),
})

const resolveTor = (tor: CompleteDocument['tor']): Gateway['tor'] => ({
  users: tor.users,
  uid: tor.uid,
  transPort: tor.transPort,
  dnsPort: tor.dnsPort,
  socksPorts: tor.socksPorts,
  control: resolveControl(tor.control),
  virtualAddresses: surePrefix(tor.virtualAddresses),
})

const resolveObedience = (obedience: CompleteDocument['obedience']): Gateway['obedience'] => {
  const { action, networks, also } = obedience.localNetworks
  return {
    ...obedience,
    localNetworks: {
      action,
      networks: withoutContained([...networks, ...also].map(surePrefix)),
    },
  }
}

/** What a resolved policy remembers of where it came from. */
export interface Origin {
  readonly name: string
  readonly lines: Readonly<Record<string, number>>
}

/** From a complete document that passed every check to what the compiler knows of the world. */
export const resolveGateway = (document: CompleteDocument, origin: Origin): Gateway => {
  const { clients, uplink } = document.zones
  const resolved = {
    environment: document.environment,
    clients: {
      interfaces: clients.interfaces,
      group: clients.group,
      addresses: resolveAddresses(clients.addresses),
      gatewayAddress: resolveGatewayAddress(clients.gatewayAddress),
    },
    uplink: { interfaces: uplink.interfaces, group: uplink.group },
    tor: resolveTor(document.tor),
    obedience: resolveObedience(document.obedience),
    own: resolveOwn(document.gateway),
  }
  return { ...resolved, source: { ...origin, digest: gatewayDigest(resolved) } }
}
