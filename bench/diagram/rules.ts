import type { Arena, Diagram, Field } from '../../src/verifier/diagram/index.ts'
import {
  and,
  andAll,
  difference,
  equalTo,
  FALSE,
  inPrefix,
  inRange,
  ite,
  or,
  TRUE,
} from '../../src/verifier/diagram/index.ts'
import { randomNumbers } from '../random.ts'

/** The fields of a packet that rules ask of, by width in bits. */
export const widths = { iif: 8, oif: 8, source: 32, target: 32, protocol: 8, sport: 16, dport: 16 }
export type FieldName = keyof typeof widths
export type Layout = Readonly<Record<FieldName, Field>>

export const layoutOf = (order: readonly FieldName[]): Layout => {
  let next = 0
  const entries = order.map((name) => [name, Array.from({ length: widths[name] }, () => next++)])
  return Object.fromEntries(entries)
}

export const VARIABLES = Object.values(widths).reduce((sum, width) => sum + width)

/** What one rule asks; what is absent is not asked. */
export interface Rule {
  readonly iif?: number
  readonly source?: readonly [value: number, length: number]
  readonly target?: readonly [value: number, length: number]
  readonly protocol?: number
  readonly dport?: readonly [first: number, last: number]
  readonly isAccept: boolean
}

const SERVICES = [22, 25, 53, 80, 110, 123, 143, 443, 465, 587, 993, 995, 3306, 5432, 8080]
const INTERFACES = 40
const SERVERS = 200
const CLIENTS_PER_INTERFACE = 10

/**
 * Rules as a campus gateway has them: a few dozen interfaces with networks of their own, the same clients and servers
 * again and again, mostly one service port; a tenth of the rules drops, some ask for no source or no port, a few for
 * no interface.
 */
export const makeRules = (count: number): readonly Rule[] => {
  const random = randomNumbers(count)
  const networkOf = (index: number): number => (131 << 24) + (159 << 16) + ((index * 6) << 8)
  const servers = Array.from({ length: SERVERS }, () => networkOf(random(INTERFACES)) + random(256))
  const clients = Array.from({ length: INTERFACES * CLIENTS_PER_INTERFACE }, (_, index) => {
    const length = random(4) === 0 ? 24 + random(6) : 32
    const host = networkOf(Math.floor(index / CLIENTS_PER_INTERFACE)) + 256 + random(1024)
    return [host & (-1 << (32 - length)), length] as const
  })
  const ofList = <Item>(items: readonly Item[], index: number, otherwise: Item): Item =>
    items[index] ?? otherwise
  return Array.from({ length: count }, (): Rule => {
    const iif = random(INTERFACES)
    const kind = random(100)
    const client = iif * CLIENTS_PER_INTERFACE + random(CLIENTS_PER_INTERFACE)
    const port = ofList(SERVICES, random(SERVICES.length), 0)
    const ports = random(20) === 0 ? ([1024, 65_535] as const) : ([port, port] as const)
    return {
      isAccept: random(10) > 0,
      ...(kind < 98 && { iif }),
      ...(kind < 70 && { source: ofList(clients, client, [0, 0] as const) }),
      target:
        kind < 98 && random(20) === 0
          ? ([networkOf(random(INTERFACES)), 24 + random(5)] as const)
          : ([ofList(servers, random(SERVERS), 0), 32] as const),
      ...(kind < 95 && { protocol: random(4) === 0 ? 17 : 6, dport: ports }),
    }
  })
}

/** The packets that a rule matches. */
export const matchOf = (arena: Arena, layout: Layout, rule: Rule): Diagram => {
  const parts: Diagram[] = []
  const prefix = (field: Field, [value, length]: readonly [number, number]): void => {
    parts.push(inPrefix(arena, field, BigInt(value >>> 0), length))
  }
  if (rule.iif !== undefined) parts.push(equalTo(arena, layout.iif, BigInt(rule.iif)))
  if (rule.source) prefix(layout.source, rule.source)
  if (rule.target) prefix(layout.target, rule.target)
  if (rule.protocol !== undefined)
    parts.push(equalTo(arena, layout.protocol, BigInt(rule.protocol)))
  if (rule.dport)
    parts.push(inRange(arena, layout.dport, BigInt(rule.dport[0]), BigInt(rule.dport[1])))
  return andAll(arena, parts)
}

/** A stretch of rules: what it decides at all, and what it accepts of that. */
interface Stretch {
  readonly decided: Diagram
  readonly accepted: Diagram
}

/** What the rules accept, first match first: halves, then halves of halves, put together two at a time. */
export const acceptedByHalves = (
  arena: Arena,
  matches: readonly Diagram[],
  rules: readonly Rule[],
): Diagram => {
  const stretch = (start: number, end: number): Stretch => {
    if (end - start === 1) {
      const decided = matches[start] ?? FALSE
      return { decided, accepted: rules[start]?.isAccept ? decided : FALSE }
    }
    const middle = (start + end) >> 1
    const first = stretch(start, middle)
    const rest = stretch(middle, end)
    return {
      decided: or(arena, first.decided, rest.decided),
      accepted: or(arena, first.accepted, difference(arena, rest.accepted, first.decided)),
    }
  }
  return rules.length === 0 ? FALSE : stretch(0, rules.length).accepted
}

/** The same from the last rule to the first: what a rule matches is its own, the rest is as it was. */
export const acceptedFromBack = (
  arena: Arena,
  matches: readonly Diagram[],
  rules: readonly Rule[],
): Diagram =>
  matches.reduceRight<Diagram>(
    (below, match, index) => ite(arena, match, rules[index]?.isAccept ? TRUE : FALSE, below),
    FALSE,
  )

/** The same from the first to the last, which also says how many rules get no packet. */
export const acceptedInOrder = (
  arena: Arena,
  matches: readonly Diagram[],
  rules: readonly Rule[],
) => {
  let undecided: Diagram = TRUE
  let accepted: Diagram = FALSE
  let dead = 0
  for (const [index, match] of matches.entries()) {
    const effective = and(arena, match, undecided)
    if (effective === FALSE) dead += 1
    if (rules[index]?.isAccept) accepted = or(arena, accepted, effective)
    undecided = difference(arena, undecided, match)
  }
  return { accepted, dead }
}
