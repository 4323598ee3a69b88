import { fault } from '../reading.ts'
import { verdictNames } from '../tables.ts'
import { blameShell } from './blame.ts'
import type { Occurrence } from './header-options.ts'
import type { Instance } from './instance.ts'
import { loadMatch, loadTarget } from './instance.ts'
import type { LineState, Step } from './line-state.ts'

const versionOf = (state: LineState): string =>
  state.surroundings.family === 'ip4' ? 'IPv4' : 'IPv6'

const isOfOtherFamily = (state: LineState, { extension }: Instance): boolean =>
  extension?.family !== undefined && extension.family !== state.surroundings.family

/** `-m name`. */
export const takeMatch = (state: LineState, option: Occurrence): Step => {
  const { argument, place, negated } = option
  if (negated) return { fault: fault('iptables-negation', '`!` before -m is refused'), place }
  const loaded = loadMatch(argument, place)
  if (loaded && !isOfOtherFamily(state, loaded)) {
    state.instances.push(loaded)
    return undefined
  }
  const why = loaded
    ? fault('iptables-wrong-family', `the match \`${argument}\` is not for ${versionOf(state)}`)
    : fault('iptables-unknown-match', `iptables has no match \`${argument}\``)
  return { fault: blameShell(argument, why), place }
}

/** `-j name`: a verdict, a chain or a target. */
export const takeJump = (state: LineState, option: Occurrence): Step => {
  const { argument, place, negated, letter } = option
  if (negated)
    return { fault: fault('iptables-negation', `\`!\` before -${letter} is refused`), place }
  if (state.target || state.instances.some(({ role }) => role === 'target'))
    return { fault: fault('iptables-repeated', 'a rule has one target'), place }
  const isChain = state.surroundings.hasChain(argument) && !verdictNames.includes(argument)
  if (isChain) {
    state.target = { kind: letter === 'j' ? 'jump' : 'goto', chain: argument, place }
    return undefined
  }
  const loaded = letter === 'j' ? loadTarget(argument, place) : undefined
  if (loaded && !isOfOtherFamily(state, loaded)) {
    state.instances.push(loaded)
    return undefined
  }
  if (loaded)
    return {
      fault: fault('iptables-wrong-family', `\`${argument}\` is not for ${versionOf(state)}`),
      place,
    }
  const looksLikeTarget = /^[A-Z0-9]+$/.test(argument) && letter === 'j'
  const why = fault(
    looksLikeTarget ? 'iptables-unknown-target' : 'iptables-unknown-chain',
    `\`${argument}\` is no chain of this table and no target of iptables`,
    'a chain has to be declared, `:name - [0:0]`, above the first rule that jumps to it',
  )
  return { fault: blameShell(argument, why), place }
}

/** Matches that iptables loads by itself when an option is unknown and the rule tests for their protocol. */
const matchOfProtocol: ReadonlyMap<number, string> = new Map([
  ...([
    [1, 'icmp'],
    [6, 'tcp'],
    [17, 'udp'],
    [33, 'dccp'],
    [50, 'esp'],
    [51, 'ah'],
  ] as const),
  ...([
    [58, 'icmp6'],
    [108, 'ipcomp'],
    [132, 'sctp'],
    [135, 'mh'],
  ] as const),
])

/** Loads the match of the rule's protocol, once; false where there is none or it is there already. */
export const loadOfProtocol = (state: LineState): boolean => {
  const { protocol } = state
  if (!protocol || state.protocolLoaded) return false
  const name = matchOfProtocol.get(protocol.value)
  const loaded = name === undefined ? undefined : loadMatch(name, protocol.place)
  if (!loaded || isOfOtherFamily(state, loaded)) return false
  state.protocolLoaded = true
  state.instances.push(loaded)
  return true
}
