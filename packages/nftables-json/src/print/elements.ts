/** Elements of sets with what they carry: a timeout, a comment, stateful statements. */
import type { Datatypes } from './datatypes.ts'
import { printExpression } from './expressions.ts'
import { type Body, body, isList } from './json.ts'
import { at, type Place, refuse } from './place.ts'
import { isStateful, printStateful } from './stateful.ts'
import { quoteLimited, seconds } from './values.ts'

/** Longest comment that nft's text parser takes: NFTNL_UDATA_COMMENT_MAXLEN, libnftnl. */
export const maximumCommentBytes = 128

const plainKeys = ['val', 'timeout', 'expires', 'comment', 'stmt']

/** `1.2.3.4 counter timeout 1h comment "why"`: the order in which the grammar wants it. */
export function printElement(node: unknown, place: Place, types: Datatypes): string {
  const element = elementBody(node, place)
  const parts = [
    printExpression(element['val'], at(place, 'val'), types),
    ...elementStatements(element, place),
    ...elementOptions(element, place),
  ]
  return parts.join(' ')
}

/** The same in a rule that fills a set: there the timeout comes before the statements. */
export function printDynamicElement(
  node: unknown,
  place: Place,
  statements: readonly string[],
): string {
  if (typeof node === 'object' && node !== null && 'elem' in node) {
    const here = at(place, 'elem')
    const element = elementBody(node.elem, here)
    const value = printExpression(element['val'], at(here, 'val'))
    const own = elementStatements(element, here)
    return [value, ...elementOptions(element, here), ...own, ...statements].join(' ')
  }
  return [printExpression(node, place), ...statements].join(' ')
}

function elementBody(node: unknown, place: Place): Body {
  const known = typeof node === 'object' && node !== null ? Object.keys(node) : []
  return body(node, place, [...plainKeys, ...known.filter(isStateful)])
}

function elementStatements(element: Body, place: Place): readonly string[] {
  const own = Object.keys(element)
    .filter(isStateful)
    .map((key) => printStateful(key, element[key], at(place, key)))
  return [...own, ...statementList(element['stmt'], at(place, 'stmt'))]
}

/** A list of stateful statements, as sets and elements carry it. */
export function statementList(node: unknown, place: Place): readonly string[] {
  if (node === undefined) return []
  if (!isList(node)) return [refuse(place, 'a list of statements is expected here')]
  return node.map((statement, index) => {
    const here = at(place, index)
    const entries = Object.entries(typeof statement === 'object' ? (statement ?? {}) : {})
    const [entry] = entries
    if (entry === undefined || entries.length > 1 || !isStateful(entry[0])) {
      return refuse(here, 'this statement keeps no state, so no element can carry it')
    }
    return printStateful(entry[0], entry[1], at(here, entry[0]))
  })
}

function elementOptions(element: Body, place: Place): readonly string[] {
  const parts: string[] = []
  const { timeout, expires, comment } = element
  if (timeout !== undefined) parts.push(`timeout ${seconds(timeout, at(place, 'timeout'))}`)
  if (expires !== undefined) parts.push(`expires ${seconds(expires, at(place, 'expires'))}`)
  if (comment !== undefined) {
    const text = quoteLimited(comment, at(place, 'comment'), maximumCommentBytes)
    parts.push(`comment ${text}`)
  }
  return parts
}
