import type { CompleteDocument } from '../complete.ts'
import type { Path } from '../path.ts'
import type { Side, Subject } from '../subject.ts'

type Protocol = 'tcp' | 'udp'

/** A port with who wants it. */
export interface PortClaim {
  readonly port: number
  readonly protocol: Protocol
  readonly what: string
  readonly path: Path
  /** Tor's listeners own their number in both protocols: rules name them without the protocol. */
  readonly kind: 'listener' | 'service' | 'dhcp'
  readonly side: Side | 'loopback'
}

const listener = (
  port: number,
  what: string,
  path: Path,
  protocol: Protocol = 'tcp',
): PortClaim => ({
  port,
  protocol,
  what,
  path,
  kind: 'listener',
  side: 'clients',
})

/** Tor's own ports, as torrc will have them. */
export const torClaims = ({ tor }: CompleteDocument): readonly PortClaim[] => [
  listener(tor.transPort, 'the TransPort', ['tor', 'transPort']),
  listener(tor.dnsPort, 'the DNSPort', ['tor', 'dnsPort'], 'udp'),
  ...tor.socksPorts.map(({ port }, index) =>
    listener(port, 'a SOCKS port', ['tor', 'socksPorts', index, 'port']),
  ),
  ...(typeof tor.control === 'object' && 'port' in tor.control
    ? [
        {
          ...listener(tor.control.port, 'the control port', ['tor', 'control', 'port']),
          side: 'loopback' as const,
        },
      ]
    : []),
]

/** Every port that the policy gives to somebody, in the order of the document. */
export const portClaims = ({ document, services }: Subject): readonly PortClaim[] => [
  ...torClaims(document),
  ...services.map(
    ({ side, value, path }): PortClaim => ({
      port: value.port,
      protocol: value.protocol,
      what: `the service ${value.name}`,
      path: [...path, 'port'],
      kind: 'service',
      side,
    }),
  ),
  ...(document.gateway.dhcpServer
    ? [
        {
          port: 67,
          protocol: 'udp',
          what: 'the DHCP server',
          path: ['gateway', 'dhcpServer'],
          kind: 'dhcp',
          side: 'clients',
        } as const,
      ]
    : []),
  ...(document.gateway.dhcpClient
    ? [
        {
          port: 68,
          protocol: 'udp',
          what: 'the DHCP client',
          path: ['gateway', 'dhcpClient'],
          kind: 'dhcp',
          side: 'uplink',
        } as const,
      ]
    : []),
]
