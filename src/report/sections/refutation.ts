import type { Place } from '../../ruleset/index.ts'
import type { Counterexample, GuaranteeId, TraceLine } from '../../verifier/index.ts'
import type { Html } from '../html.ts'
import { html, nothing } from '../html.ts'
import { WAY_LINES_MAX } from '../limits.ts'
import { formatPlace, lineOf } from '../place.ts'
import type { Asked, ReportSubject, RuleOrigin } from '../subject.ts'
import { drawWay } from '../way/schematic.ts'

interface Telling {
  readonly id: GuaranteeId
  /** From 0, of so many. */
  readonly index: number
  readonly of: number
  readonly subject: ReportSubject
  readonly asked: Asked
}

/** One packet that breaks a guarantee. The first is told at once, the others on demand: they differ in kind. */
export const refutation = (example: Counterexample, telling: Telling): Html => {
  if (telling.index === 0) return whole(example, telling)
  return html`<details><summary><code>${example.packet}</code> <span class="quiet">${example.fate}</span></summary>${whole(example, telling)}</details>`
}

/** What it is, what becomes of it, which rule is to blame, and its way. */
const whole = (example: Counterexample, telling: Telling): Html => {
  const number = `${telling.id}-${telling.index + 1}`
  return html`<section class="packet" aria-labelledby="packet-${number}">
<h4 id="packet-${number}">Packet ${telling.index + 1} of ${telling.of}</h4>
<p class="packet-text"><code>${example.packet}</code></p>
<p class="fate">${sentence(example.fate)}${example.needsOlderFlow ? ' It takes a connection that is older than the rules.' : ''}${example.isReplayed ? '' : ' It was not seen to go so by the reference: the way that is told may end elsewhere.'}</p>
${opening(example)}
${example.blame ? blame(example.blame, telling) : html`<p class="blame-none">No rule is to blame: it is what no rule says that lets it happen.</p>`}
${drawWay(example, number)}
${steps(example)}
</section>`
}

const sentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`

const opening = ({ opening: before }: Counterexample): Html =>
  before.length === 0
    ? nothing
    : html`<p>Before it, in this order:</p><ol class="opening">${before.map(
        ({ packet, fate }) => html`<li><code>${packet}</code> <small>${fate}</small></li>`,
      )}</ol>`

/** The line of the ruleset, with its neighbours, and what of the policy it came from. */
const blame = (place: Place, { subject, asked }: Telling): Html => {
  const text = subject.sources.find(({ name }) => name === place.source)?.text ?? ''
  const lines = [place.line - 1, place.line, place.line + 1].flatMap((number) => {
    const written = number < 1 ? undefined : lineOf(text, number)
    return written === undefined || (number !== place.line && written.trim() === '')
      ? []
      : [
          html`<tr class="${number === place.line ? 'blamed' : 'beside'}"><td>${number}</td><td><code>${untabbed(written)}</code></td></tr>`,
        ]
  })
  const origin = asked.originAt(place)
  return html`<figure class="blame"><figcaption>To blame: <code>${formatPlace(place)}</code>${origin ? html`, from ${origin.text}` : nothing}</figcaption>
<table class="source"><tbody>${lines}</tbody></table>
${origin ? policyLine(origin, subject) : nothing}</figure>`
}

/** Tabs would be spelt out; here they only move a line to the right. */
const untabbed = (line: string): string => line.replaceAll('\t', '    ')

const policyLine = ({ line }: RuleOrigin, { policy }: ReportSubject): Html => {
  const written = policy && line !== null ? lineOf(policy.text, line) : undefined
  return policy && line !== null && written !== undefined && written.trim() !== ''
    ? html`<table class="source policy"><caption>${policy.name}</caption><tbody><tr class="blamed"><td>${line}</td><td><code>${untabbed(written)}</code></td></tr></tbody></table>`
    : nothing
}

const steps = ({ trace }: Counterexample): Html => {
  const head = Math.ceil(WAY_LINES_MAX / 2)
  const isLong = trace.length > WAY_LINES_MAX
  const shown = isLong ? [...trace.slice(0, head), ...trace.slice(-head)] : trace
  return shown.length === 0
    ? nothing
    : html`<ol class="steps">${shown.map(
        (line, index) =>
          html`${isLong && index === head ? html`<li class="gap">${trace.length - 2 * head} steps are left out here</li>` : nothing}${step(line)}`,
      )}</ol>`
}

const step = ({ where, text, place }: TraceLine): Html =>
  html`<li><span class="where">${where.replace(/, *$/, '')}</span> <code>${text}</code>${place ? html` <small>${formatPlace(place)}</small>` : nothing}</li>`
