import type { Place } from '../place.ts'
import type { Reading } from '../reading.ts'
import { badValue, fault } from '../reading.ts'
import type { Counters } from '../tree.ts'
import type { AddressMask } from '../values/address.ts'
import { readAddressMask } from '../values/address.ts'
import { readInterface } from '../values/interface.ts'
import { maximum64, parseBig } from '../values/number.ts'
import { readProtocol } from '../values/protocol.ts'
import { blameShell } from './blame.ts'
import type { Addresses, LineState, PlacedFault, Step } from './line-state.ts'

/** An option with its argument, if it takes one. */
export interface Occurrence {
  readonly letter: string
  readonly argument: string
  readonly place: Place
  readonly negated: boolean
}

const repeated = (letter: string): ReturnType<typeof fault> =>
  fault('iptables-repeated', `-${letter} stands twice in one rule`)

const placed = (read: ReturnType<typeof fault>, { argument, place }: Occurrence): PlacedFault => ({
  fault: blameShell(argument, read),
  place,
})

const readAddresses = (state: LineState, option: Occurrence): Reading<Addresses> => {
  const list: AddressMask[] = []
  for (const part of option.argument.split(',')) {
    const read = readAddressMask(part.trim(), state.surroundings)
    if (read.kind === 'fault') return read
    list.push(read.value)
  }
  if (list.length > 1 && option.negated)
    return fault(
      'iptables-negation',
      '`!` before a list of addresses is refused',
      'negated tests of several addresses belong into one rule each, with a chain of their own',
    )
  // Nothing is outside of every address; iptables-nft-restore refuses the rule.
  if (option.negated && list[0]?.mask === 0n)
    return badValue(option.argument, 'an address that something else than it can be')
  return { kind: 'value', value: { list, negated: option.negated, place: option.place } }
}

const takeAddress = (state: LineState, option: Occurrence): Step => {
  const side = option.letter === 's' ? 'source' : 'destination'
  if (state[side]) return placed(repeated(option.letter), option)
  const read = readAddresses(state, option)
  if (read.kind === 'fault') return placed(read, option)
  state[side] = read.value
  return undefined
}

const takeInterface = (state: LineState, option: Occurrence): Step => {
  const side = option.letter === 'i' ? 'inInterface' : 'outInterface'
  if (state[side]) return placed(repeated(option.letter), option)
  const read = readInterface(option.argument)
  if (read.kind === 'fault') return placed(read, option)
  state[side] = { value: read.value, negated: option.negated, place: option.place }
  return undefined
}

const takeProtocol = (state: LineState, option: Occurrence): Step => {
  if (state.protocol) return placed(repeated('p'), option)
  const read = readProtocol(option.argument)
  if (read.kind === 'fault') return placed(read, option)
  if (read.value === 0 && option.negated)
    return placed(
      badValue(option.argument, 'a protocol that something else than it can be'),
      option,
    )
  state.protocol = { value: read.value, negated: option.negated, place: option.place }
  return undefined
}

const takeFragment = (state: LineState, option: Occurrence): Step => {
  if (state.fragment) return placed(repeated('f'), option)
  if (state.surroundings.family === 'ip6')
    return placed(fault('iptables-wrong-family', '-f is of IPv4 alone', 'IPv6 has -m frag'), option)
  state.fragment = { value: true, negated: option.negated, place: option.place }
  return undefined
}

/** `3 4` or `3,4`; numbers of 64 bits. */
export const parseCounters = (packets: string, bytes: string): Counters | undefined => {
  const [packetCount, byteCount] = [parseBig(packets, maximum64), parseBig(bytes, maximum64)]
  return packetCount === undefined || byteCount === undefined
    ? undefined
    : { packets: packetCount, bytes: byteCount }
}

const takeCounters = (state: LineState, option: Occurrence): Step => {
  const [packets = '', second] = option.argument.split(',')
  const bytes = second ?? state.words[state.at]?.text ?? ''
  if (second === undefined) state.at += 1
  const counters = parseCounters(packets, bytes)
  if (!counters || option.negated)
    return placed(fault('iptables-counters', 'packets and bytes have to be numbers'), option)
  state.counters = counters
  return undefined
}

/** A test of the header, or counters; undefined where all is well. */
export const takeHeaderOption = (state: LineState, option: Occurrence): Step => {
  switch (option.letter) {
    case 's':
    case 'd':
      return takeAddress(state, option)
    case 'i':
    case 'o':
      return takeInterface(state, option)
    case 'p':
      return takeProtocol(state, option)
    case 'f':
      return takeFragment(state, option)
    default:
      return takeCounters(state, option)
  }
}
