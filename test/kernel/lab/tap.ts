import type { Packet } from './wire/index.ts'
import { readPacket } from './wire/index.ts'

/** One frame that the router emitted. */
export interface Emission {
  /** The interface that it left by. */
  readonly interface: string
  readonly frame: Buffer
  readonly packet: Packet
}

/** Everything that one router has emitted, in order of arrival. */
export interface Tap {
  readonly emissions: readonly Emission[]
  /** Frames seen by an interface since the router began. */
  count(name: string): number
  /** Forgets what was seen so far; the counts stay. */
  clear(): void
  /** Takes in a frame. */
  record(name: string, frame: Buffer): void
}

export const createTap = (): Tap => {
  const emissions: Emission[] = []
  const counts = new Map<string, number>()
  return {
    emissions,
    count: (name) => counts.get(name) ?? 0,
    clear: () => {
      emissions.length = 0
    },
    record: (name, frame) => {
      counts.set(name, (counts.get(name) ?? 0) + 1)
      const packet = readPacket(frame)
      if (!packet) throw new Error(`the router emitted ${frame.length} bytes that are no frame`)
      emissions.push({ interface: name, frame, packet })
    },
  }
}
