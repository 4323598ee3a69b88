import type { Paint } from '../../diagnostics/index.ts'
import { visible } from '../../diagnostics/index.ts'
import type { Place } from '../../ruleset/index.ts'
import type { TraceLine } from '../../verifier/index.ts'
import { formatPlace } from './place-span.ts'

/** The way of a packet, one line a step: where, what, and the line of a rule; its file where the way goes through several. */
export const wayLines = (trace: readonly TraceLine[], paint: Paint): readonly string[] => {
  const sources = new Set(trace.flatMap(({ place }) => (place ? [place.source] : []))).size
  const width = Math.max(0, ...trace.map((step) => whereOf(step).length))
  return trace.map((step) => {
    const { text, place } = step
    const at = place === null ? '' : `  ${paint('gutter', placeText(place, sources))}`
    return `  ${visible(whereOf(step).padEnd(width))}  ${visible(text)}${at}`.trimEnd()
  })
}

const placeText = (place: Place, sources: number): string =>
  visible(sources > 1 ? `(${formatPlace(place)})` : `(line ${place.line})`)

/** Between the chains of a hook there is the hook alone. */
const whereOf = ({ where }: TraceLine): string => where.replace(/, *$/, '')
