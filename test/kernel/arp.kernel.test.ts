/**
 * Goal: the reference answers ARP as a kernel does, under every setting that changes it; and the kernel asks for clients
 * in the name that the verifier takes for granted.
 * Method: questions for several addresses in the name of several others, into a router without rules, under one group of
 * settings after the other. What the kernel answers, and by which interface, is what the reference says.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseAddress, parsePrefix } from '../../src/net/index.ts'
import type { Environment, Packet } from '../../src/netfilter/index.ts'
import { judge, noConnections } from '../../src/netfilter/index.ts'
import type { Lab, Router } from './lab/index.ts'
import { openLab, openRouter, qubesTopology } from './lab/index.ts'
import {
  arp,
  broadcastMac,
  echo,
  ethernet,
  etherType,
  icmp,
  ipv4,
  unknownMac,
} from './lab/wire/index.ts'

const [first, second] = qubesTopology.clients
const { uplink } = qubesTopology
if (!first || !second) throw new Error('two clients')
const client = first.hosts[0]?.address ?? ''
const mac = first.hosts[0]?.mac ?? ''

let lab: Lab
let router: Router
beforeAll(async () => {
  lab = await openLab()
  router = await openRouter(lab, { topology: qubesTopology })
}, 60_000)
afterAll(async () => {
  await router?.close()
  await lab?.close()
})

const address = (text: string) => {
  const parsed = parseAddress(text)
  if (!parsed) throw new Error(text)
  return parsed
}
const prefix = (text: string) => {
  const parsed = parsePrefix(text)
  if (!parsed) throw new Error(text)
  return parsed
}

interface Settings {
  readonly forward: 0 | 1
  readonly reversePath: 0 | 1 | 2
  readonly ignore: 0 | 1 | 2 | 3 | 8
  readonly filter: 0 | 1
  readonly proxy: 0 | 1
}

const none: Settings = { forward: 0, reversePath: 0, ignore: 0, filter: 0, proxy: 0 }

const set = async (settings: Settings): Promise<void> => {
  const conf = `/proc/sys/net/ipv4/conf/${first.name}`
  const lines = [
    `echo ${settings.forward} > /proc/sys/net/ipv4/ip_forward`,
    `echo ${settings.reversePath} > ${conf}/rp_filter`,
    `echo ${settings.ignore} > ${conf}/arp_ignore`,
    `echo ${settings.filter} > ${conf}/arp_filter`,
    `echo ${settings.proxy} > ${conf}/proxy_arp`,
  ]
  await router.mustExec('sh', ['-s'], `set -e\n${lines.join('\n')}\n`)
}

const environmentOf = ({ forward, reversePath, ignore, filter, proxy }: Settings): Environment => {
  const face = (name: string, ...texts: readonly string[]) => ({
    name,
    group: 0,
    isUp: true,
    addresses: texts.map((text) => {
      const [host = '', length = ''] = text.split('/')
      return { address: address(host), length: Number(length) }
    }),
  })
  const route = (to: string, name: string, via: string | null) => ({
    prefix: prefix(to),
    target: { kind: 'interface', name, via: via === null ? null : address(via) } as const,
    table: 254,
  })
  return {
    interfaces: [
      face('lo', '127.0.0.1/8'),
      ...[first, second].map(({ name, gateway }) => face(name, `${gateway}/32`)),
      face(uplink.name, `${uplink.address}/24`, `${uplink.publicAddress}/32`),
    ],
    routes: [
      ...[first, second].flatMap(({ name, hosts }) =>
        hosts.map((host) => route(`${host.address}/32`, name, null)),
      ),
      route('0.0.0.0/0', uplink.name, uplink.nextHop.address),
    ],
    rules: [],
    settings: {
      forwardIpv4: forward === 1,
      forwardIpv6: true,
      reversePath,
      routeLocalnet: false,
      acceptLocal: false,
      tcpLoose: true,
      acceptSourceRoute: true,
      arp: { ignore, filter: filter === 1, proxy: proxy === 1 },
    },
    clientFacing: [],
    groups: [],
    listeners: null,
    decide: () => false,
  }
}

const targets = [
  ...[first.gateway, uplink.address, uplink.publicAddress, uplink.nextHop.address],
  ...[second.hosts[0]?.address ?? '', client, '8.8.8.8', '10.137.0.77', '224.0.0.1'],
]
const askers = [
  ...[client, second.hosts[0]?.address ?? '', '8.8.4.4', uplink.neighbour.address],
  ...[uplink.address, uplink.publicAddress, first.gateway, '0.0.0.0', '127.0.0.1'],
  ...['127.0.0.9', '0.0.0.7', '224.0.0.1', '255.255.255.255', '192.168.9.255'],
]
const pairs = targets.flatMap((target) => askers.map((asker) => [target, asker] as const))

const questionFrame = (target: string, asker: string): Buffer =>
  ethernet(
    { source: mac, destination: broadcastMac, type: etherType.arp },
    arp({
      operation: 'request',
      senderMac: mac,
      senderAddress: asker,
      targetMac: unknownMac,
      targetAddress: target,
    }),
  )

/** What the router says of ARP: `reply 10.137.0.1 to 10.137.0.10 by vif1.0`. */
const heard = (operation: 'request' | 'reply'): readonly string[] =>
  router.tap.emissions.flatMap(({ interface: by, packet: { network } }) =>
    network.kind === 'arp' && network.arp.operation === operation
      ? [`${operation} ${network.arp.senderAddress} to ${network.arp.targetAddress} by ${by}`]
      : [],
  )

