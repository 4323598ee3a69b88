/**
 * Goal: what the lab sends is what it means to send, and what it reads is what was sent.
 * Method: read(build(x)) == x over random headers; and checksums against examples of others.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TcpFlag } from './lab/wire/index.ts'
import {
  ethernet,
  etherType,
  fragmentHeader,
  fragmentIpv4,
  hopByHop,
  internetChecksum,
  ipv4,
  ipv6,
  pseudoHeader,
  readPacket,
  tcp,
  tcpFlag,
  udp,
} from './lab/wire/index.ts'

const address4 = fc.ipV4()
const port = fc.integer({ min: 0, max: 65_535 })
const word = fc.integer({ min: 0, max: 0xffff_ffff })
const flagNames = Object.keys(tcpFlag) as readonly TcpFlag[]
const link = { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02' }

test('the checksum of RFC 1071, section 3', () => {
  const bytes = Buffer.from('0001f203f4f5f6f7', 'hex')
  expect(internetChecksum(bytes)).toBe(~0xddf2 & 0xffff)
})

test('TCP over IPv4: read . build == id, and every checksum adds up', () => {
  fc.assert(
    fc.property(
      fc.record({ source: address4, destination: address4 }),
      fc.record({
        sourcePort: port,
        destinationPort: port,
        sequence: word,
        acknowledgement: word,
        flags: fc.subarray([...flagNames]),
      }),
      fc.uint8Array({ maxLength: 64 }),
      fc.uint8Array({ maxLength: 40 }),
      (ends, header, data, options) => {
        const payload = Buffer.from(data)
        const segment = tcp(ends, header, payload)
        expect(internetChecksum(pseudoHeader(ends, 6, segment.length), segment)).toBe(0)
        const packet = ipv4({ ...ends, protocol: 6, id: 7, options: Buffer.from(options) }, segment)
        const read = readPacket(ethernet({ ...link, type: etherType.ipv4 }, packet))
        expect(read).toMatchObject({
          ethernet: { ...link, type: etherType.ipv4 },
          network: {
            kind: 'ipv4',
            header: { ...ends, protocol: 6, id: 7, checksum: 'good' },
            transport: { kind: 'tcp', header, payload },
          },
        })
      },
    ),
  )
})

test('UDP over IPv6 behind extension headers: read . build == id', () => {
  fc.assert(
    fc.property(
      fc.record({ source: fc.ipV6(), destination: fc.ipV6() }),
      port,
      fc.boolean(),
      (ends, sourcePort, more) => {
        const extensions = [hopByHop(), fragmentHeader(9, 0, more)]
        const payload = Buffer.from('payload')
        const datagram = udp(ends, { sourcePort, destinationPort: 53 }, payload)
        const packet = ipv6({ ...ends, protocol: 17, flowLabel: 77, extensions }, datagram)
        const read = readPacket(ethernet({ ...link, type: etherType.ipv6 }, packet))
        expect(read?.network).toMatchObject({
          kind: 'ipv6',
          header: { protocol: 17, flowLabel: 77, extensions: [0, 44] },
          transport: { kind: 'udp', header: { sourcePort, destinationPort: 53 }, payload },
        })
      },
    ),
  )
})

test('fragments cover the datagram once, and only the last says so', () => {
  const whole = Buffer.from(Array.from({ length: 100 }, (_, index) => index))
  const ends = { source: '10.137.0.10', destination: '8.8.8.8' }
  const read = fragmentIpv4({ ...ends, protocol: 17, id: 5 }, whole, 24).map((packet) => {
    const network = readPacket(ethernet({ ...link, type: etherType.ipv4 }, packet))?.network
    if (network?.kind !== 'ipv4') throw new Error('not IPv4')
    return { ...network.header, body: packet.subarray(20) }
  })
  expect(Buffer.concat(read.map(({ body }) => body))).toEqual(whole)
  expect(read.map(({ fragmentOffset }) => fragmentOffset)).toEqual([0, 24, 48, 72, 96])
  expect(read.map(({ moreFragments }) => moreFragments)).toEqual([true, true, true, true, false])
})

test('a bad checksum is bad, and all else is as it was', () => {
  const ends = { source: '10.137.0.10', destination: '8.8.8.8' }
  const header = { sourcePort: 1, destinationPort: 2, flags: ['syn'] } as const
  const good = tcp(ends, header)
  const bad = tcp(ends, { ...header, checksum: 'bad' })
  expect(internetChecksum(pseudoHeader(ends, 6, bad.length), bad)).not.toBe(0)
  expect(bad.subarray(0, 16)).toEqual(good.subarray(0, 16))
})
