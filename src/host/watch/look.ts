import { visible } from '../../diagnostics/index.ts'
import type { Gateway } from '../../policy/gateway.ts'
import type { Inspection, OwnTables } from '../inspect/index.ts'
import { inspect, ownTablesOf, usualBackend } from '../inspect/index.ts'
import { readApplied } from '../status/index.ts'
import type { System } from '../system/index.ts'
import type { Sight } from './sight.ts'

/** The policy by which is judged now; or why there is none. */
export type CurrentPolicy = () => Promise<
  | { readonly kind: 'policy'; readonly gateway: Gateway }
  | { readonly kind: 'none'; readonly why: string }
>

/** Looks, in this process. What is the very same as at the last look is not proved again. */
export const makeLooker = (
  system: System,
  currentPolicy: CurrentPolicy,
  stateFolder: string,
): (() => Promise<Sight>) => {
  let before: Inspection | null = null
  let own: OwnTables | null = null
  let ownOf = ''
  return async () => {
    const policy = await currentPolicy()
    if (policy.kind === 'none') return { kind: 'unseen', why: policy.why }
    const { gateway } = policy
    const now = await inspectTwice(system, gateway, before)
    if (now.kind !== 'read') return { kind: 'unseen', why: visible(now.why[0] ?? 'no reason') }
    const isProvedAnew = before?.kind !== 'read' || before.judgement !== now.judgement
    before = now
    const applied = readApplied(system, stateFolder)
    const backend = applied?.backend ?? usualBackend(gateway)
    const isSaidToBe = applied?.verdict === 'lockdown'
    const what = `${backend} ${gateway.source.digest} ${isSaidToBe}`
    if (isProvedAnew || own === null || ownOf !== what)
      own = ownTablesOf(gateway, backend, now, isSaidToBe)
    ownOf = what
    return sightOf(now, own, own.isLockedDown ? (applied?.reason ?? null) : null, isProvedAnew)
  }
}

/** Between two tries, in milliseconds. */
const AGAIN_AFTER = 100

/**
 * Several tools read what is in force one after the other, and somebody may write in between: then what they say does not
 * fit together, or one of them gives up. What cannot be read the second time either cannot be read.
 */
const inspectTwice = async (
  system: System,
  gateway: Gateway,
  before: Inspection | null,
): Promise<Inspection> => {
  const first = await inspect(system, gateway, before)
  if (first.kind === 'read') return first
  await system.clock.wait(AGAIN_AFTER)
  return inspect(system, gateway, before)
}

const sightOf = (
  { judgement, clients }: Inspection & { readonly kind: 'read' },
  { drift, customInput, isLockedDown }: OwnTables,
  lockdownReason: string | null,
  isProvedAnew: boolean,
): Sight => {
  const { leaks, doubts, unserved } = judgement
  const [first] = [...leaks, ...doubts, ...unserved].flatMap((each) => each.counterexamples)
  const ids = (results: typeof leaks): readonly string[] => results.map(({ id }) => id)
  return {
    kind: 'seen',
    leaks: ids(leaks),
    doubts: ids(doubts),
    unserved: isLockedDown ? [] : ids(unserved),
    example: first ? visible(`\`${first.packet}\`: ${first.fate}`) : null,
    missing: drift.missing,
    changed: drift.changed,
    settings: drift.settings,
    customInput,
    isLockedDown,
    lockdownReason: lockdownReason === null ? null : visible(lockdownReason),
    clients: clients.map(({ interface: name }) => name),
    isProvedAnew,
  }
}
