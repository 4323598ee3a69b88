import { dnsQuery, tagOf } from '../../kernel/lab/scenario/index.ts'
import { datagramFrame } from '../../kernel/lab/stories/ends.ts'
import type { StreamEnds } from '../../kernel/lab/stories/stream.ts'
import { segmentFrame } from '../../kernel/lab/stories/stream.ts'
import { readPacket } from '../../kernel/lab/wire/index.ts'
import type { Stage } from '../stage.ts'
import { settle } from '../stage.ts'
import type { Tap } from '../tap/tap.ts'

/** Who scans what, and where the answers would come. */
export interface Scan {
  readonly place: Pick<StreamEnds, 'interface' | 'mac' | 'routerMac' | 'address'>
  readonly target: string
  readonly tap: Tap
  readonly send: (frames: readonly Buffer[]) => Promise<void>
}

const scanPort = 39_999
const batch = 4096

/** All that the packet lab and Tor listen on, and all low ports; every port where there is time. */
const portsOf = ({ thorough }: Stage): readonly number[] => {
  const count = thorough ? 65_535 : 1024
  const low = Array.from({ length: count }, (_, index) => index + 1)
  return thorough ? low : [...low, 4444, 5300, 8082, 9001, 9030, 9040, 9049, 9050, 9051, 9150]
}

const probes = ({ place, target }: Scan, port: number): readonly Buffer[] => {
  const ends: StreamEnds = { ...place, port: scanPort, peer: target, peerPort: port }
  const between = { source: place.address, destination: target }
  return [
    segmentFrame(ends, { flags: ['syn'], sequence: 1, acknowledgement: 0 }),
    datagramFrame(ends, between, scanPort, port, dnsQuery(tagOf(port))),
  ]
}

/** What answered about the target, as `tcp 9050 syn,ack` or `icmp`. */
const answerIn = (frame: Buffer, target: string): string | undefined => {
  const network = readPacket(frame)?.network
  if (network?.kind !== 'ipv4') return undefined
  const { transport } = network
  if (transport.kind === 'icmp') return `icmp type ${transport.header.type}`
  if (network.header.source !== target) return undefined
  if (transport.kind === 'tcp' && transport.header.destinationPort === scanPort)
    return `tcp ${transport.header.sourcePort} ${transport.header.flags.join(',')}`
  if (transport.kind === 'udp' && transport.header.destinationPort === scanPort)
    return `udp ${transport.header.sourcePort}`
  return undefined
}

/** A SYN and a DNS question to every port. What answered, sorted, each once; and how many probes there were. */
export const scan = async (stage: Stage, one: Scan) => {
  const ports = portsOf(stage)
  const since = one.tap.position()
  for (let at = 0; at < ports.length; at += batch) {
    await one.send(ports.slice(at, at + batch).flatMap((port) => probes(one, port)))
    await one.tap.settle()
  }
  await settle(stage)
  const answers = one.tap.sent(since).flatMap((frame) => answerIn(frame, one.target) ?? [])
  return { tried: ports.length * 2, answers: [...new Set(answers)].sort() }
}

/** Words for what answers and should not, and for what should and does not. */
export const differences = (
  about: string,
  answers: readonly string[],
  expected: readonly string[],
): { readonly surplus: readonly string[]; readonly lacking: readonly string[] } => ({
  surplus: answers
    .filter((one) => !expected.includes(one))
    .map((one) => `${about} answers: ${one}`),
  lacking: expected.filter((one) => !answers.includes(one)).map((one) => `${about} lacks: ${one}`),
})
