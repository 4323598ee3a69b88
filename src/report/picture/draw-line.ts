import type { GatewayFacts, GuaranteeVerdict } from '../../verifier/index.ts'
import type { Html } from '../html.ts'
import { html, nothing } from '../html.ts'
import type { Branch, EndMark, StopMark } from './branches.ts'
import { branchesOf } from './branches.ts'
import type { Layout } from './layout.ts'
import { laneX, measures } from './layout.ts'
import type { Line, Picture } from './model.ts'
import { className, endName } from './words.ts'

/** How far the two branches of a line stand to either side of it. */
const ASIDE = 9

/** The listener at which what is promised to each class arrives. */
const promisedAt: Partial<Readonly<Record<Line['id'], string>>> = {
  dns: 'DNSPort',
  gateway: 'SOCKS',
  virtual: 'TransPort',
  tcp: 'TransPort',
}

/** A line from the clients as far as anything of its class gets. */
export const drawLine = (
  line: Line,
  lane: number,
  picture: Picture,
  layout: Layout,
  facts: GatewayFacts,
  promise: GuaranteeVerdict | null,
): Html => {
  if (line.of === null) return nothing
  const x = laneX(lane)
  const { trunk, local, away } = branchesOf(line, picture, layout, facts)
  const keptAt = promise === 'proved' ? (promisedAt[line.id] ?? null) : null
  const [localX, awayX] = local && away ? [x - ASIDE, x + ASIDE] : [x, x]
  const start = measures.margin + measures.clientsHeight - 12
  const goesOn = local !== null || away !== null
  const trunkEnd = goesOn ? layout.routing - 6 : (lastY(trunk.stops) ?? layout.routing)
  const say = (text: string): string => `${className(line.id)}: ${text}`
  return html`<g>
${stroke(trunk.tone, `M${x} ${start}V${trunkEnd}`)}
<circle class="start ${trunk.tone}" cx="${x}" cy="${start}" r="4.5"/>
${stopMarks(trunk, x, say)}
${local ? html`${stroke(local.tone, `${turn(x, localX, trunkEnd)}V${lastOf(local) ?? layout.routing}`)}${stopMarks(local, localX, say)}${endMarks(local, localX, picture, facts, keptAt, say)}` : nothing}
${away ? awayBranch(away, x, awayX, trunkEnd, layout, (mark) => endMark(mark, awayX, picture, facts, null, say), say) : nothing}
</g>`
}

const stroke = (tone: string, path: string, kind = ''): Html =>
  html`<path class="line ${tone} ${kind}" d="${path}"/>`

/** From the trunk to a branch that stands aside. */
const turn = (from: number, to: number, y: number): string =>
  from === to ? `M${from} ${y}` : `M${from} ${y}C${from} ${y + 12} ${to} ${y + 8} ${to} ${y + 20}`

/** What is for others goes past INPUT and the sockets: there it is only hinted at. */
const awayBranch = (
  away: Branch,
  x: number,
  awayX: number,
  from: number,
  { sockets: { bottom } }: Layout,
  drawEnd: (mark: EndMark) => Html,
  say: (text: string) => string,
): Html =>
  html`${stroke(away.tone, `${turn(x, awayX, from)}V${bottom + 4}`, 'past')}${stroke(away.tone, `M${awayX} ${bottom + 4}V${lastOf(away) ?? bottom + 14}`)}${stopMarks(away, awayX, say)}${away.ends.map(drawEnd)}`

const lastY = (marks: readonly { readonly y: number }[]): number | undefined => marks.at(-1)?.y

const lastOf = ({ stops, ends }: Branch): number | undefined => lastY(ends) ?? lastY(stops)

const stopMarks = (
  { stops, tone }: Branch,
  x: number,
  say: (text: string) => string,
): readonly Html[] => stops.map((mark) => stopMark(mark, tone, x, say))

const stopMark = (
  { y, kind, answered }: StopMark,
  tone: string,
  x: number,
  say: (text: string) => string,
): Html => {
  const answer = answered
    ? html`<g><title>${say('some of it is rejected here, with an answer')}</title><path class="answer ${answered}" d="M${x + 9} ${y + 5}q8 -2 8 -12m-3.500 3.500l3.500 -4.500l3.500 4.500"/></g>`
    : nothing
  switch (kind) {
    case 'pass':
      return html`<circle class="pass ${tone}" cx="${x}" cy="${y}" r="3"/>${answer}`
    case 'some':
      return html`<g><title>${say('some of it may end here')}</title><circle class="pass ${tone}" cx="${x}" cy="${y}" r="3"/><path class="some" d="M${x - 11} ${y}h6m10 0h6"/></g>${answer}`
    case 'all':
      return html`<g><title>${say('whatever comes here ends here')}</title><path class="all" d="M${x - 11} ${y}h22"/></g>${answer}`
  }
}

const endMarks = (
  branch: Branch,
  x: number,
  picture: Picture,
  facts: GatewayFacts,
  keptAt: string | null,
  say: (text: string) => string,
): readonly Html[] => branch.ends.map((mark) => endMark(mark, x, picture, facts, keptAt, say))

const endMark = (
  { y, index, tone, kind }: EndMark,
  x: number,
  { ends }: Picture,
  facts: GatewayFacts,
  keptAt: string | null,
  say: (text: string) => string,
): Html => {
  const end = ends[index]
  const there = end ? endName(end, facts) : ''
  switch (kind) {
    case 'fresh': {
      const tick =
        tone === 'tor' && end?.kind === 'tor' && end.name === keptAt
          ? html`<path class="tick" d="M${x - 3.5} ${y + 0.5}l2.500 2.800l4.500 -5.500"/>`
          : nothing
      const cross =
        tone === 'bad' ? html`<path class="tick" d="M${x - 3} ${y - 3}l6 6m0 -6l-6 6"/>` : nothing
      return html`<g><title>${say(`some of it may get to ${there}`)}</title><circle class="end ${tone}" cx="${x}" cy="${y}" r="7.5"/>${tick}${cross}</g>`
    }
    case 'older':
      return html`<g><title>${say(`gets to ${there} by a connection alone that is older than the rules`)}</title><circle class="end older ${tone}" cx="${x}" cy="${y}" r="5"/></g>`
    case 'perhaps':
      return html`<g><title>${say(`may get to ${there}, as what is not understood has it`)}</title><circle class="end perhaps ${tone}" cx="${x}" cy="${y}" r="7"/></g>`
  }
}
