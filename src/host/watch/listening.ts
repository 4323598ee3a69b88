import type { Cause } from './cause.ts'
import type { WatchLimits } from './limits.ts'
import type { Listener } from './listener.ts'
import { startListener } from './listener.ts'
import type { MonitorKind } from './monitor.ts'
import { monitorKinds } from './monitor.ts'
import type { WatchTools } from './tools.ts'

/** All monitors together. */
export interface Listening {
  /** Whether all listen in the time that they have for it. */
  readonly begin: () => Promise<boolean>
  /** Holds each against what the kernel says of its socket. */
  readonly check: () => void
  /** Why not all is heard; null: all is. */
  readonly blindness: () => string | null
  /** Starts those anew that were deaf; false where that does not help, or was needed too often. */
  readonly mend: () => Promise<boolean>
  readonly end: () => void
}

const kinds = Object.keys(monitorKinds) as readonly MonitorKind[]

export const makeListening = (
  tools: WatchTools,
  limits: WatchLimits,
  happened: (cause: Cause | null) => void,
  wake: () => void,
): Listening => {
  const { clock } = tools
  const listeners = new Map<MonitorKind, Listener>()
  const deaf = new Set<MonitorKind>()
  /** Those that listened once: one that is only starting is not deaf yet. */
  const ready = new Set<MonitorKind>()
  let blindness: string | null = null
  let ends: readonly number[] = []

  const lose = (kind: MonitorKind, why: string): void => {
    blindness ??= why
    deaf.add(kind)
    wake()
  }
  const listen = (kind: MonitorKind): void => {
    listeners.get(kind)?.stop()
    ready.delete(kind)
    const handlers = { onCause: happened, onBlind: (why: string) => lose(kind, why) }
    listeners.set(kind, startListener(tools.startMonitor, kind, handlers))
  }
  /** A monitor that ended meanwhile ends the waiting. */
  const areListening = async (): Promise<boolean> => {
    const until = clock.monotonic() + limits.start
    while (blindness === null && clock.monotonic() < until) {
      const table = tools.netlinkTable()
      for (const [kind, each] of listeners) if (each.isListening(table)) ready.add(kind)
      if (ready.size === listeners.size) return true
      await clock.wait(Math.min(20, limits.tick))
    }
    return false
  }
  return {
    begin: async () => {
      for (const kind of kinds) listen(kind)
      const isWell = await areListening()
      if (!isWell) blindness ??= 'the monitors do not listen'
      return isWell
    },
    check: () => {
      const table = tools.netlinkTable()
      for (const [kind, listener] of listeners) {
        if (!ready.has(kind)) continue
        const fault = listener.check(table)
        if (fault !== null) lose(kind, fault)
      }
    },
    blindness: () => blindness,
    mend: async () => {
      const now = clock.monotonic()
      ends = [...ends.filter((each) => now - each < limits.endsWithin), now]
      if (ends.length > limits.ends) return false
      blindness = null
      for (const kind of [...deaf]) listen(kind)
      deaf.clear()
      return areListening()
    },
    end: () => {
      for (const listener of listeners.values()) listener.stop()
    },
  }
}
