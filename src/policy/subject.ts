import type { Address, Prefix } from '../net/index.ts'
import { parseAddress, parsePrefix } from '../net/index.ts'
import type { CompleteDocument } from './complete.ts'
import { completeDocument } from './complete.ts'
import type { PolicyDocument } from './document.generated.ts'
import type { Path } from './path.ts'

/** Something of the document with its place. */
export interface Placed<T> {
  readonly value: T
  readonly path: Path
}

/** A text that has to be an address or a prefix, of the families named. */
export interface Literal extends Placed<string> {
  readonly noun: 'address' | 'prefix'
  readonly ipv6: 'allowed' | 'clients-have-none' | 'gateway-has-none'
}

export interface PlacedAddress extends Placed<Address> {
  /** Whose address it is; undefined where it is every client interface's. */
  readonly interface: string | undefined
}

export type Side = 'clients' | 'uplink'

export interface PlacedService
  extends Placed<CompleteDocument['gateway']['uplinkServices'][number]> {
  readonly side: Side
}

/**
 * What the checks look at. Lists of addresses and prefixes hold those that can be read; the others
 * are for the checks of spelling alone, so that one slip does not hide or cause other errors.
 */
export interface Subject {
  readonly stated: PolicyDocument
  readonly document: CompleteDocument
  readonly patterns: Readonly<Record<Side, readonly Placed<string>[]>>
  /** Interfaces named as keys, in `fixed` and `gatewayAddress`. */
  readonly namedInterfaces: readonly Placed<string>[]
  readonly literals: readonly Literal[]
  readonly clientAddresses: readonly PlacedAddress[]
  readonly clientPrefixes: readonly Placed<Prefix>[]
  readonly gatewayAddresses: readonly PlacedAddress[]
  /** `networks` and `also`. */
  readonly localNetworks: readonly Placed<Prefix>[]
  readonly virtualNetwork: Placed<Prefix> | undefined
  readonly services: readonly PlacedService[]
}

const placed = <T>(items: readonly T[], path: Path): readonly Placed<T>[] =>
  items.map((value, index) => ({ value, path: [...path, index] }))

const clientsPath: Path = ['zones', 'clients']

/** Address texts by interface, as they are written. */
interface AddressText extends Placed<string> {
  readonly interface: string | undefined
}

const fixedTexts = (
  addresses: CompleteDocument['zones']['clients']['addresses'],
): readonly AddressText[] => {
  if (typeof addresses === 'string' || !('fixed' in addresses)) return []
  return Object.entries(addresses.fixed).flatMap(([name, texts]) =>
    placed(texts, [...clientsPath, 'addresses', 'fixed', name]).map((text) => ({
      ...text,
      interface: name,
    })),
  )
}

const gatewayTexts = (
  address: CompleteDocument['zones']['clients']['gatewayAddress'],
): readonly AddressText[] => {
  const path = [...clientsPath, 'gatewayAddress']
  if (address === 'at-boot') return []
  if (typeof address === 'string') return [{ value: address, path, interface: undefined }]
  return Object.entries(address).map(([name, value]) => ({
    value,
    path: [...path, name],
    interface: name,
  }))
}

const namedInterfaces = (document: CompleteDocument): readonly Placed<string>[] => {
  const { addresses, gatewayAddress } = document.zones.clients
  const fixed = typeof addresses === 'object' && 'fixed' in addresses ? addresses.fixed : {}
  const known = typeof gatewayAddress === 'object' ? gatewayAddress : {}
  return [
    ...Object.keys(fixed).map((value) => ({
      value,
      path: [...clientsPath, 'addresses', 'fixed', value],
    })),
    ...Object.keys(known).map((value) => ({
      value,
      path: [...clientsPath, 'gatewayAddress', value],
    })),
  ]
}

const readAddresses = (texts: readonly AddressText[]): readonly PlacedAddress[] =>
  texts.flatMap((text) => {
    const value = parseAddress(text.value)
    return value?.family === 'ip4' ? [{ ...text, value }] : []
  })

const readPrefixes = (texts: readonly Placed<string>[]): readonly Placed<Prefix>[] =>
  texts.flatMap((text) => {
    const value = parsePrefix(text.value)
    return value ? [{ ...text, value }] : []
  })

const servicesOf = ({ gateway }: CompleteDocument): readonly PlacedService[] => [
  ...placed(gateway.uplinkServices, ['gateway', 'uplinkServices']).map((service) => ({
    ...service,
    side: 'uplink' as const,
  })),
  ...placed(gateway.clientServices, ['gateway', 'clientServices']).map((service) => ({
    ...service,
    side: 'clients' as const,
  })),
]

/** Looks through a document that the schema admits. */
export const makeSubject = (stated: PolicyDocument): Subject => {
  const document = completeDocument(stated)
  const { clients, uplink } = document.zones
  const { networks, also } = document.obedience.localNetworks
  const fixed = fixedTexts(clients.addresses)
  const gateway = gatewayTexts(clients.gatewayAddress)
  const services = servicesOf(document)
  const prefixes =
    typeof clients.addresses === 'object' && 'prefixes' in clients.addresses
      ? placed(clients.addresses.prefixes, [...clientsPath, 'addresses', 'prefixes'])
      : []
  const local = [
    ...placed(networks, ['obedience', 'localNetworks', 'networks']),
    ...placed(also, ['obedience', 'localNetworks', 'also']),
  ]
  const virtual = { value: document.tor.virtualAddresses, path: ['tor', 'virtualAddresses'] }
  const serviceLiterals = services.flatMap(({ side, value, path }): Literal[] =>
    placed(value.from, [...path, 'from']).map((from) => ({
      ...from,
      noun: 'prefix',
      ipv6:
        side === 'clients'
          ? 'clients-have-none'
          : document.gateway.ipv6
            ? 'allowed'
            : 'gateway-has-none',
    })),
  )
  return {
    stated,
    document,
    patterns: {
      clients: placed(clients.interfaces, [...clientsPath, 'interfaces']),
      uplink: placed(uplink.interfaces, ['zones', 'uplink', 'interfaces']),
    },
    namedInterfaces: namedInterfaces(document),
    literals: [
      ...[...fixed, ...gateway].map((text) => ({
        ...text,
        noun: 'address' as const,
        ipv6: 'clients-have-none' as const,
      })),
      ...[...prefixes, virtual].map((text) => ({
        ...text,
        noun: 'prefix' as const,
        ipv6: 'clients-have-none' as const,
      })),
      ...local.map((text) => ({ ...text, noun: 'prefix' as const, ipv6: 'allowed' as const })),
      ...serviceLiterals,
    ],
    clientAddresses: readAddresses(fixed),
    clientPrefixes: readPrefixes(prefixes).filter(({ value }) => value.family === 'ip4'),
    gatewayAddresses: readAddresses(gateway),
    localNetworks: readPrefixes(local),
    virtualNetwork: readPrefixes([virtual]).find(({ value }) => value.family === 'ip4'),
    services,
  }
}
