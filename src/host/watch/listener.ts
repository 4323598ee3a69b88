import { visible } from '../../diagnostics/index.ts'
import type { Cause } from './cause.ts'
import { ipCause } from './events/ip-monitor.ts'
import type { Hearing } from './events/netlink-table.ts'
import { hearingOf, readNetlinkTable } from './events/netlink-table.ts'
import { nftEvents } from './events/nft-monitor.ts'
import type { Monitor, MonitorKind, StartMonitor } from './monitor.ts'
import { monitorKinds } from './monitor.ts'

export interface ListenerHandlers {
  /** Null: something happened, of which more is to be told in a moment. */
  readonly onCause: (cause: Cause | null) => void
  /** It ended, or lost something. */
  readonly onBlind: (why: string) => void
}

/** A monitor with what it hears, held against what the kernel says of its socket. */
export interface Listener {
  readonly kind: MonitorKind
  /** Why it does not hear all, or null; a backlog is a cause, and a reason once it stays. */
  readonly check: (table: string) => string | null
  readonly isListening: (table: string) => boolean
  readonly stop: () => void
}

/** Looks in a row that found it behind before it counts as hanging. */
const BEHIND_MAX = 3

/** Characters of a complaint that are told. */
const TOLD_MAX = 200

/** ENOBUFS, as nft (src/mnl.c) and ip (lib/libnetlink.c) tell it. Other complaints are of what was not understood. */
const isLoss = (line: string): boolean => /lost|No buffer space|receive error/i.test(line)

export const startListener = (
  start: StartMonitor,
  kind: MonitorKind,
  { onCause, onBlind }: ListenerHandlers,
): Listener => {
  const { program, protocol } = monitorKinds[kind]
  const events = nftEvents()
  let behind = 0
  const onNftLine = (line: string): void => {
    const event = events.take(line)
    switch (event.kind) {
      case 'goes-on':
        onCause(null)
        break
      case 'transaction':
        onCause(event.cause)
        break
      case 'overflow':
        onBlind(`${program} monitor lost events: ${event.what}`)
    }
  }
  const onComplaint = (line: string): void => {
    const what = `${program} monitor complains: ${visible(line.slice(0, TOLD_MAX))}`
    if (isLoss(line)) onBlind(what)
    else onCause({ kind: 'backlog', what })
  }
  const onLine = kind === 'ruleset' ? onNftLine : (line: string) => onCause(ipCause(line))
  const monitor: Monitor = start(kind, { onLine, onComplaint, onEnd: onBlind })
  const hearing = (table: string): Hearing =>
    monitor.pid === undefined
      ? { kind: 'deaf' }
      : hearingOf(readNetlinkTable(table), protocol, monitor.pid)
  const check = (table: string): string | null => {
    const heard = hearing(table)
    if (heard.kind === 'deaf') return `${program} monitor does not listen any more`
    if (heard.drops > 0) return `the kernel dropped ${heard.drops} events for ${program} monitor`
    behind = heard.isBehind ? behind + 1 : 0
    if (heard.isBehind)
      onCause({ kind: 'backlog', what: `${program} monitor has not read what happened` })
    return behind >= BEHIND_MAX ? `${program} monitor hangs` : null
  }
  return {
    kind,
    check,
    isListening: (table) => hearing(table).kind === 'listens',
    stop: monitor.stop,
  }
}
