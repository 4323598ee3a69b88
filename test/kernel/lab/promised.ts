import { formatPrefix } from '../../../src/net/index.ts'
import type { Gateway, Service } from '../../../src/policy/index.ts'
import type { ExpectedFacts, OpenPort } from './facts.ts'

const opened = (services: readonly Service[]): readonly OpenPort[] =>
  services.map(({ protocol, port }) => ({ protocol, port }))

/** What a policy promises, in the lab's words: from the policy alone, not from what the compiler made of it. */
export const promisedBy = (gateway: Gateway, beforeDefragmentation: boolean): ExpectedFacts => {
  const { tor, obedience, own } = gateway
  return {
    transPort: tor.transPort,
    dnsPort: tor.dnsPort,
    socksPorts: tor.socksPorts.map(({ port }) => port),
    virtualAddresses: formatPrefix(tor.virtualAddresses),
    localNetworks: obedience.localNetworks.networks
      .filter(({ family }) => family === 'ip4')
      .map(formatPrefix),
    tcp: obedience.tcp,
    dns: obedience.dns,
    udp: obedience.udp,
    local: obedience.localNetworks.action,
    clientServices: opened(own.clientServices),
    uplinkServices: opened(own.uplinkServices),
    dhcpServer: own.dhcpServer,
    egress: own.egress,
    torUid: tor.uid,
    beforeDefragmentation,
  }
}
