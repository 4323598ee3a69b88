/**
 * Goal: what comes behind tags of the link passes rules of a device where the verifier says that something gets out.
 * Method: the same datagram plain, behind one empty tag of 802.1Q and behind two, into a router with one rule at ingress or
 * at PREROUTING; what leaves by the uplink is what the reference lets out.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMachine } from '../../src/backends/sources/index.ts'
import { verify } from '../../src/verifier/index.ts'
import { plain } from '../fixtures/leaks/facts.ts'
import type { Lab, Router } from './lab/index.ts'
import { loadNft, mustLoad, openLab, openRouter, qubesTopology } from './lab/index.ts'
import { behindTags, ethernet, etherType, ipv4, udp } from './lab/wire/index.ts'

const [client] = qubesTopology.clients
if (!client?.hosts[0]) throw new Error('a client')
const [host] = client.hosts

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

const ends = { source: host.address, destination: '8.8.8.8' }

const datagram = ipv4(
  { ...ends, protocol: 17 },
  udp(ends, { sourcePort: 40_000, destinationPort: 4_444 }, Buffer.from('leak')),
)

const frame = ethernet(
  { source: host.mac, destination: client.mac, type: etherType.ipv4 },
  datagram,
)
const frames = { plain: frame, once: behindTags(1, frame), twice: behindTags(2, frame) }
type Way = keyof typeof frames

const leaves = async (way: Way): Promise<boolean> => {
  router.tap.clear()
  await router.inject([{ interface: client.name, frames: [frames[way]] }])
  await router.settle()
  return router.tap.emissions.some(
    ({ interface: by, packet: { network } }) =>
      by === qubesTopology.uplink.name && network.kind === 'ipv4',
  )
}

const ingress = (rule: string, family = 'netdev') =>
  `table ${family} edge {
  chain edge {
    type filter hook ingress device "${client.name}" priority -500; policy accept;
    ${rule}
  }
}
`

const prerouting = (rule: string) =>
  `table inet edge {
  chain edge {
    type filter hook prerouting priority -500; policy accept;
    iifname "vif*" ${rule}
  }
}
`

test.each<readonly [what: string, text: string, open: readonly Way[], udpDropped: string]>([
  ['no rule', ingress(''), ['plain', 'once', 'twice'], 'refuted'],
  ['meta protocol', ingress('meta protocol ip drop'), ['twice'], 'refuted'],
  ['any address', ingress('ip saddr 0.0.0.0/0 drop'), ['twice'], 'refuted'],
  ['any port', ingress('udp dport 0-65535 drop'), ['twice'], 'refuted'],
  ['the type of the frame', ingress('ether type ip drop'), ['once', 'twice'], 'refuted'],
  ['inet', ingress('udp dport 4444 drop', 'inet'), ['twice'], 'refuted'],
  ['the type at PREROUTING', prerouting('meta protocol ip drop'), [], 'proved'],
])('at ingress: %s', async (_, text, open, expected) => {
  await router.mustExec('sh', ['-c', 'nft flush ruleset; echo 1 > /proc/sys/net/ipv4/ip_forward'])
  await mustLoad(loadNft(router, text))
  const seen: Way[] = []
  for (const way of ['plain', 'once', 'twice'] as const) if (await leaves(way)) seen.push(way)
  expect(seen).toEqual(open)
  const { value } = readMachine([{ name: 'edge.nft', text }])
  if (!value) throw new Error('it reads')
  const facts = { ...plain, clients: { ...plain.clients, interfaces: [client.name] } }
  const { verdict } = verify(value.machine, facts, { only: ['udp-dropped'] })
  expect(verdict).toBe(expected)
})
