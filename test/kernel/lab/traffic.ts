import { setTimeout as sleep } from 'node:timers/promises'
import { isNoise } from './attribute.ts'
import type { Injection, Router } from './router.ts'
import { dnsQuery, tagOf } from './scenario/index.ts'
import { clientEnds, datagramFrame, packetFrame, serverEnds } from './stories/ends.ts'
import { segmentFrame } from './stories/stream.ts'
import type { Emission } from './tap.ts'
import type { Client } from './topology.ts'
import { clientsOf } from './topology.ts'
import { describePacket, echo, icmp, ipv4, protocolNumber } from './wire/index.ts'

const web = '93.184.216.34'
const resolver = '8.8.8.8'

/** Between two bursts. */
const PAUSE_MILLISECONDS = 3

const ping = (source: string, destination: string): Buffer =>
  ipv4(
    { source, destination, protocol: protocolNumber.icmp },
    icmp({ type: 8, rest: echo(7) }, Buffer.from('ping')),
  )

/** What one client sends in one burst: beginnings and middles of connections, questions, pings, in its own name and in another's. */
const burstOf = (router: Router, client: Client, port: number, isHonest: boolean): Injection => {
  const here = clientEnds(client, port, web, 443)
  const own = client.host.address
  const payload = dnsQuery(tagOf(1))
  const datagram = (source: string, destination: string, number: number): Buffer =>
    datagramFrame(here, { source, destination }, port, number, payload)
  const segment = (
    flags: readonly ('syn' | 'ack' | 'psh' | 'fin' | 'rst')[],
    source = own,
  ): Buffer =>
    segmentFrame(
      { ...here, address: source },
      { flags, sequence: 1_000, acknowledgement: 1 },
      flags.includes('psh') ? 'in clear' : '',
    )
  const { uplink } = router.topology
  const honest = [
    segment(['syn']),
    segment(['psh', 'ack']),
    segment(['fin', 'ack']),
    segment(['rst']),
    datagram(own, resolver, 53),
    datagram(own, resolver, 443),
    datagram(own, uplink.nextHop.address, 53),
    packetFrame(here, ping(own, resolver)),
  ]
  const posing = [
    segment(['syn'], '8.8.4.4'),
    datagram('8.8.4.4', resolver, 53),
    packetFrame(here, ping('8.8.4.4', uplink.address)),
  ]
  return { interface: here.interface, frames: isHonest ? honest : [...honest, ...posing] }
}

/** What comes by the uplink, for clients, and for flows that were theirs. */
const fromBeyond = (router: Router, client: Client, port: number): Injection => {
  const there = serverEnds(router.topology, web, 443)
  const segment = (flags: readonly ('syn' | 'ack' | 'psh')[]): Buffer =>
    segmentFrame(
      { ...there, peer: client.host.address, peerPort: port },
      { flags, sequence: 1, acknowledgement: 1_001 },
      'from beyond',
    )
  return { interface: there.interface, frames: [segment(['syn', 'ack']), segment(['psh', 'ack'])] }
}

export interface Traffic {
  /** Ends it, once the burst that is under way is out. */
  readonly stop: () => Promise<void>
  readonly bursts: () => number
}

/** Every client sends, and is sent to, until it is stopped. `isHonest`: nobody sends in another's name. */
export const startTraffic = (router: Router, isHonest: boolean): Traffic => {
  let isOn = true
  let bursts = 0
  const run = async (): Promise<void> => {
    while (isOn) {
      bursts += 1
      const port = 20_000 + (bursts % 20_000)
      const clients = clientsOf(router.topology)
      await router.inject([
        ...clients.map((client) => burstOf(router, client, port, isHonest)),
        ...clients.map((client) => fromBeyond(router, client, port)),
      ])
      await sleep(PAUSE_MILLISECONDS)
    }
  }
  const running = run()
  return {
    bursts: () => bursts,
    stop: async () => {
      isOn = false
      await running
    },
  }
}

/** Looks in a row at which nothing has moved. */
const QUIET_LOOKS = 6
const LOOK_MILLISECONDS = 8
const PATIENCE_LOOKS = 1_000

/**
 * Waits until nothing moves. Of what was sent some may be lost on its way to the router, where many send much; what the router
 * emitted has to be seen to the last frame.
 */
export const quiet = async (router: Router): Promise<void> => {
  let last = ''
  let still = 0
  for (let look = 0; still < QUIET_LOOKS; look += 1) {
    const { interfaces } = await router.agent.counters()
    const unseen = interfaces.filter(
      ({ name, sent }) => name !== 'lo' && router.tap.count(name) < sent,
    )
    const state = JSON.stringify(interfaces)
    still = state === last && unseen.length === 0 ? still + 1 : 0
    last = state
    if (look > PATIENCE_LOOKS)
      throw new Error(`frames that ${unseen.map(({ name }) => name)} emitted were not seen`)
    await sleep(LOOK_MILLISECONDS)
  }
}

/**
 * What must not be seen: anything by the uplink, and by a client's interface what is not an answer to that client. The gateway
 * itself is silent here, and clients that are answered are answered by Tor.
 */
export const escapesOf = (router: Router): readonly string[] =>
  router.tap.emissions.filter((emission) => isEscape(router, emission)).map(tell)

const isEscape = (router: Router, { interface: where, packet: { network } }: Emission): boolean => {
  if (isNoise(network) || network.kind === 'arp') return false
  if (where === router.topology.uplink.name || network.kind !== 'ipv4') return true
  const client = clientsOf(router.topology).find((each) => each.interface.name === where)
  const { header, transport } = network
  const isAnswer = [web, resolver, router.topology.uplink.nextHop.address].includes(header.source)
  const isItsOwn = header.destination === client?.host.address
  return !(isItsOwn && isAnswer && (transport.kind === 'tcp' || transport.kind === 'udp'))
}

const tell = ({ interface: where, packet }: Emission): string =>
  `${where}: ${describePacket(packet)}`
