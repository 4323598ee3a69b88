/**
 * Goal: a torrc is read as tor reads it: lines, quotes and comments, listeners with their addresses and isolation,
 * defaults, and what tor refuses. What we write reads back to what was meant, placeholders and all.
 * Method: single lines with the listener or the diagnostic that comes of them (tor(1); parse_port_config of
 * src/app/config/config.c), and the compiled torrc of the shipped policy.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fillTorrc } from '../../../src/backends/sources/index.ts'
import type { TorListener } from '../../../src/backends/torrc/index.ts'
import { readTorrc, readTorrcs } from '../../../src/backends/torrc/index.ts'
import { formatAddress, formatPrefix } from '../../../src/net/index.ts'
import { shippedArtefact } from '../sources/shipped.ts'

const read = (text: string) => readTorrc('torrc', text)

const facts = (text: string) => {
  const { value, diagnostics } = read(text)
  if (!value) throw new Error(JSON.stringify(diagnostics))
  return value
}

const at = ({ at: where }: TorListener): string => {
  switch (where.kind) {
    case 'address':
      return formatAddress(where.address)
    case 'unix':
      return where.path
    case 'name':
      return `name ${where.name}`
    default:
      return where.kind
  }
}

const isolated = ({ isolation }: TorListener): string =>
  Object.entries(isolation)
    .filter(([, value]) => value !== false && value !== null)
    .map(([name, value]) => (value === true ? name : `${name} ${value}`))
    .join(' ')

/** Listeners but for the SOCKS port that is always there. */
const shown = (text: string): readonly string[] =>
  facts(text)
    .listeners.filter(({ place }) => place !== null)
    .map((listener) => `${listener.kind} ${at(listener)} ${listener.port}`)

const standard = 'clientAddress socksAuthentication'

describe('listeners', () => {
  test.each([
    ['TransPort 9040', ['trans 127.0.0.1 9040']],
    ['transport 10.0.0.1:9040', ['trans 10.0.0.1 9040']],
    ['DNSPort [::1]:53', ['dns ::1 53']],
    ['DnsPort 0.0.0.0:5300', ['dns 0.0.0.0 5300']],
    ['SocksPort auto', ['socks 127.0.0.1 auto']],
    ['SocksPort 10.0.0.1:auto', ['socks 10.0.0.1 auto']],
    ['SocksPort unix:/run/tor/socks', ['socks /run/tor/socks null']],
    ['SocksPort unix:"/run/my tor/socks" WorldWritable', ['socks /run/my tor/socks null']],
    ['ControlPort 9051', ['control 127.0.0.1 9051']],
    ['ControlPort 0', []],
    ['ControlSocket /run/tor/control', ['control /run/tor/control null']],
    ['ControlSocket 0', []],
    ['HTTPTunnelPort 8118', ['http-tunnel 127.0.0.1 8118']],
    ['NATDPort 8082', ['natd 127.0.0.1 8082']],
    ['ORPort 9001', ['or any 9001']],
    ['DirPort 9030', ['dir any 9030']],
    ['MetricsPort 127.0.0.1:9035', ['metrics 127.0.0.1 9035']],
    ['TransPort localhost:9040', ['trans name localhost 9040']],
    ['TransPort @ADDRESS@:9040', ['trans client-facing 9040']],
    ['TransPort 1\nTransPort 2', ['trans 127.0.0.1 1', 'trans 127.0.0.1 2']],
    ['TransPort 1\n/TransPort\n+TransPort 2', ['trans 127.0.0.1 2']],
  ])('%j', (text, expected) => {
    expect(shown(text)).toEqual(expected)
  })

  test.each([
    ['', standard],
    ['IsolateDestAddr IsolateDestPort', `${standard} destinationPort destinationAddress`],
    ['isolatedestports', `${standard} destinationPort`],
    ['NoIsolateClientAddr', 'socksAuthentication'],
    ['NoIsolateSOCKSAuth IsolateClientProtocol', 'clientAddress clientProtocol'],
    ['IsolateDestAddr NoIsolateDestAddr', standard],
    ['SessionGroup=3', `${standard} sessionGroup 3`],
    ['OnionTrafficOnly', standard],
  ])('isolate by %s', (flags, expected) => {
    const { value, diagnostics } = read(`TransPort 9040 ${flags}`)
    expect(value?.listeners[0] && isolated(value.listeners[0])).toBe(expected)
    expect(diagnostics).toEqual([])
  })

  test('a SOCKS port is open unless it is closed', () => {
    const listening = (text: string) => facts(text).listeners.map(({ kind, port }) => [kind, port])
    expect(listening('TransPort 0')).toEqual([['socks', 9050]])
    expect(listening('SocksPort 0')).toEqual([])
    expect(listening('SocksPort 9150')).toEqual([['socks', 9150]])
  })
})

