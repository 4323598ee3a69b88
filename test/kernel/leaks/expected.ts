import { formatPrefix } from '../../../src/net/index.ts'
import type { GatewayFacts, ServiceFacts } from '../../../src/verifier/index.ts'
import type { ExpectedFacts, OpenPort } from '../lab/index.ts'

const ports = (services: readonly ServiceFacts[]): readonly OpenPort[] =>
  services.map(({ protocol, ports: { first } }) => ({ protocol, port: Number(first) }))

/** The facts of a case in the lab's words. */
export const expectedOf = (facts: GatewayFacts): ExpectedFacts => ({
  transPort: facts.tor.transPort,
  dnsPort: facts.tor.dnsPort,
  socksPorts: facts.tor.socksPorts,
  virtualAddresses: facts.tor.virtualAddresses.map(formatPrefix)[0] ?? '10.192.0.0/10',
  localNetworks: facts.localNetworks.map(formatPrefix),
  tcp: facts.disposition.tcp,
  dns: facts.disposition.dns,
  udp: facts.disposition.udp,
  local: facts.disposition.localNetworks,
  clientServices: ports(facts.services.clients),
  uplinkServices: ports(facts.services.uplink),
  dhcpServer: facts.clients.dhcpServer,
  egress: facts.egress.kind,
  torUid: facts.tor.uid,
  beforeDefragmentation: true,
})
