import type { GatewayFacts, GuaranteeVerdict } from '../../verifier/index.ts'
import type { Html } from '../html.ts'
import { html, joined, nothing } from '../html.ts'
import { drawLine } from './draw-line.ts'
import type { Layout } from './layout.ts'
import { laneX, layOut, measures } from './layout.ts'
import type { Picture } from './model.ts'
import { classWords, endWords, interfacesOf, stationWords } from './words.ts'

/** Whether each promise is proved, by the class that it is made to. */
export type Promises = (id: Picture['lines'][number]['id']) => GuaranteeVerdict | null

/** The gateway from top to bottom: clients, hooks in order, sockets, and the way out, with a line for each class. */
export const drawPicture = (
  picture: Picture,
  facts: GatewayFacts,
  promises: Promises,
  description: string,
): Html => {
  const layout = layOut(picture)
  return html`<svg class="gateway" viewBox="0 0 ${measures.width} ${layout.height}" role="img" aria-labelledby="picture-title picture-description">
<title id="picture-title">Where each class of client packet ends</title>
<desc id="picture-description">${description}</desc>
${clientsBox(picture, facts)}
${gatewayBox(layout)}
${socketsBox(layout)}
${layout.heads.map(
  ({ hook, y }) =>
    html`<text class="hook" x="${measures.margin + 16}" y="${y}">${hook.toUpperCase()}</text><path class="rule" d="M${measures.margin + 130} ${y - 4}H${measures.width - measures.margin - 12}"/>`,
)}
${layout.stations.map(({ station, y }) => labelled(stationWords(station), y, station.kind === 'chain' ? 'chain' : 'kernel'))}
<text class="kernel" x="${measures.margin + 16}" y="${layout.routing + 4}">routing: for itself, or for others?</text>
${endLabels(layout, facts)}
${unreached(picture, layout)}
${picture.lines.map((line, lane) => drawLine(line, lane, picture, layout, facts, promises(line.id)))}
</svg>`
}

/** A box across the drawing. */
const box = (kind: string, top: number, bottom: number, inset = 0): Html =>
  html`<rect class="${kind}" x="${measures.margin + inset}" y="${top}" width="${measures.width - 2 * (measures.margin + inset)}" height="${bottom - top}" rx="10"/>`

const clientsBox = ({ lines }: Picture, { clients }: GatewayFacts): Html => {
  const { margin, clientsHeight } = measures
  const heads = lines.map(({ id, of }, lane) => {
    const [upper, lower] = classWords[id].head
    return html`<g class="${of === null ? 'head none' : 'head'}"><title>${classWords[id].what}</title><text x="${laneX(lane)}" y="${margin + 30}">${upper}</text><text x="${laneX(lane)}" y="${margin + 45}">${lower}</text></g>`
  })
  return html`${box('zone', margin, margin + clientsHeight)}<text class="place" x="${margin + 16}" y="${margin + 34}">Clients</text><text class="detail" x="${margin + 16}" y="${margin + 52}">${fitted(interfacesOf(clients), 40)}</text>${heads}`
}

const gatewayBox = ({ gatewayTop, gatewayBottom }: Layout): Html =>
  box('machine', gatewayTop, gatewayBottom)

const socketsBox = ({ sockets: { top, bottom, torBottom } }: Layout): Html =>
  html`${box('sockets', top, bottom, 8)}${box('tor', top, torBottom, 8)}`

const endLabels = (layout: Layout, facts: GatewayFacts): Html =>
  joined(
    layout.ends.map(({ end, y }) => {
      const zone =
        end.kind === 'zone'
          ? box('zone', y - measures.zoneHeight / 2, y + measures.zoneHeight / 2)
          : nothing
      return html`${zone}${labelled(endWords(end, facts), y, end.kind === 'tor' ? 'listener' : 'place')}`
    }),
    '',
  )

/** What no packet of any class gets to is told by words too: an empty place might be one that nobody looked at. */
const unreached = ({ lines }: Picture, { ends }: Layout): Html =>
  joined(
    ends.flatMap(({ end, index, y }) => {
      const isReached = lines.some(({ of }) => {
        const survey = of?.ends[index]
        return survey !== undefined && (survey.fresh !== 'no' || survey.older !== 'no')
      })
      return isReached || end.kind !== 'zone'
        ? []
        : [
            html`<text class="unreached" x="${measures.width - measures.margin - 18}" y="${y + 4}">no client packet gets here</text>`,
          ]
    }),
    '',
  )

/** Two words for one row: what it is, and what else. */
const labelled = ([name, detail]: readonly [string, string], y: number, kind: string): Html => {
  const x = measures.margin + 16
  const full = html`<title>${detail === '' ? name : `${name}: ${detail}`}</title>`
  if (detail === '')
    return html`<g>${full}<text class="${kind}" x="${x}" y="${y + 4}">${fitted(name, 40)}</text></g>`
  if (kind === 'listener' || kind === 'place')
    return html`<g>${full}<text class="${kind}" x="${x}" y="${y + 4}">${fitted(name, 24)} <tspan class="detail" dx="4">${fitted(detail, Math.max(8, 40 - [...name].length))}</tspan></text></g>`
  return html`<g>${full}<text class="${kind}" x="${x}" y="${y - 2}">${fitted(name, 40)}</text><text class="detail" x="${x}" y="${y + 12}">${fitted(detail, 46)}</text></g>`
}

/** As much of a text as there is room for; the whole of it is told beside the picture. */
const fitted = (text: string, characters: number): string => {
  const all = [...text]
  return all.length <= characters ? text : `${all.slice(0, characters - 1).join('')}…`
}
