import { until, within } from '../../kernel/lab/condition.ts'
import type { Vxlan } from '../../kernel/lab/vxlan.ts'
import { arp, broadcastMac, ethernet, etherType, readPacket } from '../../kernel/lab/wire/index.ts'
import { limits } from '../limits.ts'
import { wireEnd } from '../world/build.ts'
import type { Namespace } from '../world/namespace.ts'
import { readPcap } from './pcap.ts'

/** Who asks what, to know that a wire is quiet: whoever stands opposite to the gateway asks for the gateway's address. */
export interface Asking {
  /** The network id by which frames are put on the wire. */
  readonly network: number
  readonly asker: string
  readonly gateway: string
}

/** Everything on one of the gateway's wires, since before it booted. */
export interface Tap {
  /** Frames so far: a place to come back to. */
  position(): number
  /** Whole frames that the gateway sent since a place. */
  sent(since: number): readonly Buffer[]
  /**
   * Waits until all before is recorded; where the gateway answers by this wire, also all that it sent before it answered
   * one more question. Whether it did is the result.
   */
  settle(): Promise<boolean>
  /** Ends it. An error where frames were lost. */
  close(): Promise<void>
}

/** Those who stand around, and those who ask only to know that it is quiet. Every other sender is the gateway. */
const foreign = ['02:00:00:00:02:', '02:00:00:03:']
const askerPrefix = '02:00:00:03:'

const isForeign = (mac: string): boolean => foreign.some((prefix) => mac.startsWith(prefix))

let asked = 0

const nextAsker = (): string => {
  asked = (asked + 1) % 0x10000
  return `${askerPrefix}${asked.toString(16).padStart(4, '0').replace(/(..)/, '$1:')}`
}

const question = (mac: string, { asker, gateway }: Asking): Buffer =>
  ethernet(
    { source: mac, destination: broadcastMac, type: etherType.arp },
    arp({
      operation: 'request',
      senderMac: mac,
      senderAddress: asker,
      targetMac: '00:00:00:00:00:00',
      targetAddress: gateway,
    }),
  )

/** The gateway's answers to what was asked only to know that it is quiet. */
const isAnswerToUs = (frame: Buffer): boolean => {
  return readPacket(frame)?.ethernet.destination.startsWith(askerPrefix) ?? false
}

const spawnTcpdump = (at: Namespace, take: (frame: Buffer) => void) => {
  const options = [
    '--immediate-mode',
    '-U',
    '-n',
    '-p',
    '-s',
    String(limits.tapFrameBytes),
    '-w',
    '-',
  ]
  const child = at.spawn('tcpdump', ['-i', wireEnd, '-B', String(limits.tapKilobytes), ...options])
  const errors: string[] = []
  child.stderr.on('data', (text: Buffer) => errors.push(String(text)))
  child.on('error', (error) => errors.push(error.message))
  child.stdout.on(
    'data',
    readPcap(({ bytes }) => take(bytes)),
  )
  return { child, said: () => errors.join('') }
}

/** Hangs a tap on a namespace's wire to the gateway. It is up when this resolves. */
export const openTap = async (at: Namespace, vxlan: Vxlan, asking: Asking): Promise<Tap> => {
  const frames: Buffer[] = []
  const sources: string[] = []
  const { child, said } = spawnTcpdump(at, (frame) => {
    if (frames.length >= limits.tapFrames) throw new Error('the tap is full')
    frames.push(frame)
    sources.push(readPacket(frame)?.ethernet.source ?? '')
  })
  await until(`tcpdump listens in ${at.name}`, () => /listening on/.test(said()) || undefined)
  const settle = async (): Promise<boolean> => {
    const since = frames.length
    const mac = nextAsker()
    await vxlan.send([{ network: asking.network, frame: question(mac, asking) }])
    const seen = (match: (index: number) => boolean) => () => {
      for (let index = since; index < frames.length; index++) if (match(index)) return true
      return undefined
    }
    await until(
      `the tap in ${at.name} sees a question`,
      seen((index) => sources[index] === mac),
    )
    const answered = seen(
      (index) =>
        frames[index] !== undefined && readPacket(frames[index])?.ethernet.destination === mac,
    )
    return (await within(limits.silenceMilliseconds, answered)) ?? false
  }
  return {
    position: () => frames.length,
    sent: (since) =>
      frames
        .slice(since)
        .filter((frame, index) => !isForeign(sources[since + index] ?? '') && !isAnswerToUs(frame)),
    settle,
    close: async () => {
      const ended = new Promise((resolve) => child.once('close', resolve))
      child.kill('SIGINT')
      await ended
      const lost = /(\d+) packets? dropped by kernel/.exec(said())?.[1]
      if (lost !== '0') throw new Error(`the tap in ${at.name} lost frames: ${said()}`)
    },
  }
}
