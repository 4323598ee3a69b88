/**
 * Goal: a monitor's lines are told as what they are, and no line, however strange, is passed over.
 * Method: what nft 1.0.6 and ip of iproute2 6.1 print, and lines that nobody prints.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ipCause } from '../../../src/host/watch/events/ip-monitor.ts'
import { hearingOf, readNetlinkTable } from '../../../src/host/watch/events/netlink-table.ts'
import { nftEvents } from '../../../src/host/watch/events/nft-monitor.ts'
import type { MonitorHandlers } from '../../../src/host/watch/index.ts'
import { startListener } from '../../../src/host/watch/listener.ts'

const nftTold = (...lines: readonly string[]) => {
  const events = nftEvents()
  return lines.map((line) => events.take(line)).at(-1)
}

describe('nft monitor', () => {
  test('ends a transaction with whoever wrote it, and its tables', () => {
    expect(
      nftTold(
        'add table ip filter',
        'add rule ip filter FORWARD ct state new counter packets 0 bytes 0 accept',
        'delete element inet mine s { 1.2.3.4 }',
        '# new generation 5 by process 23899 (iptables-nft)',
      ),
    ).toEqual({
      kind: 'transaction',
      cause: { kind: 'ruleset', what: 'iptables-nft (process 23899) wrote ip filter, inet mine' },
    })
  })

  test('names each transaction’s own tables', () => {
    const events = nftEvents()
    for (const line of ['add table ip one', '# new generation 1 by process 1 (nft)'])
      events.take(line)
    events.take('add table ip two')
    expect(events.take('# new generation 2 by process 1 (nft)')).toMatchObject({
      cause: { what: 'nft (process 1) wrote ip two' },
    })
  })

  test('tells a few of many tables, and makes hostile names visible', () => {
    const many = Array.from({ length: 20 }, (_, index) => `add table ip t${index}`)
    expect(nftTold(...many, '# new generation 2 by process 1 (a\u001b[2Jb)')).toMatchObject({
      cause: { what: 'a\\x1b[2Jb (process 1) wrote ip t0, ip t1, ip t2, ip t3 and more' },
    })
  })

  test('says that it lost something', () => {
    expect(nftTold('# ERROR: We lost some netlink events!')?.kind).toBe('overflow')
  })

  test('passes over no line', () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        const causes: unknown[] = []
        let handlers: MonitorHandlers | undefined
        const start = (_: unknown, given: MonitorHandlers) => {
          handlers = given
          return { pid: 1, stop: () => {} }
        }
        const listen = {
          onCause: (cause: unknown) => causes.push(cause),
          onBlind: () => causes.push(1),
        }
        startListener(start, 'ruleset', listen)
        handlers?.onLine(line)
        startListener(start, 'interface', listen)
        handlers?.onLine(line)
        handlers?.onComplaint(line)
        expect(causes).toHaveLength(3)
      }),
    )
  })
})

test.each([
  [
    '3: vif9.0@v1: <BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state UP group 2 ',
    'interface vif9.0 came or changed',
  ],
  ['Deleted 3: vif9.0@NONE: <BROADCAST,MULTICAST> mtu 1500 group 2 ', 'interface vif9.0 went'],
  [
    '3: v0    inet 10.1.1.1/32 scope global v0\\       valid_lft forever',
    'an address of v0 came or changed',
  ],
  ['Deleted 3: v0    inet 10.1.1.1/32 scope global v0', 'an address of v0 went'],
  ['inet all forwarding on ', 'settings of all'],
  ['Deleted inet6 v0 ', 'settings of v0'],
  ['what nobody prints', 'something of an interface'],
])('ip monitor: %s', (line, what) => {
  expect(ipCause(line)).toEqual({ kind: 'interface', what })
})

describe('the kernel’s table of netlink sockets', () => {
  const table = (waiting: number, drops: number): string =>
    [
      'sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode',
      '0000000000290a7f 0   2800758087 00000000 0        0        0     2        0        7532616 ',
      '00000000f001a71a 0   30890      11800111 0        0        0     2        0        7532613 ',
      `00000000b985aca0 12  30889      00000140 ${waiting}        0        0     2        ${drops}        7533749 `,
    ].join('\n')

  test('tells who listens, who is behind, and what was dropped', () => {
    const hearing = (waiting: number, drops: number, process = 30_889) =>
      hearingOf(readNetlinkTable(table(waiting, drops)), 12, process)
    expect(hearing(0, 0)).toEqual({ kind: 'listens', drops: 0, isBehind: false })
    expect(hearing(768, 3)).toEqual({ kind: 'listens', drops: 3, isBehind: true })
    expect(hearing(0, 0, 1)).toEqual({ kind: 'deaf' })
  })

  test('has sockets that listen to nothing, which do not count', () => {
    const deaf = table(0, 0).replace('00000140', '00000000')
    expect(hearingOf(readNetlinkTable(deaf), 12, 30_889)).toEqual({ kind: 'deaf' })
  })
})
