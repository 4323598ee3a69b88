import type { Step } from '../../../ruleset/index.ts'
import { allRules } from '../context.ts'
import type { Lint } from '../lint-type.ts'

/**
 * A comparison of all flags of TCP at once. `tcp flags == syn` holds where SYN is the only flag: a SYN that asks for
 * ECN bears ECE and CWR as well and passes by, be it a redirect to Tor that it passes or a drop.
 */
export const flagsExact: Lint = {
  code: 'flags-exact',
  level: 'warning',
  find: (context) =>
    allRules(context)
      .filter(({ rule }) => rule.steps.some(isExact))
      .map(({ rule }) => ({
        message: `\`${rule.text}\` compares all flags of TCP at once`,
        help: 'name the flags that count: `tcp flags syn / fin,syn,rst,ack`',
        place: rule.place,
      })),
}

/** The flags that ECN adds to a SYN. */
const ECN = 0xc0n

/** A SYN that it takes, with the flags of ECN beside it that it does not. */
const isExact = (step: Step): boolean => {
  if (step.kind !== 'test' || step.among.kind !== 'members') return false
  const [selector] = step.key
  const { members } = step.among
  if (step.key.length !== 1 || selector?.field !== 'tcp flags' || selector.mask !== null)
    return false
  if (members.kind !== 'numbers') return false
  const holds = (value: bigint) =>
    members.set.some(({ first, last }) => first <= value && value <= last)
  return members.set.some(
    ({ first, last }) =>
      first === last && (first & 2n) !== 0n && (first & ECN) === 0n && !holds(first | ECN),
  )
}
