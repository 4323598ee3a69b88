import type { Connection, Judgement } from '../../netfilter/index.ts'
import { formatPacket, judge } from '../../netfilter/index.ts'
import type { Witness } from '../decide.ts'
import { TRUE } from '../diagram/index.ts'
import type { Established } from '../entries/index.ts'
import type { Evidence } from '../guarantees/evidence.ts'
import { inZone } from '../path/index.ts'
import type { Counterexample } from '../result.ts'
import { ctKind, ctStatusBit, sender } from '../space/index.ts'
import type { Opening } from './opening.ts'
import { openingsFor } from './opening.ts'
import type { Opened, Settings } from './replay.ts'
import { openedFor, settingsTried } from './replay.ts'
import type { Values } from './scenario.ts'
import { isOlder, scenarioOf, valuesIn } from './scenario.ts'
import type { Acting } from './stage.ts'
import { stageFor } from './stage.ts'
import { answerStory } from './story-of-answer.ts'
import { blameOf, fateOf, isMissed, tell, traceOf } from './tell.ts'
import { laterPacket, turnsOut } from './turnout.ts'

/**
 * A counterexample from an empty conntrack: where it takes a connection, the packets that open it come first, and the
 * reference has seen them do so one after the other, from an empty table. Undefined where it has not: then nothing is
 * refuted by it.
 */
export const tellStory = (
  evidence: Evidence,
  established: Established,
  witness: Witness,
): Counterexample | undefined => {
  const value = valuesIn(evidence.space, witness.assignment)
  const acting: Acting = { value, binding: witness.breach.flow.binding }
  if (value('sender') === BigInt(sender.kernel)) {
    const story = answerStory(evidence, established, acting)
    // A reset from the port of a socket is like any answer of that socket, and an echo's is like one of the kernel.
    if (story || !(value('l4proto') === 6n || isEcho(value))) return story
  }
  return isOlder(value)
    ? packetStory(evidence, established, witness, acting)
    : tell(evidence, witness)
}

/** What answers a request of ICMP is of the kernel, and yet attached to nothing. */
const isEcho = (value: Values): boolean =>
  value('sender') === BigInt(sender.kernel) &&
  value('l4proto') !== 6n &&
  value('ct kind') === BigInt(ctKind.established) &&
  value('ct direction') === 1n

const packetStory = (
  evidence: Evidence,
  established: Established,
  witness: Witness,
  acting: Acting,
): Counterexample | undefined => {
  const { space } = evidence
  // Of requests a client's alone are meant.
  const among = isEcho(acting.value) ? inZone(space, 'iif', 'clients') : TRUE
  for (const opening of openingsFor(space, established, acting, among))
    for (const settings of settingsTried) {
      const opened = openedFor(evidence.engine, opening, acting, settings)
      const found = opened && play(evidence, opened, opening, witness, acting, settings)
      if (found) return found
    }
  return undefined
}

/** The entry is translated at those ends that the packet's status says. */
const isTranslatedAs = (value: Values, { status }: Connection): boolean => {
  const says = (bit: number): boolean => ((value('ct status') >> BigInt(bit)) & 1n) === 1n
  return status.isDnat === says(ctStatusBit.dnat) && status.isSnat === says(ctStatusBit.snat)
}

const play = (
  { space, engine }: Evidence,
  opened: Opened,
  opening: Opening,
  { breach }: Witness,
  acting: Acting,
  settings: Settings,
): Counterexample | undefined => {
  const packet = laterPacket(space, acting, opened.entry)
  const environment = stageFor(space, [acting, opening.acting], [], settings)
  const tries = breach.fate === 'is answered' ? [packet, { ...packet, ttl: 1 }] : [packet]
  for (const each of tries) {
    const judgement: Judgement = judge(engine.machine, environment, opened.connections, each)
    const isAsSaid = isTranslatedAs(acting.value, opened.entry)
    if (!isAsSaid || !turnsOut(space, breach.fate, acting, judgement)) continue
    const { value, binding } = acting
    return {
      packet: formatPacket({ ...scenarioOf(space, binding, value), packet: each }),
      needsOlderFlow: false,
      opening: opened.told,
      isReplayed: true,
      isMissed: isMissed(breach),
      fate: fateOf(space, breach, value),
      trace: traceOf(judgement),
      blame: blameOf(judgement),
    }
  }
  return undefined
}
