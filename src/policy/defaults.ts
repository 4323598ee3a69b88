import type { Environment, Isolation } from './gateway.ts'

/** What a policy means where it says nothing: a TorVM on Qubes 4.2 or 4.3. */
export const defaults = {
  environment: 'qubes-4',
  zones: {
    clients: { addresses: 'qubes', gatewayAddress: 'at-boot' },
  },
  tor: {
    users: ['debian-tor', 'toranon', '_tor'],
    uid: null,
    transPort: 9040,
    /** Over 1024, so that Tor can bind it again after it has dropped its privileges. */
    dnsPort: 5300,
    socksPorts: [
      { port: 9050, isolate: ['client-address', 'socks-auth'] },
      {
        port: 9049,
        isolate: ['client-address', 'socks-auth', 'destination-address', 'destination-port'],
      },
    ],
    control: 'off',
    virtualAddresses: '10.192.0.0/10',
  },
  obedience: {
    tcp: 'tor',
    dns: 'tor',
    udp: 'drop',
    icmp: 'drop',
    ipv6: 'drop',
    otherProtocols: 'drop',
    localNetworks: { action: 'drop', also: [] },
  },
  gateway: {
    egress: 'direct',
    ipv6: false,
    dhcpClient: false,
    dhcpServer: false,
    uplinkServices: [],
    clientServices: [],
    counters: true,
    log: 'off',
  },
} as const

/** How streams of a SOCKS port are isolated where it does not say. */
export const defaultIsolation: readonly Isolation[] = ['client-address', 'socks-auth']

/** Who may reach a service that does not say: everybody on that side who speaks IPv4. */
export const defaultSources: readonly string[] = ['0.0.0.0/0']

/** What a log is like where it is on and says no more. */
export const defaultLog = { prefix: 'tor-fw', ratePerMinute: 10, burst: 20 } as const

/** The zones that an environment brings with it. A machine of its own has to name its interfaces. */
export const zoneDefaults: Readonly<
  Record<
    Environment,
    Readonly<
      Record<
        'clients' | 'uplink',
        { readonly interfaces: readonly string[]; readonly group: number | null }
      >
    >
  >
> = {
  // vif-route-qubes puts a client's interface into group 2, last of all; the uplink is in group 1.
  'qubes-4': {
    clients: { interfaces: ['vif*'], group: 2 },
    uplink: { interfaces: ['eth0'], group: 1 },
  },
  'qubes-3': {
    clients: { interfaces: ['vif*'], group: null },
    uplink: { interfaces: ['eth0'], group: null },
  },
  standalone: {
    clients: { interfaces: [], group: null },
    uplink: { interfaces: [], group: null },
  },
}

/**
 * The networks that count as local where the policy gives no list of its own: all that is not
 * globally reachable in the registries of RFC 6890, and a few more that lead back inside.
 * Names are the registries'.
 */
export const defaultLocalNetworks: readonly string[] = [
  '0.0.0.0/8', // "this network", RFC 791; 0.0.0.0 reaches the machine itself on Linux
  '10.0.0.0/8', // private use, RFC 1918; Qubes' own 10.137.0.0/16 to 10.139.0.0/16 are inside
  '100.64.0.0/10', // shared address space (carrier-grade NAT), RFC 6598
  '127.0.0.0/8', // loopback, RFC 1122
  '169.254.0.0/16', // link local, RFC 3927; also the metadata service of clouds
  '172.16.0.0/12', // private use, RFC 1918
  '192.0.0.0/24', // IETF protocol assignments, RFC 6890; DS-Lite and NAT64 discovery are inside
  '192.0.2.0/24', // documentation (TEST-NET-1), RFC 5737
  '192.88.99.0/24', // 6to4 relay anycast, RFC 7526: a tunnel out by whoever answers
  '192.168.0.0/16', // private use, RFC 1918
  '198.18.0.0/15', // benchmarking, RFC 2544
  '198.51.100.0/24', // documentation (TEST-NET-2), RFC 5737
  '203.0.113.0/24', // documentation (TEST-NET-3), RFC 5737
  '224.0.0.0/4', // multicast, RFC 5771
  '240.0.0.0/4', // reserved, RFC 1112, with 255.255.255.255, limited broadcast
  '::/128', // unspecified, RFC 4291
  '::1/128', // loopback, RFC 4291
  '::/96', // IPv4-compatible, RFC 4291, deprecated: an IPv4 address in disguise
  '::ffff:0:0/96', // IPv4-mapped, RFC 4291: an IPv4 address in disguise
  '64:ff9b::/96', // IPv4-IPv6 translation (NAT64), RFC 6052: reaches IPv4, private use included
  '64:ff9b:1::/48', // IPv4-IPv6 translation, local use, RFC 8215
  '100::/64', // discard-only, RFC 6666
  '2001::/23', // IETF protocol assignments, RFC 2928; Teredo 2001::/32, benchmarking and ORCHID are inside
  '2001:db8::/32', // documentation, RFC 3849
  '2002::/16', // 6to4, RFC 3056: an IPv4 address in disguise
  '3fff::/20', // documentation, RFC 9637
  '5f00::/16', // segment routing SIDs, RFC 9602
  'fc00::/7', // unique local, RFC 4193; Qubes' own fd09:24ef:4179::/48 is inside
  'fe80::/10', // link local, RFC 4291
  'fec0::/10', // site local, RFC 3879, deprecated
  'ff00::/8', // multicast, RFC 4291
]
