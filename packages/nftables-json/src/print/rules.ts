/** Rules as one line of text. */
import { maximumCommentBytes } from './elements.ts'
import { type Body, isList } from './json.ts'
import { at, type Place, refuse } from './place.ts'
import { printStatement } from './statements.ts'
import { quoteLimited } from './values.ts'

/** The properties that a rule may have. */
export const ruleKeys = ['family', 'table', 'chain', 'expr', 'handle', 'index', 'comment']

/** A rule's statements and its comment. Listings of an empty rule leave `expr` out; text has no empty rule. */
export function printRule(rule: Body, place: Place): string {
  const { expr, comment } = rule
  const here = at(place, 'expr')
  if (!isList(expr) || expr.length === 0) {
    return refuse(here, 'nft text has no rule without statements')
  }
  const parts = expr.map((statement, index) => printStatement(statement, at(here, index)))
  if (comment !== undefined) {
    parts.push(`comment ${quoteLimited(comment, at(place, 'comment'), maximumCommentBytes)}`)
  }
  return parts.join(' ')
}
