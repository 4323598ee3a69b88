/** What the verifier does not tell yet, each with its cause; docs/trust.md says the same to users. */
const empty = 'an empty conntrack is not worked out: what only older flows break stays undecided'

/** Kept by the case and the claim that still fails. */
const gaps: readonly (readonly [folder: string, name: string, claim: string, why: string])[] = [
  [
    'L03-flows-older-than-the-rules',
    'established-forwarded',
    'from an empty conntrack it is what the case says',
    empty,
  ],
  [
    'L03-flows-older-than-the-rules',
    'established-before-the-wall',
    'from an empty conntrack it is what the case says',
    empty,
  ],
  ['L16-reassembly-timeout', 'wall-behind-reassembly', 'the mended twin is proved', empty],
  ['L19-answers-between-the-hooks', 'last-hop-tells', 'the mended twin is proved', empty],
  [
    'L02-tcp-that-nat-misses',
    'only-new-is-stopped',
    'from an empty conntrack it is what the case says',
    empty,
  ],
  [
    'L03-flows-older-than-the-rules',
    'errors-count-as-related',
    'from an empty conntrack it is what the case says',
    empty,
  ],
  [
    'L15-spoofing-and-answers',
    'rejection-goes-to-the-source',
    'from an empty conntrack it is what the case says',
    empty,
  ],
  [
    'L16-reassembly-timeout',
    'fragments-dropped-too-late',
    'from an empty conntrack it is what the case says',
    empty,
  ],
  [
    'L16-reassembly-timeout',
    'wall-behind-reassembly',
    'from an empty conntrack it is what the case says',
    empty,
  ],
  [
    'L16-reassembly-timeout',
    'errors-about-tors-own-circuits',
    'from an empty conntrack it is what the case says',
    empty,
  ],
  [
    'L21-entering-as-a-client',
    'established-from-anywhere',
    'from an empty conntrack it is what the case says',
    empty,
  ],
  [
    'L21-entering-as-a-client',
    'state-in-place-of-the-interface',
    'from an empty conntrack it is what the case says',
    empty,
  ],
  [
    'L21-entering-as-a-client',
    'translated-from-anywhere',
    'from an empty conntrack it is what the case says',
    empty,
  ],
  [
    'M11-queue',
    'a-program-may-let-it-go',
    'from an empty conntrack it is what the case says',
    empty,
  ],
]

export const gapOf = (folder: string, name: string, claim: string): string | undefined =>
  gaps.find(
    ([inFolder, ofCase, what]) => inFolder === folder && ofCase === name && what === claim,
  )?.[3]
