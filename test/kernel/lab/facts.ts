/** A port that the policy opens. */
export interface OpenPort {
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
}

/** What the policy under test promises; the expected fate of every packet follows from it. */
export interface ExpectedFacts {
  readonly transPort: number
  readonly dnsPort: number
  readonly socksPorts: readonly number[]
  readonly virtualAddresses: string
  /** IPv4 prefixes that count as local. What the gateway's topology adds need not be in it. */
  readonly localNetworks: readonly string[]
  readonly tcp: 'tor' | 'drop'
  readonly dns: 'tor' | 'drop'
  /** UDP other than DNS. */
  readonly udp: 'drop' | 'reject'
  readonly local: 'drop' | 'reject'
  /** Open to clients, at the address that their interface bears. */
  readonly clientServices: readonly OpenPort[]
  /** Open to the uplink, at the gateway's own addresses there. */
  readonly uplinkServices: readonly OpenPort[]
  /** Whether the gateway gives its clients their addresses: port 68 to port 67, and nothing else, is open for that. */
  readonly dhcpServer: boolean
  readonly egress: 'direct' | 'tor-only' | 'none'
  /** Tor's uid, where `tor-only` needs one. */
  readonly torUid: number | null
  /**
   * Whether fragments, options and other protocols are stopped before reassembly.
   * Where a backend cannot (iptables' raw table is after it), a datagram that comes in fragments counts as whole,
   * and the kernel may tell its own sender, and nobody else, that one never became so.
   */
  readonly beforeDefragmentation: boolean
}

/** What the default policy promises. */
export const torvmFacts: ExpectedFacts = {
  transPort: 9040,
  dnsPort: 5300,
  socksPorts: [9050, 9049],
  virtualAddresses: '10.192.0.0/10',
  localNetworks: [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ],
  tcp: 'tor',
  dns: 'tor',
  udp: 'drop',
  local: 'drop',
  clientServices: [],
  uplinkServices: [],
  dhcpServer: false,
  egress: 'direct',
  torUid: null,
  beforeDefragmentation: true,
}
