import type { SysctlFacts } from '../../backends/sysctl/index.ts'
import { sysctlValue } from '../../backends/sysctl/index.ts'
import type { HeldTable, Machine } from '../../ruleset/index.ts'
import { isSameMachine } from '../../ruleset/index.ts'
import type { Counterexample, GatewayFacts } from '../../verifier/index.ts'
import { compare } from '../../verifier/index.ts'
import type { Expected } from './expected.ts'

/** How what is in force differs from what was applied, in our own tables and settings. */
export interface Drift {
  /** `inet qubes_tor_fw` */
  readonly missing: readonly string[]
  readonly changed: readonly string[]
  /** Packets that fare otherwise for it; empty where nobody would notice, or where it is not known. */
  readonly packets: readonly Counterexample[]
  readonly settings: readonly SettingDrift[]
}

export interface SettingDrift {
  /** `net.ipv4.ip_forward` */
  readonly key: string
  readonly wanted: string
  /** Null: this kernel has no such setting. */
  readonly found: string | null
}

/**
 * Compares our own tables with what was applied. A table that says the same in other words, as kernels list sets their own
 * way, has not changed. Tables of ARP, which are not compared packet by packet, have to say it in the same words.
 */
export const driftOf = (
  expected: Expected,
  machine: Machine,
  facts: GatewayFacts,
  settings: SysctlFacts | null,
): Drift => {
  const pairs = expected.tables.map((wanted) => ({
    wanted,
    found: machine.tables.find((table) => nameOf(table) === nameOf(wanted)),
  }))
  const missing = pairs.filter(({ found }) => !found).map(({ wanted }) => labelOf(wanted))
  const other = pairs.filter(({ wanted, found }) => found && !isSameTable(wanted, found, machine))
  const compared = other.filter(({ wanted }) => wanted.family !== 'arp')
  const comparison =
    compared.length === 0
      ? undefined
      : compare(withTables(machine, expected.tables), machine, facts)
  const isEqual = comparison === undefined || comparison.verdict === 'equal'
  const changed = other
    .filter(
      ({ wanted, found }) =>
        wanted.family === 'arp' || !isEqual || (found && outlineOf(wanted) !== outlineOf(found)),
    )
    .map(({ wanted }) => labelOf(wanted))
  return {
    missing,
    changed,
    packets: comparison ? [...comparison.onlySecond, ...comparison.onlyFirst] : [],
    settings: settingDrift(expected, settings),
  }
}

export const hasDrifted = ({ missing, changed }: Drift): boolean =>
  missing.length + changed.length > 0

const nameOf = ({ engine, family, name }: HeldTable): string => `${engine} ${family} ${name}`

const labelOf = ({ engine, family, name }: HeldTable): string =>
  engine === 'legacy' ? `${family} ${name} (legacy)` : `${family} ${name}`

const isSameTable = (first: HeldTable, second: HeldTable, { shown }: Machine): boolean =>
  isSameMachine(
    { tables: [withoutFilled(first)], shown },
    { tables: [withoutFilled(second)], shown },
  )

/** What the loader fills in is not what was compiled; where it is known, the set counts as any other. */
const withoutFilled = (table: HeldTable): HeldTable => ({
  ...table,
  sets: table.sets.map((set) =>
    set.contents === 'client-facing' ? { ...set, members: { kind: 'numbers', set: [] } } : set,
  ),
})

/** Which rule stands where, by the intents that ours name in their comments: a wall less shows here, though another one still holds. */
const outlineOf = ({ chains }: HeldTable): string =>
  JSON.stringify(
    chains.map(({ name, base, rules }) => [
      name,
      base?.policy ?? '',
      ...rules.map(({ comment }) => comment.split(':')[0]),
    ]),
  )

/** The machine as it would be with our tables as they were applied. */
const withTables = (machine: Machine, wanted: readonly HeldTable[]): Machine => ({
  ...machine,
  tables: machine.tables.map(
    (table) => wanted.find((each) => nameOf(each) === nameOf(table)) ?? table,
  ),
})

const settingDrift = (
  { settings: wanted }: Expected,
  found: SysctlFacts | null,
): readonly SettingDrift[] =>
  wanted.flatMap(({ path, value }) => {
    const inForce = (found && sysctlValue(found, path)) ?? null
    const key = path.replaceAll('/', '.')
    return inForce === value ? [] : [{ key, wanted: value, found: inForce }]
  })
