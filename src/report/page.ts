import { createHash } from 'node:crypto'
import type { Html } from './html.ts'
import { html, nothing } from './html.ts'
import { colophonSection } from './sections/colophon.ts'
import { factsSection } from './sections/facts.ts'
import { lintSection, readingSection } from './sections/findings.ts'
import { gatewaySection } from './sections/gateway.ts'
import { guaranteesSection } from './sections/guarantees.ts'
import { matrixSection } from './sections/matrix.ts'
import { verdictSection } from './sections/verdict.ts'
import { style } from './style.ts'
import type { ReportSubject } from './subject.ts'

/**
 * A verification as one page of HTML that asks for nothing else: no script, no font, no request. Equal subjects give
 * equal bytes. What a ruleset says is text in it and nothing else, and a policy in the page keeps a browser from
 * whatever would not be: nothing is loaded or run, and the one style is known by its digest.
 */
export const renderReport = (subject: ReportSubject): string => {
  const { asked } = subject
  const verdict = asked?.verification.verdict ?? 'refuted'
  return `<!doctype html>
${
  html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${styleDigest}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${asked === null ? 'would not load' : verdict}: ${titleOf(subject)}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#verdict">Skip to the verdict</a>
<header><p class="brand">${subject.tool.name} <span>verification report</span></p>
<nav aria-label="Parts of this page"><ul>${partsOf(subject).map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav></header>
<main>
${verdictSection(subject)}
${readingSection(subject)}
${asked ? html`${gatewaySection(subject, asked)}${guaranteesSection(subject, asked)}${matrixSection(subject, asked)}${lintSection(asked)}${factsSection(subject)}` : nothing}
${colophonSection(subject)}
</main>
<footer><p>A page is as good as who made it: to be sure, run <code>${subject.tool.name} verify</code> on the files yourself.</p></footer>
</body>
</html>`.markup
}
`
}

const titleOf = ({ sources }: ReportSubject): string =>
  sources.length === 1 ? (sources[0]?.name ?? '') : `${sources.length} files`

const partsOf = ({ asked, diagnostics }: ReportSubject): readonly (readonly [string, string])[] => [
  ['verdict', 'Verdict'],
  ...(diagnostics.length > 0 ? [['reading', 'Reading'] as const] : []),
  ...(asked
    ? ([
        ['gateway', 'The gateway'],
        ['guarantees', 'Guarantees'],
        ['services', 'Who reaches what'],
        ['lint', 'Lint'],
        ['facts', 'Facts'],
      ] as const)
    : []),
  ['made-of', 'Digests'],
]

/** The style is our own, and escaping would break it. */
const trusted = (css: string): Html => ({ markup: css })

const styleDigest = createHash('sha256').update(style).digest('base64')
