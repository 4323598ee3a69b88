import { createSocket } from 'node:dgram'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { limits } from './limits.ts'

/** A frame for one network id: one network id is one interface of one router. */
export interface Addressed {
  readonly network: number
  readonly frame: Buffer
}

/**
 * The one UDP socket by which every interface of every router is driven (VXLAN, RFC 7348):
 * a datagram of eight bytes and an Ethernet frame becomes that frame on the interface of that network id,
 * and each frame that a router emits comes back here, its network id saying where it left.
 */
export interface Vxlan {
  /** Sends in order, at most `limits.batchFrames` in a turn of the event loop. */
  send(frames: readonly Addressed[]): Promise<void>
  /** Where frames of these network ids go. Frames of ids that nobody claims are dropped: their router is gone. */
  claim(network: number, receive: (frame: Buffer) => void): void
  release(network: number): void
  close(): Promise<void>
}

const headerBytes = 8

const encapsulate = ({ network, frame }: Addressed): Buffer => {
  const header = Buffer.alloc(headerBytes)
  header[0] = 8
  header.writeUIntBE(network, 4, 3)
  return Buffer.concat([header, frame])
}

export const openVxlan = async (ends: {
  readonly local: string
  readonly remote: string
  readonly port: number
}): Promise<Vxlan> => {
  const socket = createSocket('udp4')
  const receivers = new Map<number, (frame: Buffer) => void>()
  socket.on('message', (datagram) => {
    if (datagram.length < headerBytes) return
    receivers.get(datagram.readUIntBE(4, 3))?.(datagram.subarray(headerBytes))
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(ends.port, ends.local, resolve)
  })
  socket.setRecvBufferSize(4 * 1024 * 1024)
  const sendOne = (datagram: Buffer): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.send(datagram, ends.port, ends.remote, (error) => (error ? reject(error) : resolve()))
    })
  return {
    send: async (frames) => {
      for (let at = 0; at < frames.length; at += limits.batchFrames) {
        const batch = frames.slice(at, at + limits.batchFrames)
        await Promise.all(batch.map((one) => sendOne(encapsulate(one))))
        await nextTurn()
      }
    },
    claim: (network, receive) => {
      receivers.set(network, receive)
    },
    release: (network) => {
      receivers.delete(network)
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}
