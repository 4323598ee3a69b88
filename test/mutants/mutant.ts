import type { HeldBase, HeldChain, HeldRule, HeldTable, Machine } from '../../src/ruleset/index.ts'

/** A machine that differs from what we emit in one thing. */
export interface Mutant {
  /** What was done, where, and to which rule or chain: `deliver_client socks-to-tor #3: deleted`. */
  readonly name: string
  /** The intent of the rule, or what was done to a chain or table: `policy`, `hook`, `family`. */
  readonly intent: string
  /** Null where no table was changed, but one is missing. */
  readonly chain: HeldChain | null
  readonly isArp: boolean
  readonly machine: Machine
}

/** One way to spoil a ruleset, in every place where it can be done. */
export interface Operator {
  readonly name: string
  readonly mutants: (machine: Machine) => readonly Mutant[]
}

/** A chain and where it stands. */
export interface Spot {
  readonly table: HeldTable
  readonly chain: HeldChain
}

export const spotsOf = ({ tables }: Machine): readonly Spot[] =>
  tables.flatMap((table) => table.chains.map((chain) => ({ table, chain })))

/** Rules of ours say which intent put them there. */
export const intentOf = ({ comment }: HeldRule): string => comment.split(':')[0] ?? ''

export const withTable = (machine: Machine, old: HeldTable, table: HeldTable): Machine => ({
  ...machine,
  tables: machine.tables.map((each) => (each === old ? table : each)),
})

export const withChain = (machine: Machine, { table, chain }: Spot, fresh: HeldChain): Machine =>
  withTable(machine, table, {
    ...table,
    chains: table.chains.map((each) => (each === chain ? fresh : each)),
  })

export const withRules = (machine: Machine, spot: Spot, rules: readonly HeldRule[]): Machine =>
  withChain(machine, spot, { ...spot.chain, rules })

export const withBase = (machine: Machine, spot: Spot, base: HeldBase): Machine =>
  withChain(machine, spot, { ...spot.chain, base })

/** The rules that one rule can be turned into, each by what was done to it. */
type Turned = readonly (readonly [done: string, rules: readonly HeldRule[]])[]

/** A mutant for each thing that `turn` makes of the rules of a chain, one rule at a time. */
export const ofEachRule = (
  machine: Machine,
  turn: (rule: HeldRule, chain: HeldChain, index: number) => Turned,
): readonly Mutant[] =>
  spotsOf(machine).flatMap((spot) =>
    spot.chain.rules.flatMap((rule, index) =>
      turn(rule, spot.chain, index).map(([done, rules]) => ({
        name: `${label(spot)} ${intentOf(rule)} #${index + 1}: ${done}`,
        intent: intentOf(rule),
        chain: spot.chain,
        isArp: spot.table.family === 'arp',
        machine: withRules(machine, spot, rules),
      })),
    ),
  )

/** A mutant for each thing that `turn` makes of a base chain's place and policy. */
export const ofEachBase = (
  machine: Machine,
  turn: (base: HeldBase, spot: Spot) => readonly (readonly [done: string, machine: Machine])[],
  intent: string,
): readonly Mutant[] =>
  spotsOf(machine).flatMap((spot) =>
    spot.chain.base === null
      ? []
      : turn(spot.chain.base, spot).map(([done, mutated]) => ({
          name: `${label(spot)}: ${done}`,
          intent,
          chain: spot.chain,
          isArp: spot.table.family === 'arp',
          machine: mutated,
        })),
  )

/** Tables of x_tables share the names of their chains; ours of nft do not. */
export const label = ({ table, chain }: Spot): string =>
  table.engine === 'legacy'
    ? `${table.family} ${table.name} ${chain.name}`
    : `${table.family} ${chain.name}`
