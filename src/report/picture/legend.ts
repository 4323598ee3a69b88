import type { Html } from '../html.ts'
import { html } from '../html.ts'

const sample = (marks: Html): Html =>
  html`<svg class="sample" viewBox="0 0 34 22" aria-hidden="true">${marks}</svg>`

const line = (tone: string, rest: Html): Html =>
  sample(html`<path class="line ${tone}" d="M17 1V21"/>${rest}`)

/** What the marks of the picture mean. */
export const legend: Html = html`<ul class="legend">
<li>${sample(html`<circle class="end tor" cx="17" cy="11" r="7.5"/><path class="tick" d="M13.500 11.500l2.500 2.800l4.500 -5.500"/>`)}some of it may get there as it is meant to; with a tick, all that is promised is proved to</li>
<li>${sample(html`<circle class="end bad" cx="17" cy="11" r="7.5"/><path class="tick" d="M14 8l6 6m0 -6l-6 6"/>`)}some of it gets there, and must not</li>
<li>${sample(html`<circle class="end older tor" cx="17" cy="11" r="5"/>`)}only by a connection that is older than the rules</li>
<li>${sample(html`<circle class="end perhaps doubt" cx="17" cy="11" r="7"/>`)}as what no reader understood may have it</li>
<li>${line('still', html`<path class="all" d="M6 11h22"/>`)}whatever comes here ends here</li>
<li>${line('still', html`<circle class="pass still" cx="17" cy="11" r="3"/><path class="some" d="M6 11h6m10 0h6"/>`)}some of it may end here</li>
<li>${line('still', html`<path class="answer bad" d="M26 16q8 -2 4 -12m-3.500 3.500l3.500 -4.500l3.500 4.500"/>`)}it is answered here</li>
</ul>`
