/** Statements as steps. What is not understood becomes an opaque step, never nothing. */
import type { ReadStatement } from 'nftables-json'
import { statementEntry } from 'nftables-json'
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
import { joinedDenials } from './joined-denials.ts'
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
  const joined = joinedDenials(statements)
  for (const [index, statement] of statements.entries()) {
    const isLast = index === statements.length - 1
    const [kind] = statementEntry(statement)
    if (!isLast && terminal.has(kind)) {
      context.refuse('nft-load-value', 'a statement after one that ends the rule', statement)
    }
    if ('reject' in statement) {
      addReject(steps, context, statement)
      continue
    }
    const lowered = lowerStatement(context, statement, isLast)
    steps.push(...(joined.has(statement) ? doubted(context, lowered, statement) : lowered))
  }
  return steps
}

/** The header is there as ever; whether the denial holds is open. */
const doubted = (
  context: RuleContext,
  steps: readonly Step[],
  statement: ReadStatement,
): readonly Step[] =>
  steps.map((step) =>
    step.kind === 'test' && step.negated ? opaque(context, statement, false) : step,
  )

/**
 * What a reject asks by itself nft puts at the beginning of the rule, unless the rule has asked it before: a packet
 * that cannot be answered so is not marked either (`stmt_reject_gen_dependency`, src/evaluate.c).
 */
function addReject(
  steps: Step[],
  context: RuleContext,
  statement: Extract<ReadStatement, { reject: unknown }>,
): void {
  const isReset = statement.reject?.type === 'tcp reset'
  const isAsked = (isReset ? context.transport : context.network) !== undefined
  const lowered = lowerReject(context, statement.reject, statement)
  const [guard] = lowered
  if (isAsked || lowered.length < 2 || !guard) steps.push(...lowered)
  else steps.splice(0, steps.length, guard, ...steps, ...lowered.slice(1))
}

function lowerStatement(
  context: RuleContext,
  statement: ReadStatement,
  isLast: boolean,
): readonly Step[] {
  const verdict = verdictOf(statement)
  if (verdict !== undefined) return [{ kind: 'verdict', verdict }]
  if ('match' in statement) return lowerMatch(context, statement)
  if ('vmap' in statement) return lowerVerdictMap(context, statement)
  if ('mangle' in statement) return lowerMangle(context, statement)
  if ('tproxy' in statement) return lowerTproxy(context, statement)
  if ('flow' in statement) return lowerFlow(context, statement, isLast)
  if ('dup' in statement) return lowerDup(context, statement)
  if ('fwd' in statement) return lowerForward(context, statement)
  if ('snat' in statement) return lowerNat(context, 'snat', statement.snat, statement)
  if ('dnat' in statement) return lowerNat(context, 'dnat', statement.dnat, statement)
  if ('masquerade' in statement) {
    return lowerNat(context, 'masquerade', statement.masquerade, statement)
  }
  if ('redirect' in statement) return lowerNat(context, 'redirect', statement.redirect, statement)
  if ('queue' in statement) return lowerQueue(statement.queue)
  if ('synproxy' in statement) return lowerSynproxy(context, statement, isLast)
  return lowerEffect(context, statement)
}

/** Statements after which the rule goes on or breaks. */
function lowerEffect(context: RuleContext, statement: ReadStatement): readonly Step[] {
  const [kind, body] = statementEntry(statement)
  switch (kind) {
    case 'notrack':
      return [{ kind: 'notrack' }]
    case 'set':
    case 'map':
      return lowerFill(context, body.op, body.elem, statement)
    case 'meter':
      return lowerFill(context, 'update', body.key, statement)
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
    case 'counter':
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
    default:
      // Statements of x_tables, those that no reader knows, and those that were never to come here.
      return [opaque(context, statement, true)]
  }
}
