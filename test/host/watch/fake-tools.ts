import type {
  LogEntry,
  MonitorHandlers,
  MonitorKind,
  Restored,
  Sight,
  Unannounced,
  WatchEnd,
  WatchLimits,
  WatchOptions,
  WatchTools,
} from '../../../src/host/watch/index.ts'
import { formatEntry, watch, watchLimits } from '../../../src/host/watch/index.ts'

type Seen = Extract<Sight, { kind: 'seen' }>

export const well: Seen = {
  kind: 'seen',
  leaks: [],
  doubts: [],
  unserved: [],
  example: null,
  missing: [],
  changed: [],
  settings: [],
  customInput: 'present',
  isLockedDown: false,
  lockdownReason: null,
  clients: ['vif7.0'],
  isProvedAnew: true,
}
export const open: Seen = {
  ...well,
  leaks: ['no-client-escape'],
  example: 'a packet: it leaves by eth0',
}
export const lockedDown: Seen = { ...well, isLockedDown: true, lockdownReason: 'watch: a reason' }

/** Quick, and far enough apart that a busy machine keeps them apart. */
export const quick: WatchLimits = {
  ...watchLimits,
  tick: 20,
  quiet: 5,
  burst: 40,
  look: 300,
  busy: 200,
  start: 200,
  endsWithin: 60_000,
  restore: 0,
}

/** A gateway of which a test says what is in force, what is told, and by whom. */
export interface FakeGateway {
  /** What a look sees; a lockdown makes it `lockedDown`. */
  sight: Sight
  /** What a look does instead of seeing. */
  lookInstead: (() => Promise<Sight>) | undefined
  unannounced: Unannounced
  lockResult: 'held' | 'busy' | 'failed'
  lockdownKind: 'locked' | 'cut-off' | 'open'
  /** What `restore` makes of it. */
  restored: Restored
  /** Drops and bytes that wait, of each monitor's socket; null: there is no socket. */
  readonly sockets: Record<MonitorKind, { drops: number; waiting: number } | null>
  readonly handlers: Record<MonitorKind, MonitorHandlers | undefined>
  /** What was done, in order. */
  readonly done: string[]
  readonly log: LogEntry[]
  /** Ends of `look` so far. */
  looks: number
  started: number
  readonly options: { onDrift: WatchOptions['onDrift']; heartbeat: number }
  readonly limits: WatchLimits
}

export const fakeGateway = (
  onDrift: WatchOptions['onDrift'] = 'lockdown',
  limits: Partial<WatchLimits> = {},
): FakeGateway => ({
  sight: well,
  lookInstead: undefined,
  unannounced: { settings: 'a', legacy: '', state: 'b' },
  lockResult: 'held',
  lockdownKind: 'locked',
  restored: { isApplied: true, how: 'applied' },
  sockets: { ruleset: { drops: 0, waiting: 0 }, interface: { drops: 0, waiting: 0 } },
  handlers: { ruleset: undefined, interface: undefined },
  done: [],
  log: [],
  looks: 0,
  started: 0,
  options: { onDrift, heartbeat: 60_000 },
  limits: { ...quick, ...limits },
})

const pids: Record<MonitorKind, number> = { ruleset: 4711, interface: 4712 }
const protocols: Record<MonitorKind, number> = { ruleset: 12, interface: 0 }

const netlinkTable = ({ sockets }: FakeGateway): string =>
  (['ruleset', 'interface'] as const)
    .flatMap((kind) => {
      const socket = sockets[kind]
      return socket === null
        ? []
        : [
            `00000000aaaaaaaa ${protocols[kind]}   ${pids[kind]} 00000140 ${socket.waiting} 0        0     2        ${socket.drops}        7533749 `,
          ]
    })
    .join('\n')

const toolsOf = (gateway: FakeGateway): WatchTools => ({
  startMonitor: (kind, handlers) => {
    gateway.started += 1
    gateway.handlers[kind] = handlers
    return { pid: pids[kind], stop: () => {} }
  },
  netlinkTable: () => netlinkTable(gateway),
  unannounced: async () => gateway.unannounced,
  look: async () => {
    const sight = gateway.lookInstead ? await gateway.lookInstead() : gateway.sight
    gateway.looks += 1
    return sight
  },
  abandonLook: () => {
    gateway.done.push('abandoned')
  },
  lock: async () =>
    gateway.lockResult === 'held'
      ? { kind: 'held', release: () => {} }
      : gateway.lockResult === 'busy'
        ? { kind: 'busy' }
        : { kind: 'failed', reason: 'no flock' },
  lockDown: async (reason) => {
    gateway.done.push(`locked down: ${reason}`)
    if (gateway.lockdownKind === 'locked') gateway.sight = { ...lockedDown, lockdownReason: reason }
    return { kind: gateway.lockdownKind, how: gateway.lockdownKind, by: null, faults: [] }
  },
  cutOff: async () => {
    const isFirst = !gateway.done.includes('cut off')
    gateway.done.push('cut off')
    return isFirst ? ['vif7.0'] : []
  },
  restore: async () => {
    gateway.done.push('restored')
    if (gateway.restored.isApplied) gateway.sight = well
    return gateway.restored
  },
  clock: {
    monotonic: () => performance.now(),
    epochSeconds: () => 0,
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  },
  log: (entry) => {
    gateway.log.push(entry)
  },
})

export interface Running {
  /** Waits until it holds, and fails where it does not in the time that there is. */
  readonly until: (what: string, holds: () => boolean) => Promise<void>
  /** Some time in which something may happen that must not. */
  readonly pause: () => Promise<void>
  readonly write: (program?: string) => void
  readonly end: Promise<WatchEnd>
}

/** Runs a watch over the gateway while `play` plays, from its first look on, and stops it. */
export const watching = async (
  gateway: FakeGateway,
  play: (running: Running) => Promise<void>,
): Promise<WatchEnd> => {
  const stop = new AbortController()
  const end = watch(toolsOf(gateway), gateway.options, stop.signal, gateway.limits)
  const until = async (what: string, holds: () => boolean): Promise<void> => {
    const late = performance.now() + 5_000
    while (!holds()) {
      if (performance.now() > late) throw new Error(`${what}: it did not come to that`)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
  try {
    await play({
      until,
      pause: () => new Promise((resolve) => setTimeout(resolve, 150)),
      write: (program = 'nft') => {
        gateway.handlers.ruleset?.onLine('add table inet mine')
        gateway.handlers.ruleset?.onLine(`# new generation 7 by process 99 (${program})`)
      },
      end,
    })
  } finally {
    stop.abort()
  }
  return end
}

/** The log as the journal has it. */
export const told = ({ log }: FakeGateway): string => log.map(formatEntry).join('\n')

export const lockdowns = ({ done }: FakeGateway): readonly string[] =>
  done.filter((each) => each.startsWith('locked down'))
