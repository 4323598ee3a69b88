import { assert, assertNever } from '../../assert.ts'
import type {
  Escape,
  HeldVerdict,
  Opaque,
  SetField,
  SetMark,
  Step,
  Tproxy,
  VerdictMap,
} from '../../ruleset/index.ts'
import type { Question } from '../environment.ts'
import type { Fate } from '../fate.ts'
import { fieldValue } from '../field-value.ts'
import { offload } from '../flowtable.ts'
import { rejectWith } from '../generated/reject.ts'
import { withField } from '../packet-change.ts'
import { protocols, tcpBit } from '../protocol.ts'
import type { Passenger } from '../walk.ts'
import { changeConnection } from '../walk.ts'
import type { RuleContext, StepResult, Verdict } from './context.ts'
import { stationOf } from './context.ts'
import { findTuple, isNamed } from './members.ts'
import { readKey, test } from './test.ts'
import { findTproxyListener } from './tproxy.ts'
import { translate } from './translate.ts'

const next = (passenger: Passenger): StepResult => ({ kind: 'next', passenger })
const breaks = (passenger: Passenger): StepResult => ({ kind: 'break', passenger })

/** One step of a rule: what it does to the packet and to the rule. */
export const takeStep = (context: RuleContext, passenger: Passenger, step: Step): StepResult => {
  switch (step.kind) {
    case 'test':
      return takeTest(context, passenger, test(context, passenger, step))
    case 'choice':
      return asks(context, 'choice', step.text) ? next(passenger) : breaks(passenger)
    case 'note':
      return next(passenger)
    case 'set-mark':
      return setMark(context, passenger, step)
    case 'set-field':
      return setField(context, passenger, step)
    case 'notrack':
      return passenger.tracking.kind === 'none'
        ? next({ ...passenger, tracking: { kind: 'untracked' } })
        : next(passenger)
    case 'translate':
      return translate(context, passenger, step)
    case 'tproxy':
      return tproxy(context, passenger, step)
    case 'escape':
      return leavePath(context, passenger, step)
    case 'verdict-map':
      return verdictMap(context, passenger, step)
    case 'verdict':
      return takeVerdict(context, passenger, step.verdict)
    case 'opaque':
      return opaque(context, passenger, step)
    default:
      return assertNever(step)
  }
}

const asks = ({ walk, rule }: RuleContext, kind: Question['kind'], text: string): boolean =>
  walk.environment.decide({ kind, place: rule.place, text })

const decided = (passenger: Passenger, verdict: Verdict): StepResult => ({
  kind: 'verdict',
  passenger,
  verdict,
})

const gone = (context: RuleContext, passenger: Passenger, fate: Fate): StepResult => {
  context.walk.outcomes.push(fate)
  return decided(passenger, { kind: 'gone' })
}

const takeTest = (
  context: RuleContext,
  passenger: Passenger,
  answer: ReturnType<typeof test>,
): StepResult => {
  if (answer !== 'hotdrop') return answer === 'holds' ? next(passenger) : breaks(passenger)
  return decided(passenger, { kind: 'drop', cause: 'hotdrop', at: stationOf(context) })
}

const word = 0xffffffffn

/**
 * nft cannot read a mark where there is no entry, and the rule breaks; x_tables and a write to it pass over it in
 * silence (nft_ct_get_eval, nft_ct_set_eval, xt_connmark).
 */
const setMark = (context: RuleContext, passenger: Passenger, step: SetMark): StepResult => {
  const { tracking } = passenger
  const isLegacy = context.table.table.engine === 'legacy'
  const read = (field: 'meta mark' | 'ct mark') =>
    fieldValue(context.walk, context.view, passenger, field)
  const source = step.source === null ? 0n : read(step.source)
  if (typeof source !== 'bigint') return isLegacy ? next(passenger) : breaks(passenger)
  const target = read(step.target)
  if (typeof target !== 'bigint') return next(passenger)
  const value = Number(((target & step.keep) ^ (source & step.take) ^ step.flip) & word)
  if (step.target === 'meta mark') return next({ ...passenger, mark: value })
  return tracking.kind === 'tracked'
    ? next(changeConnection(context.walk, passenger, tracking, { mark: value }))
    : next(passenger)
}

