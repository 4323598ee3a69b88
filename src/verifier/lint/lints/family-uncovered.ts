import type { HeldBase, Machine } from '../../../ruleset/index.ts'
import { nameOfChain, setting } from '../context.ts'
import type { Lint } from '../lint-type.ts'

/**
 * A hook that is filtered for IPv4 and not for IPv6. A policy of `ip` or of iptables says nothing about IPv6, and
 * every client has a link-local address (leak class L6). Unless IPv6 is off, it is a second way out.
 */
export const familyUncovered: Lint = {
  code: 'family-uncovered',
  level: 'warning',
  find: ({ subject }) => {
    const { machine } = subject
    if (setting(subject, 'net.ipv6.conf.all.disable_ipv6') === '1') return []
    return (['input', 'forward', 'output'] as const).flatMap((hook) => {
      const [first] = filtering(machine, hook, 'ip')
      const isCovered = chainsAt(machine, hook, 'ip6').length > 0
      return first === undefined || isCovered
        ? []
        : [
            {
              message: `${hook} is filtered for IPv4, by \`${nameOfChain(first.table, first.chain)}\`, and not at all for IPv6`,
              help: 'filter in a table of inet, add a table of ip6 (or an ip6tables file), or switch IPv6 off',
              place: first.chain.place,
            },
          ]
    })
  },
}

const chainsAt = ({ tables }: Machine, hook: HeldBase['hook'], family: 'ip' | 'ip6') =>
  tables
    .filter((table) => !table.isDormant && (table.family === 'inet' || table.family === family))
    .flatMap((table) =>
      table.chains.flatMap((chain) =>
        chain.base?.hook === hook && chain.base.type !== 'nat' ? [{ table, chain }] : [],
      ),
    )

/** Those that may stop anything. */
const filtering = (machine: Machine, hook: HeldBase['hook'], family: 'ip' | 'ip6') =>
  chainsAt(machine, hook, family).filter(
    ({ chain }) =>
      chain.base?.policy === 'drop' ||
      chain.rules.some(({ steps }) =>
        steps.some(
          (step) => step.kind === 'verdict' && ['drop', 'reject'].includes(step.verdict.kind),
        ),
      ),
  )
