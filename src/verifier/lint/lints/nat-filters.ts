import { nameOfChain } from '../context.ts'
import type { Lint } from '../lint-type.ts'

/**
 * A nat chain that drops. It sees the first packet of a connection alone: whatever belongs to one that is there
 * already, and whatever conntrack calls INVALID, passes it by (leak class L2).
 */
export const natFilters: Lint = {
  code: 'nat-filters',
  level: 'warning',
  find: ({ subject: { machine } }) =>
    machine.tables.flatMap((table) =>
      table.chains.flatMap((chain) => {
        if (chain.base?.type !== 'nat') return []
        const help =
          'it sees only what begins a connection: drop in a filter chain as well, or the rest gets through'
        const name = nameOfChain(table, chain)
        const dropping = chain.rules.filter(({ steps }) =>
          steps.some(
            (step) => step.kind === 'verdict' && ['drop', 'reject'].includes(step.verdict.kind),
          ),
        )
        return [
          ...(chain.base.policy === 'drop'
            ? [
                {
                  message: `the nat chain \`${name}\` has the policy drop`,
                  help,
                  place: chain.place,
                },
              ]
            : []),
          ...dropping.map(({ text, place }) => ({
            message: `\`${text}\` drops in a nat chain`,
            help,
            place,
          })),
        ]
      }),
    ),
}
