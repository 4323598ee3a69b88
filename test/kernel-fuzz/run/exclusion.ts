/**
 * What is left out of the comparison, each with its reason. Nothing else is: whatever the two sides do not agree on
 * is a disagreement. docs/kernel-fuzz.md shows this table.
 */
export const exclusions = {
  'open-question':
    'the ruleset leaves open what happens (a limit, a dynamic set, what no reader understood)',
  'drawn-by-lot':
    'the kernel draws a port by lot where the wanted one is taken; the reference takes the first that is free',
  'socket-detail':
    'a segment for a connection that a listener holds, but not its next one, or with a port that a rule wrote: windows and challenges of TCP are not modelled',
  window:
    'a segment from nowhere, or of another connection between the same ends, for one whose numbers have gone on or, of a reset, were acknowledged: windows of TCP are not modelled',
  'early-defragmentation':
    'fragments, and chains that see them before they are put together: the reference then takes the whole for another packet',
  'late-defragmentation':
    'fragments that only delivery puts together: PREROUTING has seen the pieces, the reference shows it the whole',
  'misread-at-egress':
    "later fragments of IPv6, and chains at egress: rules on their missing headers read the link's header there",
  'bad-checksum':
    'an ICMP reject of a packet whose checksum is bad: whether it is sent hangs on who has looked at the checksum before',
  'beyond-the-hooks': 'a copy or a queue, whose further way the reference does not follow',
} as const

export type ExclusionReason = keyof typeof exclusions

/** Only that one packet is not compared: whatever became of it, it leaves nothing on which what follows hangs. */
export const leavesNothing: ReadonlySet<ExclusionReason> = new Set<ExclusionReason>([
  'window',
  'early-defragmentation',
  'late-defragmentation',
  'misread-at-egress',
  'bad-checksum',
])

/** Ends the comparison of one case, unless it leaves nothing behind: what follows would hang on what is not known. */
export class Exclusion extends Error {
  readonly reason: ExclusionReason

  constructor(reason: ExclusionReason, detail: string) {
    super(`${reason}: ${detail}`)
    this.reason = reason
  }
}
