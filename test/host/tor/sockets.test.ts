import { expect, it } from 'vitest'
import { readSockets } from '../../../src/host/tor/index.ts'

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'

it('tells who listens, and leaves out who is connected', () => {
  const table = [
    head,
    '   0: 0500890A:2350 00000000:0000 0A 00000000:00000000 00:00000000 00000000   107        0 1 1',
    '   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2 1',
    '   2: 0500890A:2350 0A00890A:9C40 01 00000000:00000000 00:00000000 00000000   107        0 3 1',
    '',
  ].join('\n')
  expect(readSockets('tcp', table)).toEqual([
    { protocol: 'tcp', address: '10.137.0.5', port: 9040, uid: 107 },
    { protocol: 'tcp', address: '*', port: 22, uid: 0 },
  ])
})

it('takes a socket of IPv6 for one that takes IPv4 too', () => {
  const table = `${head}\n   0: ${'0'.repeat(32)}:14B4 ${'0'.repeat(32)}:0000 07 0:0 00:0 0   107 0 1 2`
  expect(readSockets('udp', table)).toEqual([
    { protocol: 'udp', address: '*', port: 5300, uid: 107 },
  ])
})

it('reads nothing out of what is no such table', () => {
  expect(readSockets('tcp', 'junk\nmore junk\n  1: x y z\n')).toEqual([])
})
