import type { SysctlFacts } from '../../backends/sysctl/index.ts'
import { sysctlValue } from '../../backends/sysctl/index.ts'
import type {
  HeldBase,
  HeldChain,
  HeldRule,
  HeldTable,
  Machine,
  Place,
} from '../../ruleset/index.ts'
import type { GatewayFacts } from '../facts.ts'
import { sourceRules } from './reach/alternatives.ts'
import type { Reach, RuleReach } from './reach/reach.ts'
import type { ScopedTable } from './reach/scope.ts'

/** All that lints look at. */
export interface LintSubject {
  readonly machine: Machine
  /** What is known of the gateway; null: nothing, and lints that need zones are silent. */
  readonly facts: GatewayFacts | null
  /** Settings of the kernel, where any were shown. */
  readonly sysctls: SysctlFacts | null
  /** Commands that empty the whole ruleset, where the sources have any. */
  readonly flushes: readonly Place[]
}

export interface LintContext {
  readonly subject: LintSubject
  /** A family that passed a limit is not among them, and nothing is said of rules that see it. */
  readonly reaches: readonly Reach[]
}

/** What the kernel is told of this key, `net.ipv4.ip_forward`; undefined where nothing is shown. */
export const setting = ({ sysctls }: LintSubject, key: string): string | undefined =>
  sysctls === null ? undefined : sysctlValue(sysctls, key)

/** A rule where it stands, with what may come to it in each family that its table sees. */
export interface JudgedPlace {
  readonly table: HeldTable
  readonly chain: HeldChain
  /** The first of those that became of one in the source. */
  readonly rule: HeldRule
  readonly index: number
  /** Where the next rule stands. */
  readonly next: number
  readonly reaches: readonly RuleReach[]
}

/** A base chain where it stands, in one family. */
export interface Station {
  readonly reach: Reach
  readonly scoped: ScopedTable
  readonly chain: HeldChain
  readonly base: HeldBase
}

/** The rules that a base chain leads to, in the order in which they stand. Rules that were not judged are left out. */
export const judgedPlaces = ({ subject, reaches }: LintContext): readonly JudgedPlace[] =>
  subject.machine.tables.flatMap((table) => {
    const seen = reaches.filter(({ scope }) => sees(table, scope.family))
    if (table.isDormant || seen.length === 0 || seen.length < familiesOf(table)) return []
    return table.chains.flatMap((chain) =>
      chain.rules.flatMap((rule, index) => {
        const each = seen.flatMap(({ rules }) => rules.get(rule) ?? [])
        const [first] = each
        const next = index + (first?.rules.length ?? 0)
        return first?.rules[0] === rule ? [{ table, chain, rule, index, next, reaches: each }] : []
      }),
    )
  })

const familiesOf = ({ family }: HeldTable): number => (family === 'inet' ? 2 : 1)

const sees = ({ family }: HeldTable, of: 'ipv4' | 'ipv6'): boolean =>
  family === 'inet' || family === (of === 'ipv4' ? 'ip' : 'ip6')

/** The base chains of a hook, in every family. */
export const stationsOf = (reach: Reach, hook: HeldBase['hook']): readonly Station[] =>
  reach.scope.tables.flatMap((scoped) =>
    scoped.table.chains.flatMap((chain) =>
      chain.base?.hook === hook ? [{ reach, scoped, chain, base: chain.base }] : [],
    ),
  )

/** Every rule of the machine, judged or not. */
export const allRules = ({ subject }: LintContext) =>
  subject.machine.tables.flatMap((table) =>
    table.chains.flatMap((chain) =>
      sourceRules(chain).flatMap(([rule]) => (rule ? [{ table, chain, rule }] : [])),
    ),
  )

/** `inet wall forward`. */
export const nameOfChain = ({ family, name }: HeldTable, chain: HeldChain): string =>
  `${family} ${name} ${chain.name}`

/** Each finding of one place once, though both families have it. */
export const once = <Found extends { readonly place: Place; readonly message: string }>(
  found: readonly Found[],
): readonly Found[] => {
  const seen = new Set<string>()
  return found.filter(({ place, message }) => {
    const key = [place.source, place.line, place.column, message].join(' ')
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  })
}
