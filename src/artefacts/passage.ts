import type { Commit, HeldTable, Machine, Moment } from '../ruleset/index.ts'
import { passage } from '../ruleset/index.ts'

/** The rulesets that a gateway goes to and fro between, read back from what was written. */
export interface Loaded {
  readonly firewall: Machine
  readonly lockdown: Machine
  /** What stands beside them all along: Qubes' own tables, say. Left out: nothing. */
  readonly beside?: readonly HeldTable[]
}

/**
 * All that is in force on the ways that `nft -f` takes: the lockdown first, the firewall in its place; the lockdown over
 * the firewall, and from there the firewall anew, or the lockdown alone once the firewall is taken out. A failure at any
 * step leaves what is in force before it.
 */
export const nftPassage = ({ firewall, lockdown, beside = [] }: Loaded): readonly Moment[] => {
  const standing = (tables: readonly HeldTable[]): Machine =>
    withTables(firewall, [...beside, ...tables])
  const commit = (
    event: string,
    [before, after]: readonly [Machine, Machine],
    removed: readonly HeldTable[],
    added: readonly HeldTable[],
  ): Commit => ({ event, before, after, removed, added, manner: 'anew' })
  const old = firewall.tables
  const locked = standing(lockdown.tables)
  const open = standing(old)
  const both = standing([...old, ...lockdown.tables])
  const young = again(firewall).tables
  return passage([
    commit('the firewall is loaded', [locked, open], lockdown.tables, old),
    commit('the lockdown is loaded', [open, both], [], lockdown.tables),
    commit(
      'the firewall is loaded anew',
      [both, standing(young)],
      [...old, ...lockdown.tables],
      young,
    ),
    commit('the firewall is taken out', [both, locked], old, []),
  ])
}

/**
 * The same of iptables-restore, which takes one table after the other and keeps what it has when one fails: the firewall
 * in the lockdown's place, the lockdown in the firewall's, and the firewall anew.
 */
export const iptablesPassage = ({ firewall, lockdown }: Loaded): readonly Moment[] => {
  const [toFirewall, standing] = tableByTable('the firewall', lockdown, firewall.tables)
  const [toLockdown, locked] = tableByTable('the lockdown', standing, lockdown.tables)
  const [anew] = tableByTable('the firewall, anew,', locked, again(firewall).tables)
  return passage([...toFirewall, ...toLockdown, ...anew])
}

/** In the order of the files, and of the tables in each; nf_tables may be behind it, so its ways are allowed for. */
const tableByTable = (
  name: string,
  start: Machine,
  tables: readonly HeldTable[],
): readonly [commits: readonly Commit[], end: Machine] => {
  const commits: Commit[] = []
  let before = start
  for (const table of tables) {
    const isSame = (other: HeldTable): boolean =>
      other.family === table.family && other.name === table.name
    const removed = before.tables.filter(isSame)
    const after = withTables(before, [...before.tables.filter((each) => !isSame(each)), table])
    const event = `table ${table.name} of ${name} is loaded`
    commits.push({ event, before, after, removed, added: [table], manner: 'anew' })
    before = after
  }
  return [commits, before]
}

const withTables = (machine: Machine, tables: readonly HeldTable[]): Machine => ({
  ...machine,
  tables,
})

/** The same tables, as others: what is loaded twice is put in a second time. */
const again = (machine: Machine): Machine =>
  withTables(
    machine,
    machine.tables.map((table) => ({ ...table })),
  )
