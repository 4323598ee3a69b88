import type { GatewayFacts } from '../../verifier/index.ts'
import type { Html } from '../html.ts'
import { html, joined, nothing } from '../html.ts'
import type { Line, Picture, Station } from './model.ts'
import { toneAtEnd, toneOfRejection } from './tone.ts'
import { className, classWords, endName, eventWords, stationWords } from './words.ts'

/** What the picture shows, in words: a row for each class. */
export const twinTable = (picture: Picture, facts: GatewayFacts): Html =>
  html`<table class="twin">
<caption>The same in words</caption>
<thead><tr><th scope="col">Class of packet, the first that fits</th><th scope="col">Where some of it may get</th><th scope="col">Where it ends otherwise</th></tr></thead>
<tbody>${picture.lines.map(
    (line) =>
      html`<tr><th scope="row">${className(line.id)}<small>${classWords[line.id].what}</small></th><td>${arrivals(line, picture, facts)}</td><td>${losses(line, picture, facts)}</td></tr>`,
  )}</tbody>
</table>`

/** The whole picture in a sentence or two, for those who cannot see it. */
export const describePicture = (picture: Picture, facts: GatewayFacts): string => {
  const sentences = picture.lines.flatMap((line) => {
    if (line.of === null) return []
    const ends = reached(line, picture, facts).map(({ name }) => name)
    return [
      `${className(line.id)}: ${ends.length === 0 ? 'gets nowhere' : `may get to ${ends.join(', ')}`}.`,
    ]
  })
  return `From the clients at the top, through the hooks in order. ${sentences.join(' ')} A table below says the same.`
}

const byOlder = 'by a connection older than the rules'
const byOpaque = 'as what is not understood has it'

const reached = ({ id, of }: Line, { ends }: Picture, facts: GatewayFacts) =>
  ends.flatMap((end, index) => {
    const survey = of?.ends[index]
    const tone = survey && toneAtEnd(id, end, survey, facts)
    if (!survey || !tone) return []
    const how = survey.fresh === 'yes' ? '' : survey.older === 'yes' ? byOlder : byOpaque
    return [{ name: endName(end, facts), tone, how }]
  })

const arrivals = (line: Line, picture: Picture, facts: GatewayFacts): Html => {
  if (line.of === null) return html`<span class="quiet">there is no such packet</span>`
  const places = reached(line, picture, facts)
  const grouped = ['', byOlder, byOpaque].flatMap((how) => {
    const names = places
      .filter((place) => place.how === how)
      .map(({ name, tone }) => html`<span class="word ${tone}">${name}</span>`)
    if (names.length === 0) return []
    return [how === '' ? joined(names, ', ') : html`<small>${how}:</small> ${joined(names, ', ')}`]
  })
  const events = line.of.events
    .filter(({ kind }) => !kind.startsWith('reject'))
    .map(
      ({ kind, certainty }) =>
        html`<span class="word ${certainty === 'yes' ? 'bad' : 'doubt'}">${certainty === 'yes' ? 'it' : 'perhaps it'} ${eventWords[kind]}</span>`,
    )
  const all = [...grouped, ...events]
  return all.length === 0 ? html`<span class="word still">nowhere</span>` : joined(all, '; ')
}

/** The stations at which something ends, and whether it is answered. */
const losses = (line: Line, { stations }: Picture, facts: GatewayFacts): Html => {
  const places = line.stops.flatMap((stop, index) => {
    const station = stations[index]
    if (!stop || !station) return []
    const answered = toneOfRejection(line.id, stop.rejects, facts)
    if (stop.ends === 'none' && answered === null) return []
    const how = stop.ends === 'all' ? 'all that comes there' : 'some of it'
    const loud =
      answered === null ? nothing : html` <span class="word ${answered}">with an answer</span>`
    return [html`${stationName(station)} <small>${how}</small>${loud}`]
  })
  return places.length === 0 ? html`<span class="quiet">nowhere</span>` : joined(places, '; ')
}

const stationName = (station: Station): Html => {
  const [name] = stationWords(station)
  return html`<code>${station.hook}</code> ${station.chains[0]?.name ?? name}`
}
