import { hasErrors } from '../../diagnostics/index.ts'
import type { GuaranteeVerdict, Verification } from '../../verifier/index.ts'
import { guaranteeIds } from '../../verifier/index.ts'
import type { Html } from '../html.ts'
import { html, joined, nothing } from '../html.ts'
import type { ReportSubject } from '../subject.ts'
import { badge, verdictTones } from '../words.ts'

/** What comes first: whether it holds, in one word and one sentence, and what was judged. */
export const verdictSection = (subject: ReportSubject): Html => {
  const verdict = subject.asked?.verification.verdict ?? 'refuted'
  const tone = verdictTones[verdict]
  return html`<section id="verdict" class="verdict ${tone}" aria-labelledby="verdict-word">
<h1 id="verdict-word">${badge(verdict)}${headline(subject)}</h1>
<p class="lead">${sentence(subject)}</p>
${subject.asked ? html`${first(subject.asked.verification)}${tally(subject.asked.verification)}` : nothing}
<p class="judged">Judged: ${judged(subject)}.${narrowed(subject)}</p>
</section>`
}

const headline = ({ asked }: ReportSubject): string => {
  if (asked === null) return 'Would not load'
  return { proved: 'Proved', refuted: 'Refuted', undecided: 'Undecided' }[
    asked.verification.verdict
  ]
}

const sentence = (subject: ReportSubject): string => {
  const { asked } = subject
  if (asked === null)
    return hasErrors(subject.diagnostics)
      ? 'These files would not load in a kernel as they are, and what does not load leaves everything open.'
      : 'Nothing could be asked of these files.'
  const { guarantees, verdict } = asked.verification
  const count = (which: GuaranteeVerdict): number =>
    guarantees.filter((each) => each.verdict === which).length
  switch (verdict) {
    case 'proved':
      return `${quantity(count('proved'), 'guarantee holds', 'guarantees hold')} for every packet there is${questionOf(asked.fromEmptyConntrack, asked.verification)}.`
    case 'refuted':
      return `${quantity(count('refuted'), 'guarantee is', 'guarantees are')} broken, each by packets that are shown below.`
    case 'undecided':
      return count('undecided') === 0
        ? 'Nothing that was asked could be judged by what was shown.'
        : `${quantity(count('undecided'), 'guarantee', 'guarantees')} could not be decided, which is never to be taken for a yes.`
  }
}

/** The first packet of all that break something, so that nobody has to look for one. */
const first = ({ guarantees }: Verification): Html => {
  const result = guarantees.find(({ counterexamples }) => counterexamples.length > 0)
  const example = result?.counterexamples[0]
  return result && example
    ? html`<p class="first"><code>${example.packet}</code><br>${example.fate}, against <a href="#${result.id}">${result.id}</a>.</p>`
    : nothing
}

/** What the proofs quantify over besides packets, said where they do not all say the same. */
const questionOf = (fromEmpty: boolean, { guarantees }: Verification): string => {
  const proved = guarantees.filter(({ verdict }) => verdict === 'proved')
  const weak = proved.filter(({ strength }) => strength === 'empty-conntrack').length
  if (weak === 0) return ', whatever connections there are already'
  const rest = fromEmpty ? 'the weaker question was asked' : 'the promises of service'
  return weak === proved.length
    ? `, of connections that begin after the rules are loaded`
    : `: ${proved.length - weak} whatever connections there are already, ${weak} of connections that begin after the rules are loaded (${rest})`
}

const quantity = (count: number, one: string, many: string): string =>
  count === 1 ? `One ${one}` : `${count} ${many}`

const tally = ({ guarantees }: Verification): Html => {
  const verdicts = ['refuted', 'undecided', 'proved', 'not-asked'] as const
  return html`<ul class="tally">${verdicts.flatMap((verdict) => {
    const count = guarantees.filter((each) => each.verdict === verdict).length
    return count === 0
      ? []
      : [html`<li>${badge(verdict)} <b>${count}</b> ${verdict.replace('-', ' ')}</li>`]
  })}</ul>`
}

/** A page of one guarantee must not be taken for a page of all. */
const narrowed = ({ asked }: ReportSubject): string => {
  const count = asked?.verification.guarantees.length ?? guaranteeIds.length
  return count < guaranteeIds.length
    ? ` Only ${count} of ${guaranteeIds.length} guarantees ${count === 1 ? 'was' : 'were'} asked for: of the others nothing is said.`
    : ''
}

const judged = ({ sources, policy }: ReportSubject): Html => {
  const files = sources.slice(0, 6).map(({ name }) => html`<code>${name}</code>`)
  const more = sources.length > 6 ? ` and ${sources.length - 6} more` : ''
  const asked = policy === null ? 'facts from options and defaults' : `the policy ${policy.name}`
  return html`${joined(files, ', ')}${more}, by ${asked}`
}
