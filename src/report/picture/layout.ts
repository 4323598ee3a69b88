import type { BaseHook } from '../../ruleset/index.ts'
import type { End, Zone } from '../../verifier/index.ts'
import { ENDS_MAX } from '../limits.ts'
import type { Picture, Station } from './model.ts'

/** Lengths in units of the drawing, of which the text of a page has about as many across as it has pixels. */
export const measures = {
  width: 900,
  lanesLeft: 310,
  laneStep: 68,
  margin: 2,
  clientsHeight: 76,
  hookHeight: 30,
  stopHeight: 36,
  endHeight: 30,
  zoneHeight: 40,
  gap: 22,
} as const

/** Where everything stands, from top to bottom. */
export interface Layout {
  readonly height: number
  readonly gatewayTop: number
  readonly gatewayBottom: number
  readonly heads: readonly { readonly hook: BaseHook; readonly y: number }[]
  readonly stations: readonly {
    readonly station: Station
    readonly index: number
    readonly y: number
  }[]
  readonly routing: number
  /** What lies between INPUT and FORWARD: sockets, past which goes what is for others. */
  readonly sockets: { readonly top: number; readonly bottom: number; readonly torBottom: number }
  readonly ends: readonly { readonly end: End; readonly index: number; readonly y: number }[]
}

type Placed = Layout['ends'][number]

export const laneX = (lane: number): number => measures.lanesLeft + lane * measures.laneStep

const before: readonly BaseHook[] = ['ingress', 'prerouting']
const inside: readonly BaseHook[] = ['input']
const behind: readonly BaseHook[] = ['forward', 'postrouting', 'egress']

export const layOut = ({ stations, ends }: Picture): Layout => {
  const { clientsHeight, gap, hookHeight, stopHeight, endHeight, zoneHeight, margin } = measures
  let y = margin + clientsHeight + gap
  const gatewayTop = y
  const heads: { hook: BaseHook; y: number }[] = []
  const placed: { station: Station; index: number; y: number }[] = []
  const hooks = (which: readonly BaseHook[]): void => {
    for (const hook of which) {
      const here = stations.flatMap((station, index) =>
        station.hook === hook ? [{ station, index }] : [],
      )
      if (here.length === 0) continue
      heads.push({ hook, y: y + hookHeight / 2 + 4 })
      y += hookHeight
      for (const each of here) {
        placed.push({ ...each, y: y + stopHeight / 2 })
        y += stopHeight
      }
    }
  }
  const ends_: Placed[] = []
  const endRows = (which: (end: End) => boolean, height: number, between: number): number => {
    for (const [index, end] of ends.entries()) {
      if (!which(end)) continue
      ends_.push({ end, index, y: y + height / 2 })
      y += height + between
    }
    return y
  }
  hooks(before)
  const routing = y + hookHeight / 2
  y += hookHeight
  hooks(inside)
  const top = y + 6
  y = top + 4
  const torBottom = endRows(({ kind }) => kind === 'tor', endHeight, 0)
  const shown = new Set(ends.filter(({ kind }) => kind === 'service').slice(0, ENDS_MAX))
  const bottom = endRows((end) => end.kind === 'socket' || shown.has(end), endHeight, 0) + 4
  y = bottom + 6
  hooks(behind)
  const gatewayBottom = y + 8
  y = gatewayBottom + gap
  endRows(({ kind }) => kind === 'zone', zoneHeight, 8)
  return {
    ...{ height: y + margin, gatewayTop, gatewayBottom, heads, stations: placed, routing },
    sockets: { top, bottom, torBottom: torBottom + 2 },
    ends: ends_,
  }
}

export const isZone = (end: End): end is Extract<End, { zone: Zone }> => end.kind === 'zone'
