import type { HeldTable } from '../../../ruleset/index.ts'
import { isTracked } from '../../path/index.ts'
import { nameOfChain } from '../context.ts'
import type { Lint } from '../lint-type.ts'

/**
 * A nat chain where nothing asks for conntrack: without any rule that does, the kernel never runs the chain at all, its
 * policy of drop included. (A rule of another table that was not shown may yet ask for it.)
 */
export const natAsleep: Lint = {
  code: 'nat-asleep',
  level: 'warning',
  find: ({ subject: { machine } }) =>
    machine.tables
      .filter(
        (table) =>
          table.engine === 'nft' && familiesOf(table).every((each) => !isTracked(machine, each)),
      )
      .flatMap((table) =>
        table.chains.flatMap((chain) =>
          chain.base?.type === 'nat' && (chain.rules.length > 0 || chain.base.policy === 'drop')
            ? [
                {
                  message: `the nat chain \`${nameOfChain(table, chain)}\` is never run`,
                  help: 'no rule of its family asks for conntrack, and without it there is no NAT: filter in a filter chain',
                  place: chain.place,
                },
              ]
            : [],
        ),
      ),
}

const familiesOf = ({ family }: HeldTable) =>
  (['ipv4', 'ipv6'] as const).filter(
    (each) => family === 'inet' || family === (each === 'ipv4' ? 'ip' : 'ip6'),
  )
