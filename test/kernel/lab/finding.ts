/**
 * Something that must not be.
 * - `escape`: a packet, or an answer to one, left by another interface than its sender's, or went on by the same.
 * - `wrong-delivery`: a socket of the gateway got what the policy does not name.
 * - `answered`: a word where silence is owed.
 * - `not-served`: silence where service is owed.
 * - `unattributed`: seen, and nobody's: the lab itself must be mended.
 */
export interface Finding {
  readonly kind: 'escape' | 'wrong-delivery' | 'answered' | 'not-served' | 'unattributed'
  /** The case or story. */
  readonly about: string
  /** The interface that it was seen on, or `local`. */
  readonly where: string
  readonly what: string
  /** The frame in hexadecimal, where one was seen. */
  readonly frame: string
}

export const findingKinds = [
  'escape',
  'wrong-delivery',
  'answered',
  'not-served',
  'unattributed',
] as const satisfies readonly Finding['kind'][]

export const formatFinding = (finding: Finding): string =>
  `${finding.kind} at ${finding.where}: ${finding.about}: ${finding.what}`
