/**
 * Goal: torrcs are read as tor reads them: what tor refuses is refused, and of what it takes, listeners, networks and
 * switches are the same.
 * Method: tor takes each configuration apart and prints what it made of it (`--dump-config full`), without running; that
 * print and the files have to read alike. Where tor is not installed this says so and is skipped.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readTorrc, readTorrcs } from '../../src/backends/torrc/index.ts'

const { TOR_PROGRAM: program = 'tor' } = process.env
const isHere = spawnSync(program, ['--version'], { timeout: 10_000 }).status === 0
if (!isHere && process.env['CI'] === 'true') throw new Error('no tor, and none could be fetched')
if (!isHere)
  console.warn('no tor: what it makes of a torrc is not compared (TOR_PROGRAM names one)')

const folder = mkdtempSync(join(tmpdir(), 'torrc-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The configuration as tor prints it, or null where it refuses it. It neither listens nor connects. */
const asTorHasIt = (files: readonly string[]): string | null => {
  const [defaults = '', own] = files.length > 1 ? files : ['', files[0]]
  writeFileSync(join(folder, 'defaults'), defaults)
  writeFileSync(join(folder, 'torrc'), own ?? '')
  try {
    return execFileSync(
      program,
      [
        ...['--defaults-torrc', join(folder, 'defaults'), '-f', join(folder, 'torrc')],
        ...['--DataDirectory', folder, '--hush', '--dump-config', 'full'],
      ],
      { encoding: 'utf8', timeout: 20_000, stdio: ['ignore', 'pipe', 'ignore'] },
    )
  } catch {
    return null
  }
}

/** What rules hang on, without places. */
const said = (texts: readonly string[]) => {
  const { value, diagnostics } = readTorrcs(
    texts.map((text, index) => ({ name: `${index}`, text })),
  )
  if (!value) return { refused: diagnostics.map(({ code }) => code) }
  const { listeners, virtualNetworks, automapHostsOnResolve, clientRejectInternalAddresses } = value
  return {
    listeners: listeners
      .map(({ place: _, ...listener }) => JSON.stringify(listener, bigints))
      .sort(),
    networks: JSON.stringify(virtualNetworks, bigints),
    automapHostsOnResolve,
    clientRejectInternalAddresses,
  }
}

const bigints = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)

const taken: readonly (readonly [what: string, ...files: readonly string[]])[] = [
  ['nothing', ''],
  ['a listener at an address', 'TransPort 10.0.0.1:9040 IsolateClientAddr\n'],
  ['other letters', 'transport 9040\nDNSPORT 10.0.0.1:5300\n'],
  [
    'several listeners',
    'SocksPort 9050\nSocksPort 10.0.0.1:9051 IsolateDestAddr IsolateDestPort\n',
  ],
  ['quotes', 'TransPort "10.0.0.1:9040"\nSocksPort "9050 NoIsolateSOCKSAuth"\n'],
  ['a line that goes on', 'DNSPort \\\n 10.0.0.1:5300 # why\n'],
  ['comments in a line that goes on', 'SocksPort \\\n# why\n 10.0.0.1:9050 \\\n IsolateDestAddr\n'],
  ['line ends of others', 'SocksPort 9050\r\nTransPort 9040\r\n'],
  ['no SOCKS', 'SocksPort 0\n'],
  ['some port', 'SocksPort auto\nTransPort 10.0.0.1:auto\n'],
  ['IPv6', 'TransPort [::1]:9040\nDNSPort [::]:5300\n'],
  ['all addresses', 'TransPort 0.0.0.0:9040\n'],
  ['a socket', 'SocksPort unix:/nowhere/socks\n'],
  ['groups and no isolation', 'TransPort 10.0.0.1:9040 SessionGroup=3 NoIsolateClientAddr\n'],
  ['the plural', 'SocksPort 9050 IsolateDestPorts NoIsolateClientAddrs\n'],
  ['keeping circuits alive', 'SocksPort 9050 IsolateSOCKSAuth KeepAliveIsolateSOCKSAuth\n'],
  ['words that mean nothing', 'TransPort 10.0.0.1:9040 IsolateEverything\n'],
  ['networks', 'VirtualAddrNetworkIPv4 10.192.0.0/10\nVirtualAddrNetworkIPv6 [100::]/64\n'],
  ['a network of old', 'VirtualAddrNetwork 10.192.0.0/10\n'],
  ['a network without brackets', 'VirtualAddrNetworkIPv6 100::/64\n'],
  ['the last of a switch', 'AutomapHostsOnResolve 1\nAutomapHostsOnResolve 0\n'],
  [
    'the last of a network',
    'VirtualAddrNetworkIPv4 10.0.0.0/10\nVirtualAddrNetworkIPv4 10.192.0.0/10\n',
  ],
  ['lines taken away', 'SocksPort 9051\n/SocksPort\nSocksPort 9052\n'],
  ['a line that says nothing', 'SocksPort 9051\nSocksPort\n'],
  ['defaults', 'SocksPort 10.0.0.1:9050\nTransPort 10.0.0.1:9040\n', 'SocksPort 10.0.0.2:9050\n'],
  ['defaults and more', 'SocksPort 10.0.0.1:9050\n', '+SocksPort 10.0.0.2:9050\n'],
  [
    'defaults and more and more',
    'SocksPort 10.0.0.1:9050\n',
    '+SocksPort 10.0.0.2:9050\nSocksPort 10.0.0.3:9050\n',
  ],
  [
    'defaults, and more too late',
    'SocksPort 10.0.0.1:9050\n',
    'SocksPort 10.0.0.2:9050\n+SocksPort 10.0.0.3:9050\n',
  ],
  ['defaults taken away', 'SocksPort 10.0.0.1:9050\nTransPort 9040\n', '/SocksPort\n'],
  ['defaults closed', 'SocksPort 10.0.0.1:9050\n', 'SocksPort 0\n'],
  ['defaults and a line that says nothing', 'SocksPort 10.0.0.1:9050\n', 'SocksPort\n'],
  [
    'a switch turned over',
    'AutomapHostsOnResolve 1\nVirtualAddrNetworkIPv4 10.192.0.0/10\n',
    'AutomapHostsOnResolve 0\n',
  ],
]

const refused: readonly (readonly [what: string, ...files: readonly string[]])[] = [
  ['no port', 'SocksPort 10.0.0.1\n'],
  ['a port that is too large', 'SocksPort 70000\n'],
  ['open and closed at once', 'SocksPort 0\nSocksPort 9050\n'],
  ['a switch between', 'AutomapHostsOnResolve 2\n'],
  ['a network that is too small', 'VirtualAddrNetworkIPv4 10.192.0.0/17\n'],
  ['a network of the other family', 'VirtualAddrNetworkIPv4 [100::]/64\n'],
  ['quotes without end', 'SocksPort "9050\n'],
]

describe.skipIf(!isHere)('tor reads alike', () => {
  test.each(taken)('%s', (_, ...files) => {
    const print = asTorHasIt(files)
    expect(print).not.toBeNull()
    expect(said(files)).toEqual(said([print ?? '']))
  })
})

describe.skipIf(!isHere)('tor refuses too', () => {
  test.each(refused)('%s', (_, ...files) => {
    expect(asTorHasIt(files)).toBeNull()
    expect(readTorrc('torrc', files[0] ?? '').value).toBeUndefined()
  })
})
