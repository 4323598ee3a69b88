import type { Given } from '../extension.ts'
import type { Place } from '../place.ts'
import type { Fault, Reading } from '../reading.ts'
import { fault, value } from '../reading.ts'
import type { KnownMatch, KnownTarget, Match, Rule, Target } from '../tree.ts'
import type { AddressMask } from '../values/address.ts'
import { protocolText } from '../values/protocol.ts'
import type { Instance } from './instance.ts'
import type { Addresses, LineState, PlacedFault } from './line-state.ts'

const wrongProtocol = (
  state: LineState,
  name: string,
  protocols: readonly number[],
): Fault | undefined => {
  const { protocol } = state
  if (protocol && !protocol.negated && protocols.includes(protocol.value)) return undefined
  const names = protocols.map((number) => `-p ${protocolText(number)}`).join(' or ')
  return fault('iptables-wrong-protocol', `${name} needs ${names}`)
}

/** What the kernel asks of a match or target besides its options. */
const checkInstance = (
  state: LineState,
  { extension, name, chosen }: Instance,
): Fault | undefined => {
  if (!extension) return undefined
  const { table } = state.surroundings
  if (extension.tables && !extension.tables.includes(table))
    return fault(
      'iptables-wrong-place',
      `${name} is not for the table ${table}`,
      `it is for ${extension.tables.join(', ')}`,
    )
  const protocols = extension.protocols ?? extension.protocolsWith?.(chosen)
  return protocols && wrongProtocol(state, name, protocols)
}

/** xt_TCPMSS refuses a rule that does not ask for SYN. */
const checkSyn = (matches: readonly Match[], target: Target): Fault | undefined => {
  const asksSyn = matches.some((match) => {
    const flags = match.kind === 'tcp' ? match.options['tcp-flags'] : undefined
    return flags !== undefined && !flags.negated && (flags.value.set & 2) !== 0
  })
  return target.kind !== 'TCPMSS' || asksSyn
    ? undefined
    : fault('iptables-combination', 'TCPMSS needs a test for SYN', 'write -p tcp --syn')
}

const finish = (state: LineState, instance: Instance): Reading<Instance> => {
  const { extension, place } = instance
  if (instance.blanked) return checkInstance(state, instance) ?? value(instance)
  const finished =
    extension?.finish?.(instance.chosen, state.surroundings, place) ?? value(instance.chosen)
  if (finished.kind === 'fault') return finished
  const ordered: Record<string, Given<unknown>> = {}
  for (const name of Object.keys(extension?.options ?? {})) {
    const given = finished.value[name]
    if (given) ordered[name] = given
  }
  const whole = { ...instance, chosen: ordered }
  return checkInstance(state, whole) ?? value(whole)
}

/** The tables of extensions tie each name to the types of its options: what was read by them is of those types. */
const matchOf = ({ name, extension, chosen, words, blanked, place }: Instance): Match =>
  extension && !blanked
    ? ({ kind: name, options: chosen, place } as KnownMatch)
    : { kind: 'opaque-match', name, words, place }

const targetOf = ({ name, extension, chosen, words, place }: Instance): Target =>
  extension
    ? ({ kind: name, options: chosen, place } as KnownTarget)
    : { kind: 'opaque-target', name, words, place }

/** Every address of the list, each as the test of one rule; `[null]` where there is no test. */
const each = (addresses: Addresses | undefined): readonly (Given<AddressMask> | null)[] =>
  addresses
    ? addresses.list.map((address) =>
        // A mask of zero is no test at all, and iptables-save does not print it.
        address.mask === 0n
          ? null
          : { value: address, negated: addresses.negated, place: addresses.place },
      )
    : [null]

/** The rules that a line stands for: one for each pair of a source and a destination. */
export const makeRules = (state: LineState, place: Place): readonly Rule[] | PlacedFault => {
  const matches: Match[] = []
  let target: Target = state.target ?? { kind: 'none' }
  for (const instance of state.instances) {
    const finished = finish(state, instance)
    if (finished.kind === 'fault') return { fault: finished, place: instance.place }
    if (instance.role === 'match') matches.push(matchOf(finished.value))
    else target = targetOf(finished.value)
  }
  const noSyn = checkSyn(matches, target)
  if (noSyn) return { fault: noSyn, place }
  const { protocol } = state
  const shared = {
    kind: 'rule' as const,
    inInterface: state.inInterface ?? null,
    outInterface: state.outInterface ?? null,
    protocol: protocol && protocol.value !== 0 ? protocol : null,
    fragment: state.fragment ?? null,
    matches,
    target,
    counters: state.counters ?? null,
    place,
  }
  const destinations = each(state.destination)
  return each(state.source).flatMap((source) =>
    destinations.map((destination) => ({ ...shared, source, destination })),
  )
}
