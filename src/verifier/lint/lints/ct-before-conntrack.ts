import { allRules, nameOfChain } from '../context.ts'
import type { Lint } from '../lint-type.ts'

/**
 * A rule that asks for a connection before conntrack has looked. Below -200 every packet from outside is INVALID: `ct
 * state invalid drop` there drops everything, and `ct state established accept` accepts nothing.
 */
export const ctBeforeConntrack: Lint = {
  code: 'ct-before-conntrack',
  level: 'warning',
  find: (context) =>
    allRules(context).flatMap(({ table, chain, rule }) => {
      const { base } = chain
      const isBefore =
        base?.type === 'filter' &&
        (base.hook === 'ingress' || (base.hook === 'prerouting' && base.priority < -200))
      const asks = rule.steps.some(
        (step) => 'key' in step && step.key.some(({ field }) => field.startsWith('ct ')),
      )
      return isBefore && asks
        ? [
            {
              message: `\`${rule.text}\` asks conntrack before it has seen the packet`,
              help: `move it to a chain of a priority over -200; ${nameOfChain(table, chain)} runs before, where every packet from outside is INVALID`,
              place: rule.place,
            },
          ]
        : []
    }),
}