describe('lines', () => {
  test.each([
    ['User debian-tor # who', 'debian-tor'],
    ['  User\tdebian-tor', 'debian-tor'],
    ['User "debian-tor" # who', 'debian-tor'],
    ['User "a\\"b\\x41\\101\\n"', 'a"bAA\n'],
    ['User debian-\\\ntor', 'debian-tor'],
    ['User debian-\\\n# a comment in between\ntor', 'debian-tor'],
    ['User one\nUser two', 'two'],
    ['User debian-tor\r\n', 'debian-tor'],
    ['# User nobody', null],
    ['', null],
  ])('%j', (text, user) => {
    expect(facts(text).user).toBe(user)
  })

  test('that mean nothing here are kept, with their places', () => {
    const { options } = facts('\nNickname relay\n  +Bridge 10.0.0.1:1\n')
    expect(
      options.map(({ name, value, command, place }) => [
        name,
        value,
        command,
        place.line,
        place.column,
      ]),
    ).toEqual([
      ['Nickname', 'relay', 'set', 2, 1],
      ['Bridge', '10.0.0.1:1', 'append', 3, 3],
    ])
  })
})

describe('defaults and a torrc on top', () => {
  const listening = (...texts: readonly string[]) => {
    const { value } = readTorrcs(texts.map((text, index) => ({ name: `${index}`, text })))
    return value?.listeners.flatMap(({ kind, port, place }) =>
      place === null ? [] : [`${kind} ${port} of ${place.source}`],
    )
  }

  test.each([
    [
      'a line stands in the place of earlier ones',
      'SocksPort 1\nSocksPort 2',
      'SocksPort 3',
      ['socks 3 of 1'],
    ],
    [
      'of its option alone',
      'SocksPort 1\nTransPort 2',
      'SocksPort 3',
      ['trans 2 of 0', 'socks 3 of 1'],
    ],
    ['with + beside them', 'SocksPort 1', '+SocksPort 3', ['socks 1 of 0', 'socks 3 of 1']],
    [
      'and so do those behind it',
      'SocksPort 1',
      '+SocksPort 3\nSocksPort 4',
      ['socks 1 of 0', 'socks 3 of 1', 'socks 4 of 1'],
    ],
    [
      'which comes too late behind one without',
      'SocksPort 1',
      'SocksPort 3\n+SocksPort 4',
      ['socks 3 of 1', 'socks 4 of 1'],
    ],
    ['with / none is left', 'TransPort 1', '/TransPort', []],
    ['a line that says nothing is passed over', 'TransPort 1', 'TransPort', ['trans 1 of 0']],
    ['0 closes them', 'TransPort 1', 'TransPort 0', []],
  ])('%s', (_, defaults, own, listeners) => {
    expect(listening(defaults, own)).toEqual(listeners)
  })
})

