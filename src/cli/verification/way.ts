import type { Paint } from '../../diagnostics/index.ts'
import { visible } from '../../diagnostics/index.ts'
import type { TraceLine } from '../../verifier/index.ts'
import { formatPlace } from './place-span.ts'

/** The way of a packet, one line a step: where, what, and the place of a rule. */
export const wayLines = (trace: readonly TraceLine[], paint: Paint): readonly string[] => {
  const width = Math.max(0, ...trace.map(({ where }) => where.length))
  return trace.map(({ where, text, place }) => {
    const at = place === null ? '' : `  ${paint('gutter', `(${visible(formatPlace(place))})`)}`
    return `  ${visible(where.padEnd(width))}  ${visible(text)}${at}`.trimEnd()
  })
}
