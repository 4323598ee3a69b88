import type { Step } from '../case.ts'
import type { Body, Cut, Extra, Sent } from '../packet/sent.ts'
import type { Random } from '../random.ts'
import type { Family, InterfaceName } from '../universe.ts'
import { openerPorts, servicePorts } from '../universe.ts'
import { anyDestination, sourceFor } from './ends.ts'
import { strayFlags } from './flags.ts'

const checksumOf = (random: Random): 'good' | 'bad' => (random.chance(4) ? 'bad' : 'good')

const icmpTypes = {
  ip4: [8, 8, 0, 13, 3, 11, 17, 42],
  ip6: [128, 128, 129, 1, 3, 200],
} as const

const otherBody = (random: Random): Body =>
  random.pick<Body>([
    { kind: 'other', protocol: 253, hex: '0102030405060708' },
    { kind: 'other', protocol: 47, hex: '0000080045000000' },
    { kind: 'other', protocol: 50, hex: '0000000100000001' },
  ])

const bodyOf = (random: Random, family: Family): Body =>
  random.weighted<() => Body>([
    [
      10,
      () => ({
        kind: 'tcp',
        sourcePort: random.pick(openerPorts),
        destinationPort: random.pick(servicePorts),
        flags: strayFlags(random),
        sequence: 1_000_000,
        acknowledgement: 0,
        payload: 0,
        checksum: checksumOf(random),
      }),
    ],
    [
      8,
      () => ({
        kind: 'udp',
        sourcePort: random.pick(openerPorts),
        destinationPort: random.pick(servicePorts),
        payload: random.pick([0, 8, 40]),
        checksum: checksumOf(random),
      }),
    ],
    [
      4,
      () => ({
        kind: 'icmp',
        type: random.pick(icmpTypes[family]),
        code: 0,
        id: 7 + random.below(2),
        quoted: null,
        checksum: checksumOf(random),
      }),
    ],
    [2, () => otherBody(random)],
  ])()

const cutOf = (random: Random, body: Body): Cut | null => {
  if (body.kind !== 'udp' || body.payload < 40 || random.chance(40)) return null
  return { size: 24, order: random.pick([[0, 1], [1, 0], [0], [1]]) }
}

const extrasOf = (random: Random, family: Family): readonly Extra[] => {
  if (!random.chance(4)) return []
  return [family === 'ip4' ? random.pick(['padding', 'router-alert'] as const) : 'dst']
}

/** A packet that belongs to nothing before it, or only by chance. */
export const strayPacket = (random: Random, family: Family, name: InterfaceName): Step => {
  const body = bodyOf(random, family)
  const cut = cutOf(random, body)
  const sent: Sent = {
    family,
    source: sourceFor(random, family, name),
    destination: anyDestination(random, family),
    ttl: random.weighted([
      [20, 64],
      [1, 1],
      [1, 2],
    ]),
    // Behind another extension header the kernel does not always put fragments together.
    extras: cut && family === 'ip6' ? [] : extrasOf(random, family),
    body,
    cut,
  }
  return { kind: 'arrive', interface: name, sent }
}
