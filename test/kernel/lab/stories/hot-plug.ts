import { readDeliveries, startObserver } from '../observe.ts'
import { tagOf } from '../scenario/index.ts'
import type { ClientInterface } from '../topology.ts'
import {
  echo,
  ethernet,
  etherType,
  icmp,
  ipv4,
  ipv6,
  protocolNumber,
  tcp,
  udp,
} from '../wire/index.ts'
import { datagramFrame, packetFrame } from './ends.ts'
import type { Outcome, Story } from './story.ts'
import { strays, wrongDelivery } from './story.ts'

const name = 'a client interface appears later'

const newcomer: ClientInterface = {
  name: 'vif3.0',
  mac: '02:00:00:00:01:03',
  gateway: '10.137.0.1',
  gatewayLength: 32,
  gateway6: 'fd09:24ef:4179::a89:1',
  hosts: [{ address: '10.137.0.30', address6: 'fd09:24ef:4179::a89:1e', mac: '02:00:00:00:02:03' }],
}

const place = { interface: newcomer.name, mac: '02:00:00:00:02:03', routerMac: newcomer.mac }

const frames = (): readonly Buffer[] => {
  const ends = { source: '10.137.0.30', destination: '8.8.8.8' }
  const six = { source: 'fd09:24ef:4179::a89:1e', destination: '2001:4860:4860::8888' }
  const { payload } = tagOf(4)
  const datagram = udp(six, { sourcePort: 34_000, destinationPort: 53 }, payload)
  return [
    ...[443, 22].map((destinationPort) =>
      packetFrame(
        place,
        ipv4(
          { ...ends, protocol: 6 },
          tcp(ends, { sourcePort: 34_000, destinationPort, flags: ['syn'] }),
        ),
      ),
    ),
    packetFrame(
      place,
      ipv4(
        { ...ends, protocol: 6 },
        tcp(ends, { sourcePort: 34_001, destinationPort: 443, flags: ['ack'] }),
      ),
    ),
    ...[53, 123].map((port) =>
      datagramFrame(place, ends, 34_002, port, Buffer.concat([payload, payload])),
    ),
    packetFrame(
      place,
      ipv4({ ...ends, protocol: protocolNumber.icmp }, icmp({ type: 8, rest: echo(1) }, payload)),
    ),
    packetFrame(place, ipv4({ ...ends, protocol: protocolNumber.sctp }, payload)),
    ethernet(
      { source: place.mac, destination: place.routerMac, type: etherType.ipv6 },
      ipv6({ ...six, protocol: protocolNumber.udp }, datagram),
    ),
  ]
}

/** Qubes sets an interface's group last of all: until then its name is all that tells a client's from others. */
export const hotPlug: Story = {
  name,
  excuse: (_, topology) =>
    topology.clientGroup === 0 ? 'clients share one interface here' : undefined,
  run: async ({ router, facts, load }): Promise<Outcome> => {
    await load()
    await startObserver(router)
    await router.addClient(newcomer, 0)
    await router.settle()
    router.tap.clear()
    await router.inject([{ interface: newcomer.name, frames: frames() }])
    await router.settle()
    await router.mustExec('ip', [
      'link',
      'set',
      newcomer.name,
      'group',
      String(router.topology.clientGroup),
    ])
    await router.inject([{ interface: newcomer.name, frames: frames() }])
    await router.settle()
    const ports = [facts.transPort, facts.dnsPort]
    const wrong = (await readDeliveries(router))
      .filter((delivery) => !ports.includes(delivery.destinationPort))
      .map((delivery) => wrongDelivery(name, JSON.stringify(delivery)))
    // A rejection is an answer that the policy owes: from the address that was called, like every other.
    const answers = facts.udp === 'reject' ? ['tcp', 'udp', 'icmp'] : ['tcp', 'udp']
    const escapes = strays(
      name,
      router,
      ({ interface: where, packet: { network } }) =>
        where === newcomer.name &&
        network.kind === 'ipv4' &&
        network.header.source === '8.8.8.8' &&
        answers.includes(network.transport.kind),
    )
    return { tried: frames().length * 2, owed: 0, served: 0, findings: [...escapes, ...wrong] }
  },
}
