import type { Origin } from '../ruleset/index.ts'

/** The shortest of the targets' limits: nft's text syntax takes 128 bytes, xt_comment 255. */
const commentLengthMaximum = 128

/** Where a rule came from, as it stands beside the rule: `drop-udp: obedience.udp, line 31`. */
export const commentOf = ({ intent, property, line }: Origin): string => {
  if (property === null) return intent
  const place = line === null ? 'default' : `line ${line}`
  return `${intent}: ${property}, ${place}`.slice(0, commentLengthMaximum)
}
