import { assertNever } from '../../assert.ts'
import { formatPortSet } from '../../net/index.ts'
import type {
  Certainty,
  End,
  FamilySurvey,
  GatewayFacts,
  Reach,
  ReachCell,
  Traffic,
} from '../../verifier/index.ts'
import type { Html } from '../html.ts'
import { html, joined, nothing } from '../html.ts'
import { ENDS_MAX } from '../limits.ts'
import { endWords, interfacesOf } from '../picture/words.ts'
import type { Asked, ReportSubject } from '../subject.ts'
import { leftOut } from '../words.ts'

type Surveyed = Extract<FamilySurvey, { kind: 'surveyed' }>

const senders = ['clients', 'uplink', 'others', 'gateway'] as const

/** Who reaches what, by the sets: a row for each end, a column for each sender. */
export const matrixSection = ({ facts }: ReportSubject, { survey }: Asked): Html => {
  const families = survey.families.flatMap((each) => (each.kind === 'surveyed' ? [each] : []))
  const beyond = survey.families.flatMap((each) =>
    each.kind === 'beyond' ? [`of ${familyWords[each.family]} ${each.why}`] : [],
  )
  // A table of one family would be taken for one of both.
  const body =
    beyond.length > 0
      ? html`<p>It is not told: ${beyond.join('; ')}.</p>`
      : html`${introduction}${table(families, survey.ends, facts)}`
  return html`<section id="services" aria-labelledby="services-title">
<h2 id="services-title">Who reaches what</h2>
${body}
</section>`
}

const introduction = html`<p>At most so much gets there: what is not told is out of reach. <b>Begins</b>: with no connection that is there already. <b>Goes on</b>: with one that this side began before, however it was translated then. <b>Answers</b>: within one that the other side began.</p>`

const table = (families: readonly Surveyed[], ends: readonly End[], facts: GatewayFacts): Html => {
  // What goes out is told last, and left out never.
  const told = ends.map((end, index) => ({ end, index }))
  const named = told.filter(({ end }) => end.kind === 'tor' || end.kind === 'service')
  const rows = [...named.slice(0, ENDS_MAX), ...told.filter((each) => !named.includes(each))]
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Who reaches what, a table that can be scrolled sideways"><table class="matrix">
<caption>Senders across, ends downwards</caption>
<thead><tr><td></td>${senders.map((sender) => html`<th scope="col">${senderWords(sender, facts)}</th>`)}</tr></thead>
<tbody>${rows.map(({ end, index }) => row(end, index, families, facts))}</tbody>
</table></div>
${leftOut(named.length - ENDS_MAX, 'ports that are open')}`
}

const familyWords = { ipv4: 'IPv4', ipv6: 'IPv6' } as const

const senderWords = (from: Reach['from'], { clients, uplink }: GatewayFacts): Html => {
  switch (from) {
    case 'clients':
      return html`Clients <small>${interfacesOf(clients)}</small>`
    case 'uplink':
      return html`The uplink <small>${interfacesOf(uplink)}</small>`
    case 'others':
      return html`Any other interface`
    case 'gateway':
      return html`The gateway itself`
    default:
      return assertNever(from)
  }
}

const row = (end: End, index: number, families: readonly Surveyed[], facts: GatewayFacts): Html => {
  const [name, detail] = endWords(end, facts)
  return html`<tr class="${end.kind}"><th scope="row">${name} <small>${detail}</small></th>${senders.map(
    (from) => {
      const cells = families.map(({ family, reach }) => ({
        family,
        cell: reach.find((each) => each.from === from)?.cells[index] ?? null,
      }))
      return html`<td>${cellOf(cells)}</td>`
    },
  )}</tr>`
}

interface OfFamily {
  readonly family: 'ipv4' | 'ipv6'
  readonly cell: ReachCell | null
}

/** What both families have in common is said once. */
const cellOf = (cells: readonly OfFamily[]): Html => {
  if (cells.every(({ cell }) => cell === null)) return html`<span class="quiet">not asked</span>`
  const told = cells.flatMap(({ family, cell }) => {
    const said = cell === null ? nothing : cellWords(cell)
    return said.markup === '' ? [] : [{ family, said }]
  })
  if (told.length === 0) return html`<span class="quiet">nothing</span>`
  const [first, ...others] = told
  const isOne =
    told.length === cells.length && others.every(({ said }) => said.markup === first?.said.markup)
  if (first && isOne && cells.length > 1) return first.said
  return joined(
    told.map(
      ({ family, said }) => html`<span class="family">${familyWords[family]}</span> ${said}`,
    ),
    ' ',
  )
}

const cellWords = ({ begins, goesOn, answers, what, hasMore, uids }: ReachCell): Html => {
  const parts = [
    ...part(begins, 'begins', trafficWords(what, hasMore, begins)),
    ...part(goesOn, 'goes on', ''),
    ...part(answers, 'answers', ''),
  ]
  const owner =
    uids === null || begins === 'no'
      ? nothing
      : html` <small>${uids.length === 0 ? 'of no program' : `of programs with uid ${formatPortSet(uids)}`}</small>`
  return parts.length === 0 ? nothing : html`${joined(parts, ', ')}${owner}`
}

const part = (certainty: Certainty, word: string, detail: string): readonly Html[] => {
  if (certainty === 'no') return []
  const perhaps = certainty === 'perhaps' ? 'perhaps ' : ''
  const more = detail === '' ? nothing : html` <small>${detail}</small>`
  return [html`<span class="does ${word.replace(' ', '-')}">${perhaps}${word}</span>${more}`]
}

const protocolNames: Readonly<Record<number, string>> = {
  1: 'ICMP',
  6: 'TCP',
  17: 'UDP',
  58: 'ICMPv6',
}

const trafficWords = (what: readonly Traffic[], hasMore: boolean, begins: Certainty): string => {
  if (begins === 'no' || (what.length === 0 && !hasMore)) return ''
  if (what.length === 0) return 'anything'
  const words = what.map(({ protocol, ports }) => {
    const name = protocolNames[protocol] ?? `protocol ${protocol}`
    return ports === null ? name : `${name} ${formatPortSet([ports])}`
  })
  return `${[...new Set(words)].join(', ')}${hasMore ? ' and more' : ''}`
}
