import { assertNever } from '../../assert.ts'
import type { GuaranteeResult, GuaranteeVerdict } from '../../verifier/index.ts'
import type { Html } from '../html.ts'
import { html, nothing } from '../html.ts'
import { OPAQUE_MAX, PACKETS_MAX } from '../limits.ts'
import { formatPlace } from '../place.ts'
import type { Asked, ReportSubject } from '../subject.ts'
import { theorems } from '../theorems.generated.ts'
import { badge, leftOut, prose, verdictTones } from '../words.ts'
import { refutation } from './refutation.ts'

/** Worst first, and in the order in which guarantees are told. */
const order: readonly GuaranteeVerdict[] = ['refuted', 'undecided', 'proved', 'not-asked']

/** Every guarantee that was asked: its theorem, its verdict, how strong that is, and what it takes for granted. */
export const guaranteesSection = (subject: ReportSubject, asked: Asked): Html => {
  const { guarantees } = asked.verification
  const sorted = order.flatMap((verdict) => guarantees.filter((each) => each.verdict === verdict))
  return html`<section id="guarantees" aria-labelledby="guarantees-title">
<h2 id="guarantees-title">Guarantees</h2>
<p>A proof is of every packet there is: any family, protocol, flags, options and fragment, from every source to every destination. What all proofs rest on stands in docs/trust.md.</p>
${sorted.map((result) => guarantee(result, subject, asked))}
</section>`
}

const guarantee = (result: GuaranteeResult, subject: ReportSubject, asked: Asked): Html => {
  const { id, verdict, counterexamples } = result
  return html`<article class="guarantee ${verdictTones[verdict]}" id="${id}" aria-labelledby="${id}-title">
<h3 id="${id}-title">${badge(verdict)}<span>${id}</span> <span class="verdict-word">${verdict.replace('-', ' ')}</span></h3>
${theorems[id].map((paragraph) => html`<p class="theorem">${prose(paragraph)}</p>`)}
${remark(result)}
${assumptions(result)}
${opaque(result)}
${counterexamples.slice(0, PACKETS_MAX).map((example, index) => refutation(example, { id, index, of: counterexamples.length, subject, asked }))}
${leftOut(counterexamples.length - PACKETS_MAX, 'packets that break it; --format json has them all')}
</article>`
}

const remark = (result: GuaranteeResult): Html => {
  const text = remarkOf(result)
  return text === '' ? nothing : html`<p class="strength">${text}</p>`
}

/** How strong a proof is, which question a refutation answers, or why there is neither. */
const remarkOf = ({ verdict, strength, why, counterexamples }: GuaranteeResult): string => {
  switch (verdict) {
    case 'proved':
      return strength === 'unconditional'
        ? 'Proved unconditionally: whatever connections conntrack holds already.'
        : 'Proved from an empty conntrack: of connections that begin after the rules are loaded.'
    case 'refuted':
      if (counterexamples.length > 0 && counterexamples.every((each) => each.needsOlderFlow))
        return 'Only connections that are older than the rules break it.'
      return strength === 'unconditional'
        ? ''
        : 'Broken also by connections that begin after the rules are loaded.'
    case 'undecided':
      return `Undecided: ${why ?? 'something that decides it is not understood'}.`
    case 'not-asked':
      return `Not asked: ${why ?? 'what it needs was not given'}.`
    default:
      return assertNever(verdict)
  }
}

const assumptions = ({ assumptions: taken }: GuaranteeResult): Html =>
  taken.length === 0
    ? nothing
    : html`<p class="assumptions">Taken for granted: ${taken.join('; ')}.</p>`

const opaque = ({ opaque: nodes }: GuaranteeResult): Html =>
  nodes.length === 0
    ? nothing
    : html`<p>Not understood:</p><ul class="opaque">${nodes
        .slice(0, OPAQUE_MAX)
        .map(
          ({ text, place }) =>
            html`<li><code>${text}</code> <small>${formatPlace(place)}</small></li>`,
        )}</ul>${leftOut(nodes.length - OPAQUE_MAX, 'that were not understood')}`