describe('other options', () => {
  test('have the defaults of tor', () => {
    const { virtualNetworks, automapHostsOnResolve, clientRejectInternalAddresses } = facts('')
    expect(formatPrefix(virtualNetworks.ip4)).toBe('127.192.0.0/10')
    expect(formatPrefix(virtualNetworks.ip6)).toBe('fe80::/10')
    expect([automapHostsOnResolve, clientRejectInternalAddresses]).toEqual([false, true])
  })

  test('are read', () => {
    const read4 = facts('VirtualAddrNetwork 10.192.0.0/10\nAutomapHostsOnResolve 1')
    expect(formatPrefix(read4.virtualNetworks.ip4)).toBe('10.192.0.0/10')
    expect(read4.automapHostsOnResolve).toBe(true)
    const read6 = facts('VirtualAddrNetworkIPv6 [fc00::]/7\nClientRejectInternalAddresses 0')
    expect(formatPrefix(read6.virtualNetworks.ip6)).toBe('fc00::/7')
    expect(read6.clientRejectInternalAddresses).toBe(false)
  })
})

describe('what is refused or told', () => {
  test.each([
    ['TransPort x', 'torrc-value', 'error'],
    ['TransPort 70000', 'torrc-value', 'error'],
    ['TransPort 10.0.0.1:0', 'torrc-value', 'error'],
    ['SocksPort 0\nSocksPort 9050', 'torrc-port-conflict', 'error'],
    ['AutomapHostsOnResolve yes', 'torrc-value', 'error'],
    ['VirtualAddrNetworkIPv4 10.0.0.0/24', 'torrc-value', 'error'],
    ['User "debian', 'torrc-line', 'error'],
    ['User "a" b', 'torrc-line', 'error'],
    ['TransP 9040', 'torrc-abbreviation', 'error'],
    ['User \0', 'torrc-not-text', 'error'],
    ['TransPort 9040 IsolateEverything', 'torrc-unknown-flag', 'warning'],
    ['TransListenAddress 10.0.0.1', 'torrc-obsolete', 'warning'],
    ['%include /etc/torrc.d/', 'torrc-include', 'warning'],
    ['DNSPort gateway:53', 'torrc-unknown-address', 'warning'],
  ])('%j', (text, code, severity) => {
    const { value, diagnostics } = read(`# first\n${text}`)
    expect(diagnostics.map((each) => [each.code, each.severity])).toEqual([[code, severity]])
    expect(value === undefined).toBe(severity === 'error')
    expect(diagnostics[0]?.span.source).toBe('torrc')
  })

  test('points at the line', () => {
    const [problem] = read('User tor\n  TransPort x # y\n').diagnostics
    expect(problem?.span).toMatchObject({
      start: { line: 2, column: 3, offset: 11 },
      end: { line: 2, column: 18 },
    })
  })
})

test('the compiled torrc says what its policy means', () => {
  const text = shippedArtefact('torrc')
  // As it stands nothing listens for clients; that is what the loader is for.
  expect(shown(text)).toEqual([])
  expect(shown(fillTorrc(text))).toEqual([
    'trans client-facing 9040',
    'dns client-facing 5300',
    'socks client-facing 9050',
    'socks client-facing 9049',
  ])
  expect(read(text).diagnostics).toEqual([])
})

test('no text makes the reader throw, and none is read two ways', () => {
  const words = fc.constantFrom(
    ...[
      'TransPort',
      'SocksPort',
      '"',
      '\\',
      '\n',
      '#',
      ' ',
      '0',
      ':',
      'unix:',
      '[::1]:1',
      '@ADDRESS@',
    ],
    ...['+', '/', '%include', 'User', '\r', '\t', 'No', 'IsolateClientAddr', 'auto'],
  )
  fc.assert(
    fc.property(fc.array(words), (parts) => {
      const text = parts.join('')
      const { value, diagnostics } = read(text)
      const refused = diagnostics.some(({ severity }) => severity === 'error')
      expect(value === undefined).toBe(refused)
      expect(read(text)).toEqual({ value, diagnostics })
    }),
  )
})
