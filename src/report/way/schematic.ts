import type { Counterexample } from '../../verifier/index.ts'
import type { Html } from '../html.ts'
import { html, nothing } from '../html.ts'

/** The nodes of the kernel's way, each where it is drawn. */
const nodes = {
  in: { x: 62, y: 44, name: '' },
  prerouting: { x: 196, y: 44, name: 'PREROUTING' },
  routing: { x: 330, y: 44, name: 'routing' },
  forward: { x: 464, y: 44, name: 'FORWARD' },
  postrouting: { x: 598, y: 44, name: 'POSTROUTING' },
  out: { x: 738, y: 44, name: '' },
  input: { x: 330, y: 124, name: 'INPUT' },
  sockets: { x: 464, y: 124, name: 'the gateway' },
  output: { x: 598, y: 124, name: 'OUTPUT' },
} as const

type Node = keyof typeof nodes

const edges: readonly (readonly [from: Node, to: Node])[] = [
  ['in', 'prerouting'],
  ['prerouting', 'routing'],
  ['routing', 'forward'],
  ['forward', 'postrouting'],
  ['postrouting', 'out'],
  ['routing', 'input'],
  ['input', 'sockets'],
  ['sockets', 'output'],
  ['output', 'postrouting'],
]

const halfWidth = 54
const halfHeight = 17

/** The way of a packet that breaks a guarantee, on the plan of the hooks. ARP has another plan, and no drawing. */
export const drawWay = (example: Counterexample, number: string): Html => {
  const way = nodesOn(example)
  if (way === undefined) return nothing
  const isOn = (node: Node): boolean => way.includes(node)
  const isWalked = (from: Node, to: Node): boolean =>
    way.some((node, index) => node === from && way[index + 1] === to)
  const last = way.at(-1)
  const names: Partial<Record<Node, string>> = {
    in: isOn('in') ? entry(example) : '',
    out: isOn('out') ? exit(example) : '',
  }
  const words = way.map((node) => names[node] ?? nodes[node].name).join(', then ')
  return html`<svg class="way" viewBox="0 0 800 156" role="img" aria-labelledby="way-${number}"><title id="way-${number}">The packet's way: ${words}: ${example.fate}</title>
${edges.map(([from, to]) => edge(from, to, isWalked(from, to)))}
${(Object.keys(nodes) as Node[]).map((node) => drawNode(node, names[node] ?? nodes[node].name, isOn(node), node === last))}
</svg>`
}

/**
 * What of the plan the packet goes through, in order. Hooks without a rule leave no trace, so where the reference has
 * seen the packet end as its fate says, the way there is the one that there is; else it is as far as the trace goes.
 */
const nodesOn = ({
  packet,
  trace,
  fate,
  isReplayed,
}: Counterexample): readonly Node[] | undefined => {
  if (packet.includes(': arp ')) return undefined
  const routes = packet.startsWith('self:') ? ownRoutes : wireRoutes
  if (isReplayed && /^it leaves by/.test(fate)) return routes.out
  if (isReplayed && /^it arrives/.test(fate) && routes.in) return routes.in
  const traced = new Set(trace.flatMap(({ where }) => /^[a-z]+/.exec(where) ?? []))
  const longest = [routes.out, ...(routes.in ? [routes.in] : [])]
    .map((route) => upTo(route, traced))
    .sort((one, other) => other.length - one.length)
  return longest[0]
}

interface Routes {
  readonly out: readonly Node[]
  /** Left out: nothing that the gateway sends comes in again. */
  readonly in?: readonly Node[]
}

const wireRoutes: Routes = {
  out: ['in', 'prerouting', 'routing', 'forward', 'postrouting', 'out'],
  in: ['in', 'prerouting', 'routing', 'input', 'sockets'],
}

const ownRoutes: Routes = { out: ['sockets', 'output', 'postrouting', 'out'] }

/** As far as the last node that the trace names; where it starts in any case. */
const upTo = (route: readonly Node[], traced: ReadonlySet<string>): readonly Node[] =>
  route.slice(0, Math.max(1, route.findLastIndex((node) => traced.has(node)) + 1))

const entry = ({ packet }: Counterexample): string => /^([^:]*):/.exec(packet)?.[1] ?? ''

const exit = ({ fate }: Counterexample): string => /^it leaves by ([^ ,]*)/.exec(fate)?.[1] ?? ''

const edge = (from: Node, to: Node, isWalked: boolean): Html => {
  const [start, end] = [nodes[from], nodes[to]]
  const isAcross = start.y === end.y
  const direction = end.y > start.y ? 1 : -1
  const path = isAcross
    ? `M${start.x + halfWidth} ${start.y}H${end.x - halfWidth - 3}`
    : `M${start.x} ${start.y + direction * halfHeight}V${end.y - direction * (halfHeight + 3)}`
  const head = isAcross
    ? `M${end.x - halfWidth - 9} ${end.y - 5}l6 5l-6 5`
    : `M${end.x - 5} ${end.y - direction * (halfHeight + 9)}l5 ${direction * 6}l5 ${-direction * 6}`
  return html`<path class="edge ${isWalked ? 'walked' : ''}" d="${path}${head}"/>`
}

const drawNode = (node: Node, name: string, isOn: boolean, isLast: boolean): Html => {
  const { x, y } = nodes[node]
  if ((node === 'in' || node === 'out') && name === '') {
    const outside = node === 'in' ? 'in' : 'out'
    return html`<g class="node"><text x="${x}" y="${y + 4}">${outside}</text></g>`
  }
  const kind = [isOn ? 'on' : '', isLast ? 'last' : ''].join(' ').trim()
  return html`<g class="node ${kind}"><rect x="${x - halfWidth}" y="${y - halfHeight}" width="${2 * halfWidth}" height="${2 * halfHeight}" rx="${node === 'in' || node === 'out' ? 17 : 6}"/><text x="${x}" y="${y + 4}">${[...name].slice(0, 16).join('')}</text></g>`
}
