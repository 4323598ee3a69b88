import { formatAddress, formatPrefix } from '../../net/index.ts'
import type { Gateway, Isolation } from '../../policy/gateway.ts'
import type { TorConfiguration, TorOption } from '../../ruleset/index.ts'

/** Addresses that every router discards packets to (RFC 6666): no client reaches a name by IPv6, nor anybody else. */
const discardOnly = '[100::]/64'

/** What stands in place of an address that only the loader knows. */
const unknownAddress = '@ADDRESS@'

const isolationFlag: Readonly<Record<Isolation, string>> = {
  'client-address': 'IsolateClientAddr',
  'socks-auth': 'IsolateSOCKSAuth',
  'client-protocol': 'IsolateClientProtocol',
  'destination-port': 'IsolateDestPort',
  'destination-address': 'IsolateDestAddr',
}

/** The addresses where Tor listens: a redirect goes to the primary address of the client's interface. */
const listenAddresses = (gateway: Gateway): readonly string[] => {
  const known = gateway.clients.gatewayAddress
  switch (known.kind) {
    case 'at-boot':
      return [unknownAddress]
    case 'known':
      return [formatAddress(known.address)]
    case 'per-interface':
      return [...new Set(known.list.map(({ address }) => formatAddress(address)))]
  }
}

interface Listener {
  readonly option: 'TransPort' | 'DNSPort' | 'SocksPort'
  readonly port: number
  readonly isolate: readonly Isolation[]
  readonly why: string
}

const listeners = ({ tor, obedience }: Gateway): readonly Listener[] => [
  ...(obedience.tcp === 'tor'
    ? [
        {
          option: 'TransPort' as const,
          port: tor.transPort,
          isolate: ['client-address' as const],
          why: 'redirected TCP; one client never shares a circuit with another',
        },
      ]
    : []),
  ...(obedience.dns === 'tor'
    ? [
        {
          option: 'DNSPort' as const,
          port: tor.dnsPort,
          isolate: ['client-address' as const],
          why: 'redirected DNS; over 1024, so that Tor can bind it again without privileges',
        },
      ]
    : []),
  ...tor.socksPorts.map(({ port, isolate }) => ({
    option: 'SocksPort' as const,
    port,
    isolate,
    why: 'SOCKS for clients, at the client-facing address only',
  })),
]

const listenerOptions = (gateway: Gateway): readonly TorOption[] =>
  listeners(gateway).flatMap(({ option, port, isolate, why }) =>
    listenAddresses(gateway).map((address, index) => ({
      name: option,
      value: [`${address}:${port}`, ...isolate.map((flag) => isolationFlag[flag])].join(' '),
      atBoot: address === unknownAddress,
      why: index === 0 ? why : null,
    })),
  )

const option = (name: string, value: string, why: string | null): TorOption => ({
  name,
  value,
  atBoot: false,
  why,
})

const controlOptions = ({ tor }: Gateway): readonly TorOption[] => {
  switch (tor.control.kind) {
    case 'off':
      return [option('ControlPort', '0', 'a control port tells whoever asks what the address is')]
    case 'port':
      return [
        option('ControlPort', `127.0.0.1:${tor.control.port}`, 'on loopback only'),
        option('CookieAuthentication', '1', null),
      ]
    case 'socket':
      return [
        option('ControlPort', '0', null),
        option('ControlSocket', tor.control.path, 'a file, which no packet reaches'),
      ]
  }
}

/**
 * What Tor itself has to be told, and no more: the user's own torrc is read by Tor with `-f`, on top of this as
 * defaults, and may be absent. No account stands here: who runs Tor is the service's business.
 */
export const lowerToTorrc = (gateway: Gateway): TorConfiguration => {
  const socks =
    gateway.tor.socksPorts.length === 0
      ? [option('SocksPort', '0', 'without this line Tor opens one on loopback')]
      : []
  return {
    options: [
      ...listenerOptions(gateway),
      ...socks,
      option(
        'VirtualAddrNetworkIPv4',
        formatPrefix(gateway.tor.virtualAddresses),
        '.onion and automapped names get addresses here, which nobody else has',
      ),
      option(
        'VirtualAddrNetworkIPv6',
        discardOnly,
        "Tor's own choice is link-local, which clients look for on their link; these nobody has",
      ),
      option('AutomapHostsOnResolve', '1', null),
      option('ClientRejectInternalAddresses', '1', 'an exit is never asked for a local address'),
      ...controlOptions(gateway),
    ],
  }
}
