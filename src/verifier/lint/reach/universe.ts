import type { BaseHook, HeldBase, Machine } from '../../../ruleset/index.ts'
import type { Flow } from '../../chain/flow.ts'
import type { Diagram } from '../../diagram/index.ts'
import {
  and,
  andAll,
  FALSE,
  implies,
  inIntervals,
  masked,
  not,
  or,
  TRUE,
} from '../../diagram/index.ts'
import { isTracked } from '../../path/index.ts'
import type { Binding, Space } from '../../space/index.ts'
import { block, ctKind, has, hasAny, isIpv4, untranslated } from '../../space/index.ts'
import type { Scope, ScopedTable } from './scope.ts'

/**
 * Whatever can come to a base chain, whoever else filters before it: more than does come, never less. Only what the
 * kernel itself makes sure of is left out, so that what is said of a rule holds beside any other table.
 */
export const universe = (scope: Scope, scoped: ScopedTable, base: HeldBase): readonly Flow[] => {
  const { space, engine } = scope
  const set = andAll(space.arena, [
    valid(space),
    interfaces(space, base.hook),
    sockets(space, engine.machine, base.hook),
    states(space, base),
    devices(space, base),
  ])
  const bindings = scoped.tellsTranslation ? allBindings : [untranslated]
  return set === FALSE ? [] : bindings.map((binding) => ({ set, binding }))
}

export const allBindings: readonly Binding[] = (['original', 'translated'] as const).flatMap(
  (destination) => (['original', 'translated'] as const).map((source) => ({ destination, source })),
)

/** Numbers that stand for something. */
const valid = (space: Space): Diagram => {
  const types = ['type', 'translated type', 'type here', 'source type', 'source type here']
  const isNew = has(space, 'ct kind', ctKind.new)
  return andAll(space.arena, [
    hasAny(space, 'ct kind', Object.values(ctKind)),
    implies(space.arena, isNew, has(space, 'ct direction', 0)),
    ...types.map((name) => hasAny(space, name, [0, 1, 2, 3, 4])),
    ...['iif', 'oif'].map((way) => within(space, way, 0)),
    ...(isIpv4(space)
      ? [inIntervals(space.arena, block(space, 'ip hdrlength'), [[5n, 15n]])]
      : ['frag', 'hbh', 'dst', 'rt'].map((name) => hasAny(space, `exthdr ${name}`, [0, 1]))),
  ])
}

const within = (space: Space, way: string, first: number): Diagram =>
  inIntervals(space.arena, block(space, way), [
    [BigInt(first), BigInt(space.interfaces.samples.length - 1)],
  ])

/** Where a packet came in and goes out, as far as the hook has it: by an interface, by none, or either. */
const ways: Readonly<Record<BaseHook, readonly [iif: 0 | 1 | null, oif: 0 | 1 | null]>> = {
  ingress: [1, 0],
  prerouting: [1, 0],
  input: [1, 0],
  forward: [1, 1],
  output: [0, 1],
  postrouting: [null, 1],
  egress: [null, 1],
}

const interfaces = (space: Space, hook: BaseHook): Diagram => {
  const side = (way: string, is: 0 | 1 | null) => {
    if (is === null) return TRUE
    return is === 0 ? has(space, way, 0) : within(space, way, 1)
  }
  const [iif, oif] = ways[hook]
  return and(space.arena, side('iif', iif), side('oif', oif))
}

/**
 * No packet has a socket before routing, but one that tproxy gave it; what is forwarded has none at all. On the way in
 * early demultiplexing may have found one already (`ip_rcv_finish_core`, net/ipv4/ip_input.c).
 */
const sockets = (space: Space, { tables }: Machine, hook: BaseHook): Diagram => {
  const isWithout = hook === 'prerouting' || hook === 'ingress' || hook === 'forward'
  const given = tables.some(({ chains }) =>
    chains.some(({ rules }) =>
      rules.some(({ steps }) => steps.some(({ kind }) => kind === 'tproxy' || kind === 'opaque')),
    ),
  )
  return isWithout && !given ? has(space, 'has socket', 0) : TRUE
}

/**
 * Before conntrack has seen it, a packet from outside has no entry; over loopback it brings the one of its way out. A
 * nat chain sees packets that begin a connection, or one that was expected.
 */
const states = (space: Space, { type, hook, priority }: HeldBase): Diagram => {
  if (type === 'nat') return hasAny(space, 'ct kind', [ctKind.new, ctKind.related])
  if (hook !== 'ingress' && (hook !== 'prerouting' || priority >= -200)) return TRUE
  const fresh = hasAny(space, 'ct kind', [ctKind.invalid, ctKind.untracked])
  return or(space.arena, has(space, 'iif', space.interfaces.loopback), fresh)
}

/** Whether conntrack has put fragments together by then, at -400, but for what a rule before has told it to leave alone. */
export const isReassembled = (
  machine: Machine,
  family: Space['family'],
  { hook, type, priority }: HeldBase,
): boolean => {
  const isAfter =
    hook === 'input' ||
    hook === 'forward' ||
    (hook === 'prerouting' && (type === 'nat' || priority > -400))
  return isAfter && isTracked(machine, family) && !spares(machine)
}

const spares = ({ tables }: Machine): boolean =>
  tables.some(
    ({ chains }) =>
      chains.some(({ base }) => base?.hook === 'prerouting' && base.priority <= -400) &&
      chains.some(({ rules }) =>
        rules.some(({ steps }) =>
          steps.some(({ kind }) => kind === 'notrack' || kind === 'opaque'),
        ),
      ),
  )

const devices = (space: Space, { hook, devices: names }: HeldBase): Diagram => {
  if (names.length === 0) return TRUE
  const atoms = names.flatMap((name) => space.interfaces.matching(name))
  return hasAny(space, hook === 'egress' ? 'oif' : 'iif', atoms)
}

/** Fragments other than the first, which bring no header of their own. */
export const laterFragments = (space: Space): Diagram =>
  isIpv4(space)
    ? not(masked(space.arena, block(space, 'ip frag-off'), 0x1fffn, 0n))
    : has(space, 'exthdr frag', 1)
