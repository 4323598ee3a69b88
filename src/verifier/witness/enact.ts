import type { Environment, Judgement, Packet, Scenario } from '../../netfilter/index.ts'
import { connectionsOf, judge } from '../../netfilter/index.ts'
import type { HeldTable, Machine } from '../../ruleset/index.ts'
import type { Engine } from '../chain/engine.ts'
import type { BreachFate } from '../guarantees/evidence.ts'
import { hasNat } from '../path/index.ts'
import type { Space } from '../space/index.ts'
import { addressType, ctKind, isIpv4 } from '../space/index.ts'
import { scenarioOf } from './scenario.ts'
import type { Acting, Way } from './stage.ts'
import { interfaceName, stageFor } from './stage.ts'
import { turnsOut } from './turnout.ts'

/** A packet's way through the reference, in a gateway made up for it. */
export interface Enacted {
  readonly scenario: Scenario
  readonly judgement: Judgement
  /** Whether it comes to what the sets say. */
  readonly isAsSaid: boolean
}

/** At most so many gateways are tried for one packet. */
const TRIES_MAX = 96

/**
 * The packet of an assignment, on the reference. An assignment tells how things stand at the end, so what a rule has
 * written over is tried: the connection's mark and the time to live that the packet came with, and which way limits,
 * queues and sets of others went. The first gateway in which it goes as said is shown; else the first of all.
 */
export const enact = (
  engine: Engine,
  fate: BreachFate,
  acting: Acting,
  triesMax = TRIES_MAX,
): Enacted => {
  const { space } = engine
  let first: Enacted | undefined
  let tries = 0
  const known = machineOf(engine, acting)
  for (const scenario of scenariosOf(space, fate, acting))
    for (const settings of settingsTried(space, known, acting))
      for (const judgement of courses(space, settings, scenario, acting)) {
        const isAsSaid =
          bears(acting, fate, judgement) && shows(engine, fate, acting, scenario, judgement)
        const enacted = { scenario, judgement, isAsSaid }
        if (isAsSaid) return enacted
        first ??= enacted
        tries += 1
        if (tries >= triesMax) return first
      }
  return first ?? enactPlainly(engine, acting)
}

/**
 * Connections that are translated already stay so where any table has a chain of type nat. Of those that were shown none
 * may have one; then the translation came of another, which has to be there for the packet to go so.
 */
const machineOf = ({ machine, space }: Engine, { binding }: Acting): Machine => {
  const isTranslated = binding.destination === 'translated' || binding.source === 'translated'
  if (space.family === 'arp' || !isTranslated || hasNat(machine, space.family)) return machine
  const known = withTranslation.get(machine)
  if (known) return known
  const made = { ...machine, tables: [...machine.tables, translating] }
  withTranslation.set(machine, made)
  return made
}

const withTranslation = new WeakMap<Machine, Machine>()

const nowhere = { source: '', line: 1, column: 1 }

const translating: HeldTable = {
  engine: 'nft',
  family: 'inet',
  name: 'not shown',
  isDormant: false,
  sets: [],
  maps: [],
  chains: [
    {
      name: 'nat',
      base: { type: 'nat', hook: 'prerouting', priority: -100, policy: 'accept', devices: [] },
      rules: [],
      place: nowhere,
    },
  ],
  place: nowhere,
}

const enactPlainly = (engine: Engine, acting: Acting): Enacted => {
  const scenario = scenarioOf(engine.space, acting.binding, acting.value)
  const environment = stageFor(engine.space, [acting], [], { decide: () => true, listeners: null })
  const judgement = judge(engine.machine, environment, connectionsOf(scenario), scenario.packet)
  return { scenario, judgement, isAsSaid: false }
}

interface Settings {
  readonly machine: Machine
  readonly listeners: Environment['listeners']
  readonly ways: readonly Way[]
}

/** Whether anybody listens, which of several chains of one priority is the newer one, and by which way it was to go. */
const settingsTried = (space: Space, machine: Machine, acting: Acting): readonly Settings[] =>
  waysTried(space, acting).flatMap((ways) =>
    [machine, { ...machine, tables: [...machine.tables].reverse() }].flatMap((each) =>
      [null, []].map((listeners) => ({ machine: each, listeners, ways })),
    ),
  )

/** What OUTPUT translates was to go by any way, which nobody remembers once it is routed anew. */
const waysTried = (
  { interfaces }: Space,
  { value, binding }: Acting,
): readonly (readonly Way[])[] => {
  const isRoutedAnew = binding.destination === 'translated' && value('iif') === 0n
  if (!isRoutedAnew) return [[]]
  const others = interfaces.samples.filter((name) => name !== '' && name !== 'lo')
  return [[], ...others.map((by) => [{ to: value('destination'), by }])]
}

/** The ways in which questions can be answered, yes to all of them first, and only so many. */
const COURSES_MAX = 32

