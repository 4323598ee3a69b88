import type { Diagnostic } from '../../diagnostics/index.ts'
import { sortDiagnostics } from '../../diagnostics/index.ts'
import type { Finding } from '../../verifier/index.ts'
import { lintLevels } from '../../verifier/index.ts'
import type { Html } from '../html.ts'
import { html, nothing } from '../html.ts'
import { FINDINGS_MAX } from '../limits.ts'
import { formatPlace } from '../place.ts'
import type { Asked, ReportSubject } from '../subject.ts'
import { leftOut, prose } from '../words.ts'

/** What in the rules is not as it looks. */
export const lintSection = ({ lint }: Asked): Html => {
  const sorted = lintLevels.flatMap((level) => lint.findings.filter((each) => each.level === level))
  return html`<section id="lint" aria-labelledby="lint-title">
<h2 id="lint-title">What is not as it looks</h2>
<p>What <code>lint</code> finds in the rules: nothing of it has a part in the verdict.</p>
${sorted.length === 0 && lint.unjudged.length === 0 ? html`<p>Nothing was found.</p>` : nothing}
${list(sorted.slice(0, FINDINGS_MAX).map(lintItem))}
${leftOut(sorted.length - FINDINGS_MAX, 'findings; lint tells them all')}
${lint.unjudged.map((why) => html`<p class="note">Not judged: ${why}.</p>`)}
</section>`
}

const list = (items: readonly Html[]): Html =>
  items.length === 0 ? nothing : html`<ul class="findings">${items}</ul>`

const tones = { error: 'bad', warning: 'doubt', note: 'still' } as const

const lintItem = ({ code, level, message, help, place }: Finding): Html =>
  html`<li class="${tones[level]}"><b>${level}</b> <code>${code}</code> ${prose(message)} <small>${formatPlace(place)}</small><br><span class="help">${prose(help)}</span></li>`

/** What those who read the files had to say; nothing where they had not. */
export const readingSection = ({ diagnostics }: ReportSubject): Html => {
  if (diagnostics.length === 0) return nothing
  const sorted = sortDiagnostics(diagnostics)
  return html`<section id="reading" aria-labelledby="reading-title">
<h2 id="reading-title">What was found when the files were read</h2>
${list(sorted.slice(0, FINDINGS_MAX).map(readingItem))}
${leftOut(sorted.length - FINDINGS_MAX, 'findings')}
</section>`
}

const readingItem = ({ code, severity, message, help, span }: Diagnostic): Html => {
  const place = span
    ? html` <small>${formatPlace({ source: span.source, line: span.start.line, column: span.start.column })}</small>`
    : nothing
  const more = help === undefined ? nothing : html`<br><span class="help">${prose(help)}</span>`
  return html`<li class="${tones[severity]}"><b>${severity}</b> <code>${code}</code> ${prose(message)}${place}${more}</li>`
}
