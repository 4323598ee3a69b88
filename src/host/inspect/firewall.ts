import { gatewayFacts } from '../../artefacts/index.ts'
import { readMachine } from '../../backends/sources/index.ts'
import type { SysctlFacts } from '../../backends/sysctl/index.ts'
import type { Gateway } from '../../policy/gateway.ts'
import type { Machine } from '../../ruleset/index.ts'
import { isSameMachine } from '../../ruleset/index.ts'
import type { GatewayFacts, GuaranteeId, GuaranteeResult } from '../../verifier/index.ts'
import { guaranteeIds, verify } from '../../verifier/index.ts'
import type { ClientFacing } from '../live/index.ts'
import {
  factsWithClientFacing,
  findClientFacing,
  readInterfaces,
  readLive,
  readLiveMachine,
} from '../live/index.ts'
import type { System } from '../system/index.ts'
import type { AttachedClient } from './clients.ts'
import { attachedClients, factsOfService } from './clients.ts'

/** What is in force, and what was found of it. */
export type Inspection =
  | {
      readonly kind: 'read'
      readonly facts: GatewayFacts
      readonly machine: Machine
      readonly settings: SysctlFacts | null
      readonly clients: readonly AttachedClient[]
      readonly clientFacing: ClientFacing
      readonly judgement: Judgement
    }
  /** What was read is no machine that we understand: everything may be open. */
  | { readonly kind: 'unreadable'; readonly why: readonly string[] }
  /** It could not be read: a tool is missing, refuses or hangs. */
  | { readonly kind: 'failed'; readonly why: readonly string[] }

/** The verdict on what is in force, by what follows from it. */
export interface Judgement {
  readonly guarantees: readonly GuaranteeResult[]
  /** Guarantees that forbid, refuted: a packet gets where it must not. */
  readonly leaks: readonly GuaranteeResult[]
  /** Guarantees that forbid, undecided: it may. */
  readonly doubts: readonly GuaranteeResult[]
  /** Guarantees of service that do not hold: the wire is dead, which is safe. */
  readonly unserved: readonly GuaranteeResult[]
}

/** They promise clients a service; where they fail alone, nothing gets past Tor, and nothing to it. */
const ofService: readonly GuaranteeId[] = ['tcp-reaches-tor', 'dns-reaches-tor']

/**
 * Whether it fails because something does not get where it is owed, as Tor's own connections, and for nothing else. Where a
 * ruleset holds what is not understood, who knows what else would be found.
 */
const isDead = (
  { id, verdict, counterexamples }: GuaranteeResult,
  isUnderstood: boolean,
): boolean =>
  ofService.includes(id)
    ? verdict === 'refuted' || verdict === 'undecided'
    : isUnderstood &&
      verdict === 'refuted' &&
      counterexamples.length > 0 &&
      counterexamples.every(({ isMissed }) => isMissed)

export const judgementOf = (
  guarantees: readonly GuaranteeResult[],
  isUnderstood: boolean,
): Judgement => {
  const unserved = guarantees.filter((each) => isDead(each, isUnderstood))
  const others = guarantees.filter((each) => !unserved.includes(each))
  return {
    guarantees,
    leaks: others.filter(({ verdict }) => verdict === 'refuted'),
    doubts: others.filter(({ verdict }) => verdict === 'undecided'),
    unserved,
  }
}

/** Whether every reader followed every rule of it. */
const isUnderstood = (machine: Machine): boolean => !textOf(machine).includes('"kind":"opaque"')

/** Nothing gets past Tor, as far as the rulesets decide it. */
export const holds = ({ leaks, doubts }: Judgement): boolean =>
  leaks.length === 0 && doubts.length === 0

/**
 * Reads everything that is in force on this machine and asks every guarantee of it. It changes nothing. What was
 * found before of the very same machine, and of the same facts, is not proved again.
 *
 * While no client's interface is there, nobody can say whether the set of client-facing addresses is right; it is
 * taken to be. An interface that comes is an event, and then it is held against what the interface bears.
 */
export const inspect = async (
  system: System,
  gateway: Gateway,
  before: Inspection | null = null,
): Promise<Inspection> => {
  const wanted = gatewayFacts(gateway)
  const interfaces = await readInterfaces(system)
  if (interfaces.kind === 'failed') return { kind: 'failed', why: [interfaces.why] }
  const clientFacing = await findClientFacing(system, wanted.clients, interfaces.value)
  const live = await readLive(system)
  if (live.kind === 'failed') return live
  const facts = factsWithClientFacing(wanted, clientFacing)
  const { value, diagnostics } =
    clientFacing.addresses.length > 0
      ? readLiveMachine(live.texts, facts)
      : readMachine(live.texts, { asFilled: true })
  if (!value) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    return { kind: 'unreadable', why: errors.map(({ message }) => message) }
  }
  const { machine, sysctls: settings } = value
  const clients = await attachedClients(system, facts.clients, interfaces.value)
  const found = { kind: 'read', facts, machine, settings, clientFacing, clients } as const
  if (before?.kind === 'read' && isAlike(before, found))
    return { ...found, judgement: before.judgement }
  const shown = { torrc: null, settings }
  const forbidding = guaranteeIds.filter((id) => !ofService.includes(id))
  const service =
    clients.length === 0
      ? []
      : verify(machine, factsOfService(facts, clients), { shown, only: ofService }).guarantees
  const { guarantees } = verify(machine, facts, { shown, only: forbidding })
  return { ...found, judgement: judgementOf([...guarantees, ...service], isUnderstood(machine)) }
}

type Asked = Pick<
  Inspection & { readonly kind: 'read' },
  'facts' | 'machine' | 'settings' | 'clients'
>

const isAlike = (first: Asked, second: Asked): boolean =>
  isSameMachine(first.machine, second.machine) &&
  textOf(first.facts) === textOf(second.facts) &&
  textOf(first.clients) === textOf(second.clients) &&
  textOf(first.settings) === textOf(second.settings)

const textOf = (data: unknown): string =>
  JSON.stringify(data, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