function* courses(
  space: Space,
  { machine, listeners, ways }: Settings,
  { packet, met }: Scenario,
  acting: Acting,
): Generator<Judgement> {
  const waiting: (readonly boolean[])[] = [[]]
  for (let course = 0; course < COURSES_MAX; course += 1) {
    const given = waiting.shift()
    if (!given) return
    const answers: boolean[] = []
    const decide = (): boolean => {
      const answer = given[answers.length] ?? true
      answers.push(answer)
      return answer
    }
    const environment = stageFor(space, [acting], ways, { decide, listeners })
    yield judge(machine, environment, connectionsOf({ packet, met }), packet)
    for (let index = given.length; index < answers.length; index += 1)
      waiting.push([...answers.slice(0, index), false])
  }
}

/** Marks that a connection, or what a program sends, may have had before rules wrote over them. */
const marksTried = [0, 1, 2, 3]

function* scenariosOf(space: Space, fate: BreachFate, acting: Acting): Generator<Scenario> {
  const plain = quoting(space, acting, scenarioOf(space, acting.binding, acting.value))
  yield plain
  const { packet, met } = plain
  const life = (ttl: number): Packet => ({ ...packet, ttl })
  // What is forwarded had one more to live; what rules before saw of it nobody remembers.
  if (fate === 'leaves' && packet.enters !== null) yield { packet: life(packet.ttl + 1), met }
  if (packet.ttl <= 1) yield { packet: life(64), met }
  // What conntrack found invalid may have been taken from it afterwards: nobody remembers what it was.
  if (met?.state === 'untracked') yield { packet: { ...packet, tracking: 'invalid' }, met: null }
  // What is answered though it goes nowhere is answered because its time is over.
  if (fate === 'is answered') yield { packet: life(1), met }
  const ttl = packet.ttl <= 1 ? 64 : packet.ttl
  for (const mark of packet.enters === null ? marksTried : [packet.mark])
    for (const ctMark of met ? marksTried : [0])
      yield { packet: { ...packet, ttl, mark }, met: met && { ...met, mark: ctMark } }
}

/** An error belongs to a connection by what it quotes: what its receiver once sent. */
const quoting = (space: Space, { value }: Acting, scenario: Scenario): Scenario => {
  const { packet } = scenario
  const isRelated = value('ct kind') === BigInt(ctKind.related)
  if (packet.icmp === null || !isRelated || space.family === 'arp') return scenario
  const quoted = {
    protocol: 17,
    source: packet.destination,
    destination: packet.source,
    sourcePort: 40_000,
    destinationPort: 443,
    icmp: null,
  }
  return { ...scenario, packet: { ...packet, icmp: { ...packet.icmp, quoted } } }
}

/** Whether what leaves or arrives bears the addresses that the assignment gives it. */
const bears = ({ value, binding }: Acting, fate: BreachFate, { outcomes }: Judgement): boolean => {
  if (!['leaves', 'arrives', 'arrives where'].includes(fate)) return true
  const end = (which: 'source' | 'destination'): bigint =>
    value(`${binding[which] === 'translated' ? 'translated ' : ''}${which}`)
  return outcomes.some(
    (each) =>
      (each.kind === 'sent' || each.kind === 'delivered') &&
      each.packet.source === end('source') &&
      each.packet.destination === end('destination'),
  )
}

/** Fates that one course shows, and those that only show beside another packet's. */
const shows = (
  engine: Engine,
  fate: BreachFate,
  acting: Acting,
  scenario: Scenario,
  judgement: Judgement,
): boolean => {
  const { packet } = scenario
  switch (fate) {
    case 'arrives with another source':
      return judgement.outcomes.some(
        (each) => each.kind === 'delivered' && each.packet.source !== packet.source,
      )
    case 'is answered for another address':
      return isAnswered(judgement)
    case 'is not answered to another address':
      return !isAnswered(judgement)
    case 'asks in the name of another address':
      return judgement.outcomes.some(
        (each) =>
          each.kind === 'sent' && each.interface === interfaceName(engine.space, acting, 'oif'),
      )
    case 'tells addresses apart':
      return isToldApart(engine, acting, scenario, judgement)
    // A torrc is no part of the reference: the rule that leads there is shown, and the line beside it.
    case 'disagrees':
      return true
    default:
      return turnsOut(engine.space, fate, acting, judgement)
  }
}

const isAnswered = ({ generated }: Judgement): boolean =>
  generated.some(({ judgement }) => judgement.outcomes.some(({ kind }) => kind === 'sent'))

/** The same packet where its destination is nobody's here: what becomes of it there is something else. */
const isToldApart = (
  engine: Engine,
  { value, binding }: Acting,
  { packet, met }: Scenario,
  judgement: Judgement,
): boolean => {
  const elsewhere: Acting = {
    binding,
    value: (name) =>
      name === 'type' || name === 'type here'
        ? BigInt(addressType.unicast)
        : name === 'facing'
          ? 0n
          : value(name),
  }
  const settings = { decide: () => true, listeners: [] }
  const { space, machine } = engine
  const environment = stageFor(space, [elsewhere], [], settings)
  const other = judge(machine, environment, connectionsOf({ packet, met }), packet)
  return shapeOf(space, judgement) !== shapeOf(space, other)
}

const shapeOf = (space: Space, { outcomes, generated }: Judgement): string =>
  [
    isIpv4(space) ? 'ip' : 'ip6',
    ...outcomes.map(({ kind }) => kind),
    ...generated.map(({ why, packet }) => `${why} ${packet.source}`),
  ].join()
