import { assert } from '../../assert.ts'
import type { HeldTable, Machine, MachineField, Part, Step } from '../../ruleset/index.ts'
import type { Arena, Diagram, DiagramLimits, Field } from '../diagram/index.ts'
import { createArena, equalTo, inIntervals, VARIABLES_MAX } from '../diagram/index.ts'
import type { GatewayFacts } from '../facts.ts'
import type { Blocks } from './blocks.ts'
import { layOut } from './blocks.ts'
import type { ChoiceSupply } from './choices.ts'
import { choiceSupply } from './choices.ts'
import { groupBits } from './groups.ts'
import type { InterfaceAtoms } from './interfaces.ts'
import { interfaceAtoms } from './interfaces.ts'
import { keyOf } from './key.ts'
import type { SpaceFamily } from './layout.ts'
import { atFirst, claimsFor } from './layout.ts'

/** All packets of one family, with what the kernel knows of them: the variables that every set is made of. */
export interface Space {
  readonly arena: Arena
  readonly family: SpaceFamily
  readonly facts: GatewayFacts
  readonly interfaces: InterfaceAtoms
  readonly blocks: Blocks
  readonly choices: ChoiceSupply
  /** Whether any rule asks the routing table about a destination, or about a source. */
  readonly asksRouting: { readonly destination: boolean; readonly source: boolean }
  /** Whether any rule looks at the first header behind IPv6's own. */
  readonly asksNextHeader: boolean
  /** Fields of packets that rules look at, and of which it is known how the packet came. */
  readonly told: readonly MachineField[]
}

/** What a comparison needs of a space, and a proof does not. */
export interface SpaceOptions {
  /** Blocks that rules change, and of which it must be known all the same what they held `at first`. */
  readonly remembered?: readonly string[]
  /** The names of what steps ask: with them, equal questions have one answer. */
  readonly sharedChoices?: ReadonlyMap<Step, string>
}

/**
 * Room for the proof of a small gateway, 1.2 MB: while tables grow, V8 throws away what it has optimised, and a first
 * proof took a third longer from a small start.
 */
const INITIAL_NODES = 2 ** 15

/** A space in which the rules of all these machines can be told. */
export const createSpace = (
  family: SpaceFamily,
  machines: readonly Machine[],
  facts: GatewayFacts,
  limits: Partial<DiagramLimits> = {},
  { remembered = [], sharedChoices }: SpaceOptions = {},
): Space => {
  const tables = machines.flatMap((machine) => machine.tables)
  const interfaces = interfaceAtoms([...namesIn(tables), ...namesOf(facts)])
  const claims = claimsFor(
    family,
    { interfaces: bitsFor(interfaces.samples.length), groups: groupBits(tables, facts) },
    remembered,
  )
  const blocks = layOut(claims)
  const choices = choiceSupply(blocks.variables, VARIABLES_MAX, sharedChoices ?? null)
  const arena = createArena({
    variables: VARIABLES_MAX,
    limits,
    initialNodes: INITIAL_NODES,
  })
  const { asked, written } = fieldsIn(tables)
  const asks = (start: string): boolean => asked.some((field) => field.startsWith(start))
  return {
    ...{ arena, family, facts, interfaces, blocks, choices },
    asksRouting: { destination: asks('fib daddr'), source: asks('fib saddr') },
    asksNextHeader: asks('ip6 nexthdr'),
    told: asked.filter((field) => !written.includes(field) || remembered.includes(field)),
  }
}

/** The variables of a block. */
export const block = (space: Space, name: string): Field => {
  const field = space.blocks.of.get(name)
  assert(field !== undefined, `no block ${name}`)
  return field
}

/** The block that keeps what this one held at first, where the space remembers it. */
export const firstBlock = (space: Space, name: string): Field | undefined =>
  space.blocks.of.get(atFirst(name))

/** The packets in which a block has this value. */
export const has = (space: Space, name: string, value: number | bigint): Diagram =>
  equalTo(space.arena, block(space, name), BigInt(value))

/** The packets in which a block has one of these values; none for no values. */
export const hasAny = (space: Space, name: string, values: readonly (number | bigint)[]): Diagram =>
  inIntervals(
    space.arena,
    block(space, name),
    values.map((value) => [BigInt(value), BigInt(value)] as const),
  )

const fieldsIn = (tables: readonly HeldTable[]) => {
  const asked = new Set<MachineField>()
  const written = new Set<MachineField>()
  for (const { chains } of tables)
    for (const { rules } of chains)
      for (const { steps } of rules)
        for (const step of steps) {
          for (const { field } of keyOf(step)) asked.add(field)
          if (step.kind === 'set-field') written.add(step.field)
        }
  return { asked: [...asked], written: [...written] }
}

const bitsFor = (count: number): number => Math.max(1, Math.ceil(Math.log2(count)))

const namesOf = ({ clients, uplink }: GatewayFacts): readonly string[] => [
  ...clients.interfaces,
  ...uplink.interfaces,
  ...(clients.addresses.kind === 'listed'
    ? clients.addresses.list.map((each) => each.interface)
    : []),
  ...(clients.gatewayAddress.kind === 'known'
    ? clients.gatewayAddress.list.map((each) => each.interface)
    : []),
]

/** Every name of an interface that a rule, a set or a map mentions. */
export const namesIn = (tables: readonly HeldTable[]): readonly string[] => [
  ...new Set(
    tables.flatMap((table) => [
      ...table.sets.flatMap(({ members }) =>
        members.kind === 'names'
          ? members.patterns
          : members.kind === 'tuples'
            ? members.tuples.flatMap(partNames)
            : [],
      ),
      ...table.maps.flatMap(({ entries }) =>
        entries.kind === 'opaque' ? [] : entries.list.flatMap((entry) => partNames(entry.tuple)),
      ),
      ...table.chains.flatMap(({ base }) => base?.devices ?? []),
      ...table.chains.flatMap((chain) =>
        chain.rules.flatMap((rule) => rule.steps.flatMap(stepNames)),
      ),
    ]),
  ),
]

const stepNames = (step: Step): readonly string[] => {
  if (step.kind === 'test' && step.among.kind === 'members') {
    const { members } = step.among
    if (members.kind === 'names') return members.patterns
    return members.kind === 'tuples' ? members.tuples.flatMap(partNames) : []
  }
  if (step.kind === 'verdict-map' && 'length' in step.entries)
    return step.entries.flatMap((entry) => partNames(entry.tuple))
  return []
}

const partNames = (parts: readonly Part[]): readonly string[] =>
  parts.flatMap((part) => (part.kind === 'name' ? [part.pattern] : []))
