import { gatewayFacts } from '../../artefacts/index.ts'
import { visible } from '../../diagnostics/index.ts'
import { expectedOf, usualBackend } from '../../host/inspect/index.ts'
import { builtInTexts, lockDown, textsOf } from '../../host/lockdown/index.ts'
import { lockPath, statePath } from '../../host/state/index.ts'
import { readApplied } from '../../host/status/index.ts'
import type { System } from '../../host/system/index.ts'
import type { LogEntry, Restored, WatchTools } from '../../host/watch/index.ts'
import {
  cutClientsOff,
  pollPaths,
  readUnannounced,
  startInspector,
  startMonitor,
} from '../../host/watch/index.ts'
import type { Gateway } from '../../policy/index.ts'
import type { Call } from '../command.ts'
import type { RunningPolicy } from '../running/policy.ts'

/** Set for the process that looks. */
export const INSPECTOR = 'QUBES_TOR_FW_INSPECTOR'

/** How long applying again may take: it proves, loads, reads back and proves. */
const RESTORE_MILLISECONDS = 60_000

export interface Wiring {
  readonly call: Call
  readonly system: System
  readonly stateFolder: string
  readonly currentPolicy: () => Promise<RunningPolicy>
  readonly log: (entry: LogEntry) => void
}

/** What a watch uses on this machine. */
export const toolsOf = async (wiring: Wiring): Promise<WatchTools> => {
  const { call, system, stateFolder, currentPolicy, log } = wiring
  const self = call.world.self
  const inspector = startInspector([...self, ...call.world.argv], {
    ...call.world.env,
    [INSPECTOR]: '1',
  })
  const lockdown = await lockdowns(wiring)
  const settingsOf = settingPaths()
  return {
    startMonitor,
    netlinkTable: () => {
      const reading = system.files.read('/proc/self/net/netlink')
      return reading.kind === 'read' ? reading.text : ''
    },
    unannounced: async () => {
      const { gateway } = await currentPolicy()
      const paths = pollPaths(system, settingsOf(gateway))
      return readUnannounced(system, paths, statePath(stateFolder))
    },
    look: inspector.look,
    abandonLook: inspector.abandon,
    lock: () => system.files.lock(lockPath(stateFolder), 0),
    lockDown: lockdown,
    cutOff: async () =>
      cutClientsOff(system, gatewayFacts((await currentPolicy()).gateway).clients),
    restore: () => restore(wiring),
    clock: system.clock,
    log,
  }
}

/** Settings that the policy sets; it is compiled once. */
const settingPaths = (): ((gateway: Gateway) => readonly string[]) => {
  let digest = ''
  let paths: readonly string[] = []
  return (gateway) => {
    if (gateway.source.digest !== digest) {
      const { settings } = expectedOf(gateway, usualBackend(gateway), { addresses: [] })
      paths = settings.map(({ path }) => path)
      digest = gateway.source.digest
    }
    return paths
  }
}

/** The lockdown's texts are ready before they are needed, and made anew only for another policy. */
const lockdowns = async ({
  system,
  stateFolder,
  currentPolicy,
}: Wiring): Promise<WatchTools['lockDown']> => {
  const fallback = builtInTexts()
  const textsFor = (gateway: Gateway) => ({ gateway, texts: textsOf(gateway) })
  let ready = textsFor((await currentPolicy()).gateway)
  return async (reason) => {
    const { gateway } = await currentPolicy()
    if (gateway.source.digest !== ready.gateway.source.digest) ready = textsFor(gateway)
    const backend = readApplied(system, stateFolder)?.backend ?? usualBackend(gateway)
    return lockDown({
      system,
      stateFolder,
      plan: {
        backend,
        texts: [ready.texts, fallback],
        clients: gatewayFacts(gateway).clients,
      },
      reason,
      policySha256: gateway.source.digest,
    })
  }
}

/** Applies again what was applied, as a run of its own: it takes the lock, proves before and after, or leaves a lockdown. */
const restore = async ({ call, system, stateFolder, currentPolicy }: Wiring): Promise<Restored> => {
  const { gateway, text } = await currentPolicy()
  const backend = readApplied(system, stateFolder)?.backend ?? usualBackend(gateway)
  const [program, ...words] = call.world.self
  const { code, stderr, timedOut } = await system.run({
    program,
    arguments: [...words, 'apply', '-', '--backend', backend, '--state', stateFolder],
    input: text,
    milliseconds: RESTORE_MILLISECONDS,
  })
  const said = visible(stderr.trim().replaceAll(/\s*\n\s*/g, ' | ')).slice(0, SAID_MAX)
  if (timedOut) return { isApplied: false, how: '`apply` took too long' }
  return code === 0
    ? { isApplied: true, how: 'what was applied is in force again' }
    : { isApplied: false, how: `\`apply\` ended with ${code}: ${said}` }
}

const SAID_MAX = 600