const setField = (context: RuleContext, passenger: Passenger, step: SetField): StepResult => {
  const { packet } = passenger
  if (fieldValue(context.walk, context.view, passenger, step.field) === undefined)
    return breaks(passenger)
  if (step.value === null)
    return gone(context, passenger, { kind: 'unknown', packet, at: stationOf(context) })
  return next({ ...passenger, packet: withField(packet, step.field, step.value) })
}

/** Without a transparent socket that listens there nft's rule breaks, and x_tables' drops. */
const tproxy = (context: RuleContext, passenger: Passenger, step: Tproxy): StepResult => {
  const listener = findTproxyListener(context, passenger, step)
  if (listener) return next({ ...passenger, tproxy: listener })
  if (context.table.table.engine === 'nft') return breaks(passenger)
  return decided(passenger, { kind: 'drop', cause: 'rule', at: stationOf(context) })
}

const leavePath = (context: RuleContext, passenger: Passenger, step: Escape): StepResult => {
  const { packet } = passenger
  const at = stationOf(context)
  switch (step.way) {
    case 'offload': {
      const offloaded = offload(context.walk, passenger)
      return offloaded ? next(offloaded) : breaks(passenger)
    }
    case 'duplicate':
      context.walk.outcomes.push({ kind: 'escaped', way: 'duplicate', packet, at })
      return next(passenger)
    case 'forward':
      return gone(context, passenger, { kind: 'escaped', way: 'forward', packet, at })
    default:
      return assertNever(step.way)
  }
}

const verdictMap = (context: RuleContext, passenger: Passenger, step: VerdictMap): StepResult => {
  const key = readKey(context, passenger, step.key)
  if (!key) return breaks(passenger)
  if (!isNamed(step.entries)) {
    const entry = findTuple(step.entries, ({ tuple }) => tuple, key)
    return entry ? takeVerdict(context, passenger, entry.verdict) : breaks(passenger)
  }
  const map = context.table.maps.get(step.entries.map)
  assert(map !== undefined, `a map that the table has not: ${step.entries.map}`)
  if (map.contents === 'fixed' && map.entries.kind === 'verdicts') {
    const entry = findTuple(map.entries.list, ({ tuple }) => tuple, key)
    return entry ? takeVerdict(context, passenger, entry.verdict) : breaks(passenger)
  }
  if (!asks(context, 'set-member', map.name)) return breaks(passenger)
  return gone(context, passenger, {
    kind: 'unknown',
    packet: passenger.packet,
    at: stationOf(context),
  })
}

const takeVerdict = (
  context: RuleContext,
  passenger: Passenger,
  verdict: HeldVerdict,
): StepResult => {
  const at = stationOf(context)
  switch (verdict.kind) {
    case 'accept':
      return decided(passenger, { kind: 'accept' })
    case 'drop':
      return decided(passenger, { kind: 'drop', cause: 'rule', at })
    case 'continue':
    case 'return':
      return { kind: verdict.kind, passenger }
    case 'jump':
    case 'goto':
      return { kind: verdict.kind, passenger, chain: verdict.chain }
    case 'queue':
      return decided(passenger, { kind: 'queue', bypass: verdict.bypass, at })
    case 'reject':
      rejectWith(context, passenger, verdict.with)
      return decided(passenger, { kind: 'drop', cause: 'reject', at })
    case 'synproxy':
      return synproxy(context, passenger)
    default:
      return assertNever(verdict)
  }
}

/** It takes the SYN and the ACK that answers its own SYN-ACK, and no other packet (nft_synproxy_do_eval). */
const synproxy = (context: RuleContext, passenger: Passenger): StepResult => {
  const { packet } = passenger
  const flags = packet.tcpFlags
  if (packet.protocol !== protocols.tcp || flags === null) return breaks(passenger)
  if ((flags & (tcpBit.syn | tcpBit.ack)) === 0) return next(passenger)
  return gone(context, passenger, { kind: 'stolen', packet, at: stationOf(context) })
}

const opaque = (context: RuleContext, passenger: Passenger, step: Opaque): StepResult => {
  if (step.except === passenger.packet.family) return next(passenger)
  if (!asks(context, 'opaque', step.text)) return breaks(passenger)
  if (step.mayEnd && asks(context, 'opaque-accepts', step.text))
    return decided(passenger, { kind: 'accept' })
  if (step.mayEnd && asks(context, 'opaque-drops', step.text))
    return decided(passenger, { kind: 'drop', cause: 'rule', at: stationOf(context) })
  return next(passenger)
}
