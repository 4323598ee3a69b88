import { parsePrefix, patternMatches, prefixContainsAddress } from '../../../src/net/index.ts'
import type { Scenario } from '../../../src/netfilter/index.ts'
import { parsePacket } from '../../../src/netfilter/index.ts'
import type { Counterexample, GatewayFacts } from '../../../src/verifier/index.ts'
import type { Witness } from '../../fixtures/leaks/leak-case.ts'

/** In what a counterexample differs from what the case expects; empty where it fits. */
export const misfits = (
  { packet: text }: Counterexample,
  expected: Witness,
  facts: GatewayFacts,
): readonly string[] => {
  const { value, diagnostics } = parsePacket(text)
  if (!value) return [`no packet: ${diagnostics.map(({ message }) => message).join('; ')}`]
  return checks(value, expected, facts)
    .filter(([, fits]) => !fits)
    .map(([what]) => what)
}

type Check = readonly [what: string, fits: boolean]

const checks = (scenario: Scenario, expected: Witness, facts: GatewayFacts): readonly Check[] => {
  const { packet } = scenario
  return [
    ['enters', fitsEnters(packet.enters, expected.enters, facts)],
    ['interface', fitsPattern(packet.enters, expected.interface)],
    ['family', expected.family === undefined || expected.family === packet.family],
    ['protocol', includes(expected.protocols, packet.protocol)],
    ['source', inAny(expected.source, packet.family, packet.source)],
    ['destination', inAny(expected.destination, packet.family, packet.destination)],
    ['destination port', includes(expected.destinationPorts, packet.destinationPort)],
    ['source port', includes(expected.sourcePorts, packet.sourcePort)],
    ['state', fitsState(scenario, expected.states)],
    ['options', expected.hasOptions === undefined || packet.hasOptions],
    ['owner', expected.ownerless === undefined || packet.socket === null],
  ]
}

const includes = <T>(allowed: readonly T[] | undefined, value: T | null): boolean =>
  allowed === undefined || (value !== null && allowed.includes(value))

const inAny = (
  prefixes: readonly string[] | undefined,
  family: Scenario['packet']['family'],
  value: bigint,
): boolean =>
  prefixes === undefined ||
  prefixes.some((text) => {
    const prefix = parsePrefix(text)
    if (!prefix) throw new Error(`not a prefix: ${text}`)
    return prefixContainsAddress(prefix, { family: family === 'ipv6' ? 'ip6' : 'ip4', value })
  })

/** A negated pattern begins with `!`. */
const fitsPattern = (name: string | null, pattern: string | undefined): boolean => {
  if (pattern === undefined) return true
  if (name === null) return false
  return pattern.startsWith('!')
    ? !patternMatches(pattern.slice(1), name)
    : patternMatches(pattern, name)
}

/** An interface that is in a client's group and bears another name is a client's: what is no uplink and no `lo`. */
const fitsEnters = (
  name: string | null,
  expected: Witness['enters'],
  { clients, uplink }: GatewayFacts,
): boolean => {
  if (expected === undefined) return true
  if (name === null) return expected === 'gateway'
  const isUplink = uplink.interfaces.some((pattern) => patternMatches(pattern, name))
  const isNamed = clients.interfaces.some((pattern) => patternMatches(pattern, name))
  switch (expected) {
    case 'uplink':
      return isUplink
    case 'elsewhere':
      return !isNamed
    case 'client':
      return isNamed || (clients.group !== null && !isUplink && name !== 'lo')
    case 'gateway':
      return false
  }
}

/** What conntrack makes of it, where the packet's text says so. */
const fitsState = ({ packet, met }: Scenario, states: Witness['states']): boolean => {
  if (states === undefined) return true
  const state = met?.state ?? (packet.tracking === 'ordinary' ? undefined : packet.tracking)
  return state === undefined || states.includes(state)
}
