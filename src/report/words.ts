import type { GuaranteeVerdict } from '../verifier/index.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'

export const verdictTones: Readonly<Record<GuaranteeVerdict, 'good' | 'bad' | 'doubt' | 'still'>> =
  {
    proved: 'good',
    refuted: 'bad',
    undecided: 'doubt',
    'not-asked': 'still',
  }

const shapes: Readonly<Record<GuaranteeVerdict, string>> = {
  proved: 'M6 12.500l4 4.500l8 -10',
  refuted: 'M7 7l10 10m0 -10l-10 10',
  undecided:
    'M8.500 9.500a3.500 3.500 0 1 1 5 3.200c-1.200 .7 -1.500 1.300 -1.500 2.300m0 2.700v.3',
  'not-asked': 'M7 12h10',
}

/** A verdict's sign; its word always stands beside it, so that nobody has to see the sign or its colour. */
export const badge = (verdict: GuaranteeVerdict): Html =>
  html`<svg class="badge ${verdictTones[verdict]}" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="11"/><path d="${shapes[verdict]}"/></svg>`

/** Prose in which `code` stands between backticks. */
export const prose = (text: string): Html =>
  html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`

/** What more there is than is shown; nothing where all is. */
export const leftOut = (count: number, what: string): Html =>
  count <= 0 ? html`` : html`<p class="left-out">${count} more ${what}, left out here.</p>`
