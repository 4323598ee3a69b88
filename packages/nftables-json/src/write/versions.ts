/**
 * What each release of nft brought. Before it, the same JSON is refused, silently ignored, or read as something else;
 * `before` says which. Where the first release is not known for sure, `since` is the first in which it was seen. Sources: nftables, src/parser_json.c and src/json.c of the releases, and trials with 1.0.6.
 */
import { isAtLeast, type NftVersion } from '../keywords/since.ts'
import type { JsonValue } from '../types/json.ts'
import type { WriteError } from './error.ts'
import { isObject, type Visit, type VisitKind, visitDocument } from './visit.ts'

export interface Feature {
  /** What the feature is called in errors. */
  readonly name: string
  readonly since: NftVersion
  readonly before: 'refused' | 'ignored' | 'misread'
  readonly kind: VisitKind
  readonly applies: (visit: Visit) => boolean
}

/** Nodes of these keys. */
const keyed =
  (...keys: readonly string[]) =>
  (visit: Visit): boolean =>
    keys.includes(visit.key)

/** Objects of these keys, where they are added, that have `property`. */
const withProperty =
  (property: string, ...keys: readonly string[]) =>
  (visit: Visit): boolean =>
    keys.includes(visit.key) && isObject(visit.body) && Object.hasOwn(visit.body, property)

/** Nodes of `key` whose `property` is one of `values`. */
const valued =
  (key: string, property: string, ...values: readonly string[]) =>
  (visit: Visit): boolean =>
    visit.key === key && isObject(visit.body) && values.some((value) => has(visit, property, value))

function has(visit: Visit, property: string, value: string): boolean {
  if (!isObject(visit.body)) return false
  const actual = visit.body[property]
  return actual === value || (Array.isArray(actual) && actual.includes(value))
}

const operators: readonly string[] = ['|', '^', '&', '<<', '>>']

export const features: readonly Feature[] = [
  {
    name: 'the command `destroy`',
    since: '1.0.7',
    before: 'refused',
    kind: 'command',
    applies: keyed('destroy'),
  },
  {
    name: '`reset` of rules',
    since: '1.0.7',
    before: 'refused',
    kind: 'object',
    applies: (visit) => visit.command === 'reset' && keyed('rule', 'rules')(visit),
  },
  {
    name: '`reset` of elements',
    since: '1.0.8',
    before: 'refused',
    kind: 'object',
    applies: (visit) => visit.command === 'reset' && keyed('element', 'set', 'map')(visit),
  },
  {
    name: '`flags` of a table',
    since: '1.1.0',
    before: 'ignored',
    kind: 'object',
    applies: withProperty('flags', 'table'),
  },
  {
    name: '`comment` of a table or chain',
    since: '1.0.8',
    before: 'ignored',
    kind: 'object',
    applies: withProperty('comment', 'table', 'chain'),
  },
  {
    name: '`auto-merge`',
    since: '1.1.0',
    before: 'ignored',
    kind: 'object',
    applies: withProperty('auto-merge', 'set', 'map'),
  },
  {
    name: 'the set flag `dynamic`',
    since: '1.0.9',
    before: 'refused',
    kind: 'object',
    applies: (visit) =>
      valued('set', 'flags', 'dynamic')(visit) || valued('map', 'flags', 'dynamic')(visit),
  },
  {
    name: 'several devices of a chain',
    since: '1.1.0',
    before: 'refused',
    kind: 'object',
    applies: (visit) =>
      visit.key === 'chain' && isObject(visit.body) && Array.isArray(visit.body['dev']),
  },
  {
    name: 'a `ct expectation` object',
    since: '1.1.6',
    before: 'refused',
    kind: 'object',
    applies: (visit) => visit.key === 'ct expectation' && visit.command !== 'list',
  },
  {
    name: 'the type of an expression (`typeof`)',
    since: '1.1.2',
    before: 'refused',
    kind: 'expression',
    applies: keyed('typeof'),
  },
  {
    name: 'a tunnel object',
    since: '1.1.6',
    before: 'refused',
    kind: 'object',
    applies: keyed('tunnel', 'tunnels'),
  },
  {
    name: 'the statement `tunnel`',
    since: '1.1.6',
    before: 'refused',
    kind: 'statement',
    applies: keyed('tunnel'),
  },
  {
    name: 'the statement `last`',
    since: '1.0.8',
    before: 'refused',
    kind: 'statement',
    applies: keyed('last'),
  },
  {
    name: 'the statement `map`',
    since: '1.0.9',
    before: 'refused',
    kind: 'statement',
    applies: keyed('map'),
  },
  {
    name: 'an operator with more than two operands',
    since: '1.1.0',
    before: 'refused',
    kind: 'expression',
    applies: (visit) =>
      operators.includes(visit.key) && Array.isArray(visit.body) && visit.body.length > 2,
  },
  {
    name: 'headers inside a tunnel',
    since: '1.0.8',
    before: 'misread',
    kind: 'expression',
    applies: withProperty('tunnel', 'payload'),
  },
  {
    name: 'the headers gre, vxlan and geneve',
    since: '1.0.8',
    before: 'refused',
    kind: 'expression',
    applies: valued('payload', 'protocol', 'gre', 'vxlan', 'geneve'),
  },
  {
    name: 'the addresses of ICMPv6',
    since: '1.1.6',
    before: 'refused',
    kind: 'expression',
    applies: (visit) =>
      has(visit, 'protocol', 'icmpv6') && valued('payload', 'field', 'taddr', 'daddr')(visit),
  },
  {
    name: 'dccp options',
    since: '1.0.8',
    before: 'refused',
    kind: 'expression',
    applies: keyed('dccp option'),
  },
  {
    name: '`meta broute`',
    since: '1.1.6',
    before: 'refused',
    kind: 'expression',
    applies: valued('meta', 'key', 'broute'),
  },
  {
    name: '`meta ibrhwaddr`',
    since: '1.1.6',
    before: 'refused',
    kind: 'expression',
    applies: valued('meta', 'key', 'ibrhwaddr'),
  },
  {
    name: '`fib ... check`',
    since: '1.1.4',
    before: 'refused',
    kind: 'expression',
    applies: valued('fib', 'result', 'check'),
  },
  {
    name: 'the expression `tunnel`',
    since: '1.1.6',
    before: 'refused',
    kind: 'expression',
    applies: keyed('tunnel'),
  },
]

/** What in a document the target release does not take as it is meant. */
export function checkTarget(json: JsonValue, target: NftVersion): readonly WriteError[] {
  const missing = features.filter((feature) => !isAtLeast(target, feature.since))
  const errors: WriteError[] = []
  visitDocument(json, (visit) => {
    for (const feature of missing) {
      if (feature.kind !== visit.kind || !feature.applies(visit)) continue
      const reason = `${feature.name} came with nft ${feature.since}; ${target} would have it ${feature.before}`
      errors.push({ code: 'target-too-old', pointer: visit.pointer, reason })
    }
  })
  return errors
}