const asked = (target: string, asker: string): Packet => ({
  family: 'arp',
  enters: first.name,
  protocol: 0,
  source: address(asker).value,
  destination: address(target).value,
  sourcePort: null,
  destinationPort: null,
  icmp: null,
  tcpFlags: null,
  fragment: { kind: 'none', offset: 0 },
  hasOptions: false,
  extensions: [],
  ttl: 64,
  socket: null,
  mark: 0,
  tracking: 'ordinary',
  other: {},
})

const foretold = (environment: Environment): readonly string[] =>
  pairs.flatMap(([target, asker]) => {
    const held = { tables: [], shown: { ipv4: true, ipv6: true, arp: true } }
    const { generated } = judge(held, environment, noConnections, asked(target, asker))
    return generated.flatMap(({ judgement }) =>
      judgement.outcomes.flatMap((fate) =>
        fate.kind === 'sent' ? [`reply ${target} to ${asker} by ${fate.interface}`] : [],
      ),
    )
  })

const cases: readonly Partial<Settings>[] = [
  {},
  { reversePath: 1 },
  { reversePath: 2 },
  { filter: 1 },
  { ignore: 1 },
  { ignore: 2 },
  { ignore: 3 },
  { ignore: 8 },
  { ignore: 1, filter: 1 },
  { forward: 1 },
  { forward: 1, proxy: 1 },
  { forward: 1, proxy: 1, reversePath: 1 },
  { forward: 1, proxy: 1, filter: 1, ignore: 1 },
  { proxy: 1 },
]

test.each(cases.map((each) => [JSON.stringify(each), { ...none, ...each }] as const))(
  'a kernel answers as the reference does: %s',
  async (_, settings) => {
    await set(settings)
    router.tap.clear()
    const frames = pairs.map(([target, asker]) => questionFrame(target, asker))
    await router.inject([{ interface: first.name, frames }])
    await router.settle()
    expect([...heard('reply')].sort()).toEqual([...foretold(environmentOf(settings))].sort())
  },
  60_000,
)

describe('the kernel asks for a client', () => {
  /** Somebody whom the router does not know pings one of its addresses: it has to ask for them before it answers. */
  const askedFor = async (announce: 0 | 1 | 2, pinged: string, host: string) => {
    await set(none)
    await router.mustExec('sh', [
      '-c',
      `echo ${announce} > /proc/sys/net/ipv4/conf/${first.name}/arp_announce && ip route replace ${host}/32 dev ${first.name}`,
    ])
    router.tap.clear()
    const ping = ethernet(
      { source: mac, destination: first.mac, type: etherType.ipv4 },
      ipv4(
        { source: host, destination: pinged, protocol: 1 },
        icmp({ type: 8, rest: echo(1) }, Buffer.from('who is there')),
      ),
    )
    await router.inject([{ interface: first.name, frames: [ping] }])
    await router.settle()
    return [...new Set(heard('request'))]
  }

  test.each([
    ['with arp_announce 0 in the name of whatever it answers', 0, uplink.address, uplink.address],
    ['with arp_announce 1 in the name of its interface', 1, uplink.address, first.gateway],
    ['with arp_announce 2 in the name of its interface', 2, uplink.address, first.gateway],
  ] as const)('%s', async (_, announce, pinged, named) => {
    const host = `10.137.0.${200 + announce}`
    expect(await askedFor(announce, pinged, host)).toEqual([
      `request ${named} to ${host} by vif1.0`,
    ])
  })
})
