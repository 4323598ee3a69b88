import type { HeldBase } from '../../../ruleset/index.ts'
import { nameOfChain } from '../context.ts'
import type { Lint } from '../lint-type.ts'

/**
 * A nat chain whose priority stands on the other side of a filter chain than its doing. All nat chains hang at -100
 * (destinations) or 100 (sources); their own priority sorts them among themselves alone. A filter chain between the two
 * numbers meets the packet translated, where the numbers say that it is not yet, or the other way round.
 */
export const natPriority: Lint = {
  code: 'nat-priority',
  level: 'warning',
  find: ({ subject: { machine } }) => {
    const stations = machine.tables
      .filter(({ isDormant }) => !isDormant)
      .flatMap((table) =>
        table.chains.flatMap((chain) => (chain.base ? [{ table, chain, base: chain.base }] : [])),
      )
    return stations.flatMap(({ table, chain, base }) => {
      const real = base.type === 'nat' ? dispatcher[base.hook] : undefined
      if (real === undefined) return []
      const misled = stations.filter(
        (other) =>
          other.base.type !== 'nat' &&
          other.base.hook === base.hook &&
          isBetween(other.base, base, real),
      )
      const [first] = misled
      return first === undefined
        ? []
        : [
            {
              message: `the nat chain \`${nameOfChain(table, chain)}\` translates at ${real}, whatever its priority of ${base.priority} says`,
              help: 'give nat chains priorities near the one at which the kernel runs them all',
              place: chain.place,
              related: misled.map((other) => ({
                message: `\`${nameOfChain(other.table, other.chain)}\` stands between the two`,
                place: other.chain.place,
              })),
            },
          ]
    })
  },
}

const dispatcher: Readonly<Partial<Record<HeldBase['hook'], number>>> = {
  prerouting: -100,
  output: -100,
  input: 100,
  postrouting: 100,
}

const isBetween = (other: HeldBase, { priority }: HeldBase, real: number): boolean =>
  (priority < other.priority && other.priority < real) ||
  (real < other.priority && other.priority < priority)
