import { patternMatches } from '../../net/index.ts'
import type { ZoneFacts } from '../../verifier/index.ts'
import { emptyFlowtables } from '../flows/index.ts'
import { readInterfaces } from '../live/index.ts'
import type { Command, System } from '../system/index.ts'
import { faultOf } from '../system/index.ts'
import type { Backend, Part } from './backend.ts'
import { backends, partsOf } from './backend.ts'
import type { Texts } from './texts.ts'

export interface LockdownPlan {
  readonly backend: Backend
  /** Where its texts come from, the best first. */
  readonly texts: readonly Texts[]
  /** Whose interfaces are taken down where no ruleset can be loaded. */
  readonly clients: ZoneFacts
}

/**
 * - `locked`: a ruleset holds clients, those to come among them.
 * - `cut-off`: no ruleset could be loaded; the clients that are there have no link.
 * - `open`: nothing could be done, and nobody may believe that anything was.
 */
export interface LockdownResult {
  readonly kind: 'locked' | 'cut-off' | 'open'
  /** What took the rules of the lockdown; null: nothing did. */
  readonly by: Backend | null
  /** One line: what holds clients now. */
  readonly how: string
  /** What was tried and failed on the way, one sentence each. */
  readonly faults: readonly string[]
}

/** While a tool hangs here, clients may be unguarded. */
const LOAD_MILLISECONDS = 10_000

/**
 * Puts the lockdown up by whatever means there are: the backend's, then the others', with the policy's own text, then the
 * built-in one. Forwarding is switched off before anything else is tried. Where no tool loads anything, the clients'
 * interfaces are taken down: a client that has no link has no leak.
 */
export const engageLockdown = async (
  system: System,
  { backend, texts, clients }: LockdownPlan,
): Promise<LockdownResult> => {
  const faults: string[] = [...stopForwarding(system)]
  for (const each of [backend, ...backends.filter((other) => other !== backend)])
    for (const from of texts) {
      const fault = await loadAll(system, partsOf(each), from)
      if (fault === undefined) {
        const flows = await emptyFlowtables(system)
        if (flows.kind === 'failed' && each === 'nft') faults.push(flows.why)
        return { kind: 'locked', by: each, how: `the lockdown is in force, by ${each}`, faults }
      }
      if (!faults.includes(fault)) faults.push(fault)
    }
  return takeDown(system, clients, faults)
}

const stopForwarding = ({ files }: System): readonly string[] =>
  ['net/ipv4/ip_forward', 'net/ipv6/conf/all/forwarding'].flatMap((path) => {
    const reading = files.read(`/proc/sys/${path}`)
    // Written only where it is on: the write itself resets other settings (net/ipv4/devinet.c, inet_forward_change).
    if (reading.kind === 'missing' || (reading.kind === 'read' && reading.text.trim() === '0'))
      return []
    const change = files.set(`/proc/sys/${path}`, '0')
    return change.kind === 'failed' ? [`${path} cannot be set: ${change.reason}`] : []
  })

const loadAll = async (
  system: System,
  parts: readonly Part[],
  texts: Texts,
): Promise<string | undefined> => {
  for (const { lockdown, load } of parts) {
    const text = texts.get(lockdown)
    if (text === undefined) return `there is no artefact \`${lockdown}\``
    const command: Command = { ...load(text), milliseconds: LOAD_MILLISECONDS }
    const fault = faultOf(command, await system.run(command))
    if (fault !== undefined) return fault
  }
  return parts.some(({ target }) => target === 'nft') ? isThere(system) : undefined
}

/** A tool that says yes and does nothing is not believed. */
const isThere = async (system: System): Promise<string | undefined> => {
  const command: Command = {
    program: 'nft',
    arguments: ['list', 'table', 'inet', 'qubes_tor_fw_lockdown'],
    milliseconds: LOAD_MILLISECONDS,
  }
  return faultOf(command, await system.run(command))
}

const takeDown = async (
  system: System,
  clients: ZoneFacts,
  faults: readonly string[],
): Promise<LockdownResult> => {
  const told = [...faults]
  const interfaces = await readInterfaces(system)
  if (interfaces.kind === 'failed')
    return {
      kind: 'open',
      by: null,
      how: 'NOTHING could be locked down',
      faults: [...told, interfaces.why],
    }
  const theirs = interfaces.value.filter(
    ({ name, group }) =>
      group === clients.group || clients.interfaces.some((each) => patternMatches(each, name)),
  )
  let isOpen = false
  for (const { name } of theirs) {
    const command = { program: 'ip', arguments: ['link', 'set', 'dev', name, 'down'] }
    const fault = faultOf(command, await system.run(command))
    if (fault !== undefined) {
      isOpen = true
      told.push(fault)
    }
  }
  return isOpen
    ? { kind: 'open', by: null, how: 'NOTHING could be locked down', faults: told }
    : {
        kind: 'cut-off',
        by: null,
        how: "no ruleset could be loaded: the clients' interfaces that are there are down, one that comes is NOT held",
        faults: told,
      }
}
