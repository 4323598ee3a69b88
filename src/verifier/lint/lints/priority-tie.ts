import type { HeldRule, HeldTable } from '../../../ruleset/index.ts'
import { mutatingChains } from '../../chain/purity.ts'
import { viewTable } from '../../space/index.ts'
import type { LintContext } from '../context.ts'
import { nameOfChain, once, stationsOf } from '../context.ts'
import type { Found } from '../finding.ts'
import type { Lint } from '../lint-type.ts'

/**
 * Two base chains of one hook at one priority, of which one changes packets or answers them. The kernel runs the one
 * that was loaded last first, no listing shows which that is, and a table that is loaded again changes places (leak
 * class L9, QubesOS/qubes-issues#9711).
 */
export const priorityTie: Lint = {
  code: 'priority-tie',
  level: 'warning',
  find: (context) =>
    once(context.reaches.flatMap((reach) => hooks.flatMap((hook) => ties(reach, hook)))),
}

const hooks = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const

const ties = (
  reach: LintContext['reaches'][number],
  hook: (typeof hooks)[number],
): readonly Found[] => {
  const stations = stationsOf(reach, hook).filter(({ chain }) => chain.rules.length > 0)
  return stations.flatMap((later, index) =>
    stations.slice(0, index).flatMap((earlier) => {
      const isTie =
        earlier.scoped.table !== later.scoped.table &&
        earlier.base.priority === later.base.priority &&
        (earlier.base.type === 'nat') === (later.base.type === 'nat')
      const matters = [earlier, later].some(({ scoped, chain, base }) =>
        base.type === 'nat' ? true : doesMore(scoped.table, scoped.calls.below(chain), chain.name),
      )
      return isTie && matters
        ? [
            {
              message: `\`${nameOfChain(later.scoped.table, later.chain)}\` has the priority of \`${nameOfChain(earlier.scoped.table, earlier.chain)}\`, and the order matters`,
              help: 'give them different priorities: among equals the one that was loaded last runs first',
              place: later.chain.place,
              related: [{ message: 'the other one', place: earlier.chain.place }],
            },
          ]
        : []
    }),
  )
}

const doesMore = (
  table: HeldTable,
  chains: ReadonlySet<{ readonly rules: readonly HeldRule[] }>,
  name: string,
): boolean =>
  mutatingChains(viewTable(table), { meta: true, connection: true }).has(name) ||
  [...chains].some(({ rules }) =>
    rules.some(({ steps }) =>
      steps.some(
        (step) =>
          step.kind === 'escape' ||
          (step.kind === 'verdict' && ['reject', 'queue', 'synproxy'].includes(step.verdict.kind)),
      ),
    ),
  )
