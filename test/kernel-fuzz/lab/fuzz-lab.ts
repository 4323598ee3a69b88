import { mustRun, run } from '../../kernel/lab/command.ts'
import type { Lab } from '../../kernel/lab/lab.ts'
import { openLab, underlay } from '../../kernel/lab/lab.ts'
import type { Clock } from './clock.ts'
import { openClock } from './clock.ts'
import type { Rig } from './rig.ts'
import { openRig } from './rig.ts'

/**
 * The kernel lab, and routers that are renewed where the one before cannot be used again. Lanes are what goes on at the
 * same time, each on routers of its own.
 */
export interface FuzzLab {
  /** With the gateway's listeners or without: once they are there they stay. */
  rig(lane: number, hasListeners: boolean): Promise<Rig>
  /** The lane's next router of that kind is a fresh one. */
  renew(lane: number, hasListeners: boolean): Promise<void>
  close(): Promise<void>
}

/** See clock.ts: what a frame brings about must happen before its system call returns. */
const stopSteering = async (): Promise<void> => {
  const device = '/sys/class/net/lab-there/queues/rx-0/rps_cpus'
  const script = `[ ! -w ${device} ] || echo 0 > ${device}`
  await run('ip', ['netns', 'exec', underlay.namespace, 'sh', '-c', script])
}

/** One processor for this process, so that a frame's work is never split between two. */
const stayOnOneProcessor = async (): Promise<void> => {
  const own = String(process.pid)
  const allowed = await mustRun('taskset', ['-cp', own])
  const first = /list: (\d+)/.exec(allowed)?.[1] ?? '0'
  await mustRun('taskset', ['-acp', first, own])
}

export const openFuzzLab = async (): Promise<FuzzLab> => {
  const lab: Lab = await openLab()
  await stopSteering()
  await stayOnOneProcessor()
  const clock: Clock = await openClock(lab)
  const current = new Map<string, Rig>()
  return {
    rig: async (lane, hasListeners) => {
      const key = `${lane} ${hasListeners}`
      const old = current.get(key)
      if (old?.isReusable()) return old
      await old?.close()
      const rig = await openRig(lab, clock)
      current.set(key, rig)
      return rig
    },
    renew: async (lane, hasListeners) => {
      const key = `${lane} ${hasListeners}`
      await current.get(key)?.close()
      current.delete(key)
    },
    close: async () => {
      for (const rig of current.values()) await rig.close()
      await clock.close()
      await lab.close()
    },
  }
}
