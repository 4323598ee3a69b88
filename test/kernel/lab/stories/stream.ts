import { within } from '../condition.ts'
import type { Router } from '../router.ts'
import type { Emission } from '../tap.ts'
import type { ReadTcp, TcpFlag } from '../wire/index.ts'
import { ethernet, etherType, ipv4, protocolNumber, tcp } from '../wire/index.ts'

/** One end of a TCP connection that the test plays itself, over one interface of the router. */
export interface StreamEnds {
  readonly interface: string
  /** Link-layer addresses of this end and of the router. */
  readonly mac: string
  readonly routerMac: string
  readonly address: string
  readonly port: number
  readonly peer: string
  readonly peerPort: number
}

export interface Stream {
  readonly ends: StreamEnds
  /** The next sequence number of this end, and what it has seen of the other. */
  readonly sequence: () => number
  readonly acknowledgement: () => number
  readonly send: (flags: readonly TcpFlag[], text?: string) => Promise<void>
}

/** How long an answer may take that a process has to give. */
export const answerMilliseconds = 3000

export const segmentFrame = (
  ends: StreamEnds,
  fields: {
    readonly flags: readonly TcpFlag[]
    readonly sequence: number
    readonly acknowledgement: number
  },
  text = '',
): Buffer => {
  const between = { source: ends.address, destination: ends.peer }
  const header = { sourcePort: ends.port, destinationPort: ends.peerPort, ...fields }
  const segment = tcp(between, header, Buffer.from(text, 'latin1'))
  return ethernet(
    { source: ends.mac, destination: ends.routerMac, type: etherType.ipv4 },
    ipv4({ ...between, protocol: protocolNumber.tcp }, segment),
  )
}

/** The TCP header and text of an emission that is for this end; undefined otherwise. */
export const forEnd = (
  emission: Emission,
  ends: StreamEnds,
): { readonly header: ReadTcp; readonly text: string } | undefined => {
  const { network } = emission.packet
  if (emission.interface !== ends.interface || network.kind !== 'ipv4') return undefined
  const { header, transport } = network
  if (transport.kind !== 'tcp') return undefined
  const matches =
    header.source === ends.peer &&
    header.destination === ends.address &&
    transport.header.sourcePort === ends.peerPort &&
    transport.header.destinationPort === ends.port
  return matches
    ? { header: transport.header, text: transport.payload.toString('latin1') }
    : undefined
}

const makeStream = (router: Router, ends: StreamEnds, start: number, seen: number): Stream => {
  let sequence = start
  let acknowledged = seen
  return {
    ends,
    sequence: () => sequence,
    acknowledgement: () => {
      const next = router.tap.emissions.flatMap((emission) => {
        const found = forEnd(emission, ends)
        if (!found) return []
        const { header, text } = found
        const flags = header.flags.filter((flag) => flag === 'syn' || flag === 'fin').length
        return [header.sequence + text.length + flags]
      })
      acknowledged = Math.max(acknowledged, ...next)
      return acknowledged
    },
    async send(flags, text = '') {
      const fields = { flags, sequence, acknowledgement: this.acknowledgement() }
      sequence += text.length + (flags.includes('fin') || flags.includes('syn') ? 1 : 0)
      await router.inject([
        { interface: ends.interface, frames: [segmentFrame(ends, fields, text)] },
      ])
    },
  }
}

const firstSequence = 1_000_000

/** Opens a connection through the router. Undefined where nobody answers, which settles at once. */
export const openStream = async (router: Router, ends: StreamEnds): Promise<Stream | undefined> => {
  const opening = { flags: ['syn'], sequence: firstSequence, acknowledgement: 0 } as const
  await router.inject([{ interface: ends.interface, frames: [segmentFrame(ends, opening)] }])
  await router.settle()
  const answer = router.tap.emissions
    .map((emission) => forEnd(emission, ends))
    .find((found) => found?.header.flags.includes('syn') && found.header.flags.includes('ack'))
  if (!answer) return undefined
  const stream = makeStream(router, ends, firstSequence + 1, answer.header.sequence + 1)
  await stream.send(['ack'])
  return stream
}

/** Answers a connection that the router lets out to us: the SYN is looked for, and completed. */
export const acceptStream = async (
  router: Router,
  where: Pick<StreamEnds, 'interface' | 'mac' | 'routerMac' | 'address' | 'port'>,
): Promise<Stream | undefined> => {
  const opening = await within(answerMilliseconds, () =>
    router.tap.emissions
      .filter((emission) => emission.interface === where.interface)
      .flatMap(({ packet }) => {
        const { network } = packet
        if (network.kind !== 'ipv4' || network.transport.kind !== 'tcp') return []
        const { header } = network.transport
        const ours =
          network.header.destination === where.address && header.destinationPort === where.port
        return ours && header.flags.includes('syn') ? [{ from: network.header.source, header }] : []
      })
      .at(-1),
  )
  if (!opening) return undefined
  const ends = { ...where, peer: opening.from, peerPort: opening.header.sourcePort }
  const stream = makeStream(router, ends, firstSequence, opening.header.sequence + 1)
  await stream.send(['syn', 'ack'])
  await router.settle()
  return stream
}

/** Whether the other end's text contains this, waiting for it a while. What was heard is acknowledged. */
export const hears = async (router: Router, stream: Stream, text: string): Promise<boolean> => {
  const found = await within(answerMilliseconds, () =>
    router.tap.emissions.find((emission) => forEnd(emission, stream.ends)?.text.includes(text)),
  )
  if (found) await stream.send(['ack'])
  return found !== undefined
}
