/** Statements as steps. What is not understood becomes an opaque step, never nothing. */
import type { ReadStatement } from 'nftables-json'
import { statementEntry } from 'nftables-json'
import { assertNever } from '../../../../assert.ts'
import type { Step } from '../../../../ruleset/index.ts'
import {
  askObject,
  isMapped,
  lowerDup,
  lowerFill,
  lowerFlow,
  lowerForward,
  lowerQueue,
  lowerReject,
  lowerSynproxy,
} from './actions.ts'
import { lowerMangle } from './mangle.ts'
import { lowerMatch } from './match.ts'
import { choice, note, opaque, type RuleContext } from './rule-context.ts'
import { lowerNat, lowerTproxy } from './translations.ts'
import { lowerVerdictMap, verdictOf } from './verdicts.ts'

/** Statements after which nft takes no other (STMT_F_TERMINAL, src/evaluate.c). */
const terminal: ReadonlySet<string> = new Set([
  ...['accept', 'drop', 'return', 'jump', 'goto', 'reject', 'queue'],
  ...['snat', 'dnat', 'masquerade', 'redirect'],
])

export function lowerStatements(
  context: RuleContext,
  statements: readonly ReadStatement[],
): readonly Step[] {
  const steps: Step[] = []
  for (const [index, statement] of statements.entries()) {
    const isLast = index === statements.length - 1
    const [kind] = statementEntry(statement)
    if (!isLast && terminal.has(kind)) {
      context.refuse('nft-load-value', 'a statement after one that ends the rule', statement)
    }
    steps.push(...lowerStatement(context, statement, isLast))
  }
  return steps
}

function lowerStatement(
  context: RuleContext,
  statement: ReadStatement,
  isLast: boolean,
): readonly Step[] {
  if ('match' in statement) return lowerMatch(context, statement)
  if ('vmap' in statement) return lowerVerdictMap(context, statement)
  if ('mangle' in statement) return lowerMangle(context, statement)
  if ('tproxy' in statement) return lowerTproxy(context, statement)
  if ('flow' in statement) return lowerFlow(context, statement, isLast)
  if ('dup' in statement) return lowerDup(context, statement)
  if ('fwd' in statement) return lowerForward(context, statement)
  if ('opaque' in statement || 'xt' in statement) return [opaque(context, statement, true)]
  return lowerOther(context, statement, isLast)
}

type Handled =
  | { readonly match: unknown }
  | { readonly vmap: unknown }
  | { readonly mangle: unknown }
  | { readonly tproxy: unknown }
  | { readonly flow: unknown }
  | { readonly dup: unknown }
  | { readonly fwd: unknown }
  | { readonly opaque: unknown }
  | { readonly xt: unknown }

function lowerOther(
  context: RuleContext,
  statement: Exclude<ReadStatement, Handled>,
  isLast: boolean,
): readonly Step[] {
  const [kind, body] = statementEntry(statement)
  switch (kind) {
    case 'accept':
    case 'drop':
    case 'continue':
    case 'return':
    case 'jump':
    case 'goto': {
      const verdict = verdictOf({ [kind]: body } as Parameters<typeof verdictOf>[0])
      return verdict === undefined
        ? [opaque(context, statement, true)]
        : [{ kind: 'verdict', verdict }]
    }
    case 'dnat':
    case 'snat':
    case 'masquerade':
    case 'redirect':
      return lowerNat(context, kind, body, statement)
    case 'reject':
      return lowerReject(context, body, statement)
    case 'queue':
      return lowerQueue(body)
    case 'synproxy':
      askObject(context, kind, body, statement)
      if (isMapped(body)) return [opaque(context, statement, true)]
      return lowerSynproxy(context, statement, isLast)
    case 'notrack':
      return [{ kind: 'notrack' }]
    case 'set':
      return lowerFill(context, body.op, body.elem, statement)
    case 'map':
      return lowerFill(context, body.op, body.elem, statement)
    case 'meter':
      return lowerFill(context, 'update', body.key, statement)
    case 'counter':
      askObject(context, kind, body, statement)
      return [isMapped(body) ? opaque(context, statement, false) : note(context, statement)]
    case 'limit':
    case 'quota':
      askObject(context, kind, body, statement)
      return [choice(context, statement, kind)]
    case 'ct count':
      return [choice(context, statement, 'connections')]
    case 'log':
    case 'last':
    case 'reset':
      return [note(context, statement)]
    case 'ct timeout':
    case 'secmark':
      // How long an entry lasts, and what a security module may refuse besides: neither opens a way.
      askObject(context, kind, body, statement)
      return [isMapped(body) ? opaque(context, statement, false) : note(context, statement)]
    case 'ct helper':
    case 'ct expectation':
    case 'tunnel':
      // Each lets later packets by another way: expected connections are RELATED and may be translated.
      askObject(context, kind, body, statement)
      return [opaque(context, statement, true)]
    case 'match':
    case 'vmap':
    case 'mangle':
    case 'tproxy':
    case 'flow':
    case 'dup':
    case 'fwd':
    case 'opaque':
    case 'xt':
      return [opaque(context, statement, true)]
    default:
      return assertNever(kind)
  }
}
