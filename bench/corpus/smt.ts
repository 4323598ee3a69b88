import { parsePrefix, prefixInterval } from '../../src/net/index.ts'
import type { HeldTable } from '../../src/ruleset/index.ts'
import type { Assigned } from '../../test/corpus/published.ts'
import { outcomesOf, printChain } from '../../test/support/smt/chain.ts'
import { bits, declarations, nameIs } from '../../test/support/smt/fields.ts'

/**
 * A chain for z3. Asserted equalities and not definitions, which z3 writes out in full wherever they are used: with
 * those it had no answer after five minutes.
 */
export const chainScript = (table: HeldTable, chain: string): string => {
  const body = printChain('ipv4', table, chain).replaceAll(
    /^\(define-fun (\|[^|]+\|) \(\) Bool (.*)\)$/gm,
    '(declare-const $1 Bool)\n(assert (= $1 $2))',
  )
  const questions = ['|ct state|', '|tcp flags|', '|meta l4proto|', '|saddr|', '|meta iifname|']
  return [
    '(set-logic QF_BV)',
    declarations('ipv4', `${body}\n${questions.join(' ')}`),
    body,
    `(assert ${outcomesOf(chain).accepts})`,
    // A connection's first packet, whole.
    `(assert (= |ct state| ${bits(8n, 32)}))`,
    `(assert (or (not (= |meta l4proto| ${bits(6n, 8)})) (= (bvand |tcp flags| ${bits(0x17n, 8)}) ${bits(2n, 8)})))`,
    '',
  ].join('\n')
}

/** Whether a packet by this interface that bears an address of elsewhere is accepted: `unsat` is protection. */
export const question = ({ interface: name, prefixes, allBut }: Assigned): string => {
  const inside = prefixes.flatMap((text) => {
    const prefix = parsePrefix(text)
    if (!prefix) return []
    const { first, last } = prefixInterval(prefix)
    return [`(and (bvule ${bits(first, 32)} |saddr|) (bvule |saddr| ${bits(last, 32)}))`]
  })
  const within = `(or false ${inside.join(' ')})`
  return [
    '(push)',
    `(assert ${nameIs('|meta iifname|', name)})`,
    `(assert ${allBut ? within : `(not ${within})`})`,
    '(check-sat)',
    '(pop)',
    '',
  ].join('\n')
}
