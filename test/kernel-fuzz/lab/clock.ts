import { createSocket } from 'node:dgram'
import type { Lab } from '../../kernel/lab/lab.ts'
import { underlay } from '../../kernel/lab/lab.ts'
import { limits } from '../../kernel/lab/limits.ts'

/**
 * Tells when everything is in that the router emitted because of what was sent before.
 *
 * The kernel takes a frame in, through the router and out again inside the very system call that sends it (softirqs
 * run at its end, on the same processor), so that the answers stand in the lab's socket before the call returns.
 * A datagram to that socket, sent after it, stands behind them: when it is read, they have been read.
 * That needs receive steering off, which would move the work to another processor.
 */
export interface Clock {
  /** Resolves when all that stood in the socket has been read. */
  pass(): Promise<void>
  close(): Promise<void>
}

/** A VXLAN network id that no interface has. */
const clockNetwork = 0xffffff

export const openClock = async (lab: Lab): Promise<Clock> => {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, underlay.here, resolve))
  const waiting = new Map<number, () => void>()
  let number = 0
  lab.vxlan.claim(clockNetwork, (payload) => {
    const beat = payload.readUInt32BE(0)
    waiting.get(beat)?.()
    waiting.delete(beat)
  })
  return {
    pass: () =>
      new Promise((resolve, reject) => {
        number += 1
        const timer = setTimeout(
          () => reject(new Error('the clock stands still')),
          limits.conditionMilliseconds,
        )
        waiting.set(number, () => {
          clearTimeout(timer)
          resolve()
        })
        const datagram = Buffer.alloc(12)
        datagram[0] = 8
        datagram.writeUIntBE(clockNetwork, 4, 3)
        datagram.writeUInt32BE(number, 8)
        socket.send(datagram, underlay.port, underlay.here)
      }),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}
