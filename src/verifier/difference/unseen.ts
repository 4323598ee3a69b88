import type { HeldFamily, HeldRule, Machine, Step } from '../../ruleset/index.ts'
import { isSameMachine } from '../../ruleset/index.ts'
import { stepsOf } from './world.ts'

/** Sentences, each of what two machines may differ in and packets were not compared by. */
export const unseenIn = (old: Machine, fresh: Machine): readonly string[] => [
  ...families.flatMap(([family, sentence]) =>
    isSameMachine(only(old, family), only(fresh, family)) ? [] : [sentence],
  ),
  ...([old, fresh].some(looksAtChecksum)
    ? ['a rule looks at the checksum of IPv4, which changes on the way']
    : []),
  ...(sameTexts(handingOn(old), handingOn(fresh))
    ? []
    : ['rules that hand packets on are written differently: to whom is not compared']),
]

/** Same machines, the texts of limits and of what hands packets on included: of these the text is all that is known. */
export const isSameToTheLetter = (old: Machine, fresh: Machine): boolean => {
  const texts = (machine: Machine) =>
    stepsOf(machine).map((step) => ('text' in step && step.kind !== 'note' ? step.text : ''))
  return isSameMachine(old, fresh) && texts(old).join('\n') === texts(fresh).join('\n')
}

const families: readonly (readonly [HeldFamily, string])[] = [
  ['arp', 'rules for ARP differ, and ARP is not compared'],
  ['bridge', 'rules for bridges differ, and what crosses a bridge is not compared'],
]

const only = ({ tables }: Machine, family: HeldFamily): Machine => ({
  shown: { ipv4: true, ipv6: true, arp: true },
  tables: tables.filter((table) => table.family === family),
})

const looksAtChecksum = (machine: Machine): boolean =>
  stepsOf(machine).some(
    (step) => 'key' in step && step.key.some(({ field }) => field === 'ip checksum'),
  )

/** To which queue, socket or device, no set of packets tells. */
const handsOn = (step: Step): boolean =>
  step.kind === 'tproxy' ||
  step.kind === 'escape' ||
  (step.kind === 'verdict' && (step.verdict.kind === 'queue' || step.verdict.kind === 'synproxy'))

const handingOn = ({ tables }: Machine): readonly HeldRule[] =>
  tables.flatMap(({ chains }) =>
    chains.flatMap(({ rules }) => rules.filter(({ steps }) => steps.some(handsOn))),
  )

const sameTexts = (one: readonly HeldRule[], other: readonly HeldRule[]): boolean => {
  const texts = (rules: readonly HeldRule[]) =>
    rules
      .map(({ text }) => text)
      .sort()
      .join('\n')
  return texts(one) === texts(other)
}
