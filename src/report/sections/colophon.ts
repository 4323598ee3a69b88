import { createHash } from 'node:crypto'
import type { Html } from '../html.ts'
import { html, nothing } from '../html.ts'
import { SOURCES_MAX } from '../limits.ts'
import type { ReportSubject } from '../subject.ts'
import { leftOut } from '../words.ts'

/** By what the page was made, and of what, byte for byte: so that anybody can tell whether it speaks of the files at hand. */
export const colophonSection = ({ tool, sources, policy }: ReportSubject): Html =>
  html`<section id="made-of" aria-labelledby="made-of-title">
<h2 id="made-of-title">Digests and versions</h2>
<p>Made by ${tool.name} ${tool.version}. The same files and the same version make the same page, byte for byte; there is no date in it.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Digests, a table that can be scrolled sideways"><table class="digests">
<caption>SHA-256 of each text that was read, as UTF-8</caption>
<thead><tr><th scope="col">File</th><th scope="col">Kind</th><th scope="col">Digest</th></tr></thead>
<tbody>${sources.slice(0, SOURCES_MAX).map(({ name, kind, text }) => digestRow(name, kind, text))}${policy ? digestRow(policy.name, 'policy', policy.text) : nothing}</tbody>
</table></div>
${leftOut(sources.length - SOURCES_MAX, 'files')}
</section>`

const digestRow = (name: string, kind: string, text: string): Html =>
  html`<tr><th scope="row"><code>${name}</code></th><td>${kind}</td><td><code class="digest">${createHash('sha256').update(text).digest('hex')}</code></td></tr>`
