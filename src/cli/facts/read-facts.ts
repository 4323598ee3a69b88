import { parsePrefix, patternMatches, patternsOverlap } from '../../net/index.ts'
import type {
  ClientFacts,
  EgressFacts,
  GatewayFacts,
  TorFacts,
  ZoneFacts,
} from '../../verifier/index.ts'
import type { Call } from '../command.ts'
import type { FactName } from './options.ts'
import { factOptions } from './options.ts'
import {
  readAddressAt,
  readGatewayAddress,
  readGroup,
  readPattern,
  readPort,
  readService,
  readSetName,
  readUid,
} from './values.ts'

export type FactsReading =
  | { readonly kind: 'facts'; readonly facts: GatewayFacts }
  | { readonly kind: 'wrong'; readonly why: string }

type Given = Pick<Call, 'values' | 'lists' | 'flags'>

/** The fact options that a command line gives. */
export const factsGiven = ({ values, lists, flags }: Given): readonly FactName[] =>
  factOptions
    .map(({ name }) => name)
    .filter((name) => values.has(name) || lists.has(name) || flags.has(name))

/** The facts of `base` with what the command line says put in their place, or the first thing that is wrong there. */
export const readFacts = (base: GatewayFacts, given: Given): FactsReading => {
  const reader = makeReader(given)
  const facts: GatewayFacts = {
    clients: clientFacts(base.clients, reader),
    uplink: zoneFacts(base.uplink, reader, 'uplink-interface', 'uplink-group'),
    tor: torFacts(base.tor, reader),
    localNetworks: reader.list('local-network', parsePrefix) ?? base.localNetworks,
    disposition: {
      tcp: reader.choice('tcp', ['tor', 'drop']) ?? base.disposition.tcp,
      dns: reader.choice('dns', ['tor', 'drop']) ?? base.disposition.dns,
      udp: reader.choice('udp', ['drop', 'reject']) ?? base.disposition.udp,
      localNetworks:
        reader.choice('local-networks', ['drop', 'reject']) ?? base.disposition.localNetworks,
    },
    services: {
      uplink: reader.list('uplink-service', readService) ?? base.services.uplink,
      clients: reader.list('client-service', readService) ?? base.services.clients,
    },
    egress: egressFacts(base.egress, reader),
  }
  const why = reader.fault() ?? exclusive(reader) ?? zoneFault(facts)
  return why === undefined ? { kind: 'facts', facts } : { kind: 'wrong', why }
}

interface Reader {
  readonly has: (name: FactName) => boolean
  readonly one: <T>(name: FactName, parse: (text: string) => T | undefined) => T | undefined
  /** All values of a repeated option; `none` alone is the empty list where the option's form says so. */
  readonly list: <T>(
    name: FactName,
    parse: (text: string) => T | undefined,
  ) => readonly T[] | undefined
  /** The parser of arguments has refused every other value. */
  readonly choice: <T extends string>(name: FactName, choices: readonly T[]) => T | undefined
  readonly fault: () => string | undefined
}

const makeReader = ({ values, lists, flags }: Given): Reader => {
  const faults: string[] = []
  const parsed = <T>(
    name: FactName,
    text: string,
    parse: (text: string) => T | undefined,
  ): T | undefined => {
    const value = parse(text)
    if (value === undefined) faults.push(`\`--${name}\` takes ${formOf(name)}, not \`${text}\``)
    return value
  }
  return {
    has: (name) => values.has(name) || lists.has(name) || flags.has(name),
    one: (name, parse) => {
      const text = values.get(name)
      return text === undefined ? undefined : parsed(name, text, parse)
    },
    list: (name, parse) => {
      const texts = lists.get(name)
      if (texts?.length === 1 && texts[0] === 'none' && formOf(name).includes('`none`')) return []
      return texts?.map((text) => parsed(name, text, parse)).filter((value) => value !== undefined)
    },
    choice: (name, choices) => choices.find((each) => each === values.get(name)),
    fault: () => faults[0],
  }
}

const formOf = (name: FactName): string => {
  const option = factOptions.find((each) => each.name === name)
  return option && 'value' in option && option.value.kind === 'text' ? option.value.form : ''
}

/** A zone that the command line speaks of is what the command line says: no default interface slips in. */
const zoneFacts = (
  base: ZoneFacts,
  reader: Reader,
  interfaces: FactName,
  group: FactName,
): ZoneFacts =>
  reader.has(interfaces) || reader.has(group)
    ? {
        interfaces: reader.list(interfaces, readPattern) ?? [],
        group: reader.one(group, readGroup) ?? null,
      }
    : { interfaces: base.interfaces, group: base.group }

const clientFacts = (base: ClientFacts, reader: Reader): ClientFacts => {
  const listed = reader.list('client-address', readAddressAt)
  const prefixes = reader.list('client-prefix', parsePrefix)
  const known = reader.list('gateway-address', readGatewayAddress)
  const set = reader.one('gateway-address-set', readSetName)
  return {
    ...zoneFacts(base, reader, 'client-interface', 'client-group'),
    addresses:
      (listed && { kind: 'listed', list: listed }) ??
      (prefixes && { kind: 'prefix', prefixes }) ??
      base.addresses,
    gatewayAddress:
      (known && { kind: 'known', list: known }) ??
      (set === undefined ? base.gatewayAddress : { kind: 'unknown', set }),
    dhcpServer: reader.has('dhcp-server') || base.dhcpServer,
  }
}

const torFacts = (base: TorFacts, reader: Reader): TorFacts => ({
  uid: reader.one('tor-uid', readUid) ?? base.uid,
  transPort: reader.one('transport-port', readPort) ?? base.transPort,
  dnsPort: reader.one('dns-port', readPort) ?? base.dnsPort,
  socksPorts: reader.list('socks-port', readPort) ?? base.socksPorts,
  socksIsolation: base.socksIsolation,
  virtualAddresses: reader.list('virtual-addresses', parsePrefix) ?? base.virtualAddresses,
})

const egressFacts = (base: EgressFacts, reader: Reader): EgressFacts => ({
  kind: reader.choice('egress', ['direct', 'tor-only', 'none']) ?? base.kind,
  families: reader.has('egress-ipv6') ? ['ip4', 'ip6'] : base.families,
  dhcpClient: reader.has('dhcp-client') || base.dhcpClient,
})

/** Two ways to say one thing, of which the judge would have to leave one out. */
const pairs: readonly (readonly [FactName, FactName])[] = [
  ['client-address', 'client-prefix'],
  ['gateway-address', 'gateway-address-set'],
]

const exclusive = (reader: Reader): string | undefined => {
  const both = pairs.find(([one, other]) => reader.has(one) && reader.has(other))
  return both && `\`--${both[0]}\` and \`--${both[1]}\` cannot both be given`
}

/** A client with the uplink's rights, or a wall around the machine's own loopback, is no question worth an answer. */
const zoneFault = ({ clients, uplink }: GatewayFacts): string | undefined => {
  for (const client of clients.interfaces)
    for (const other of uplink.interfaces)
      if (patternsOverlap(client, other))
        return `an interface cannot be on both sides, and both \`${client}\` and \`${other}\` match some`
  if (clients.group !== null && clients.group === uplink.group)
    return `the interface group ${clients.group} cannot be on both sides`
  const loopback = [...clients.interfaces, ...uplink.interfaces].find((each) =>
    patternMatches(each, 'lo'),
  )
  return loopback && `\`${loopback}\` matches the loopback interface, which is on neither side`
}
