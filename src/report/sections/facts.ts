import { assertNever } from '../../assert.ts'
import { formatAddress, formatPortSet, formatPrefix } from '../../net/index.ts'
import type { GatewayFacts } from '../../verifier/index.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import { interfacesOf } from '../picture/words.ts'
import type { ReportSubject } from '../subject.ts'

/** Items of one fact that are told; the rest is counted. */
const ITEMS_MAX = 12

/** What the verdict took as known and as asked: of another gateway it says nothing. */
export const factsSection = ({ facts }: Pick<ReportSubject, 'facts'>): Html =>
  html`<section id="facts" aria-labelledby="facts-title">
<h2 id="facts-title">What was taken as known</h2>
<p>The verdict is about a gateway of which this holds. Of another one it says nothing.</p>
<dl>${factsOf(facts).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</section>`

const factsOf = (facts: GatewayFacts): readonly (readonly [string, string])[] => {
  const { clients, uplink, tor, disposition, services, egress, localNetworks } = facts
  const of = (list: readonly GatewayFacts['services']['clients'][number][]): string =>
    listed(list.map(({ name, protocol, ports }) => `${name} ${formatPortSet([ports])}/${protocol}`))
  return [
    ['Clients come by', interfacesOf(clients) || 'nothing that is known'],
    ["A client's own address", clientAddresses(clients.addresses)],
    ['Clients know the gateway by', gatewayAddress(clients.gatewayAddress)],
    ['The uplink', interfacesOf(uplink) || 'nothing that is known'],
    ["Tor's TransPort and DNSPort", `${tor.transPort}/tcp and ${tor.dnsPort}/udp`],
    ["Tor's SOCKS ports", listed(tor.socksPorts.map(String))],
    ["Tor's account", tor.uid === null ? 'not known' : `uid ${tor.uid}`],
    ['Virtual addresses', listed(tor.virtualAddresses.map(formatPrefix))],
    ['Local networks', listed(localNetworks.map(formatPrefix))],
    [
      'What is asked of client packets',
      `TCP: ${disposition.tcp}; DNS: ${disposition.dns}; other UDP: ${disposition.udp}; to local networks: ${disposition.localNetworks}`,
    ],
    ['Opened to clients', `${of(services.clients)}${clients.dhcpServer ? '; DHCP' : ''}`],
    ['Opened to the uplink', of(services.uplink)],
    [
      "The gateway's own traffic",
      `${egress.kind}, by ${listed(egress.families.map((family) => ({ ip4: 'IPv4', ip6: 'IPv6' })[family]))}${egress.dhcpClient ? ', and DHCP for its own address' : ''}`,
    ],
  ]
}

const listed = (items: readonly string[]): string => {
  if (items.length === 0) return 'none'
  const more = items.length - ITEMS_MAX
  return `${items.slice(0, ITEMS_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

const clientAddresses = (addresses: GatewayFacts['clients']['addresses']): string => {
  switch (addresses.kind) {
    case 'reverse-path':
      return 'one that routes back to its interface'
    case 'prefix':
      return `in ${listed(addresses.prefixes.map(formatPrefix))}, and routing back to its interface`
    case 'listed':
      return listed(
        addresses.list.map((each) => `${formatAddress(each.address)} at ${each.interface}`),
      )
    default:
      return assertNever(addresses)
  }
}

const gatewayAddress = (known: GatewayFacts['clients']['gatewayAddress']): string => {
  switch (known.kind) {
    case 'unknown':
      return known.set === null
        ? 'some address'
        : `the addresses in the set ${known.set}, which the loader fills`
    case 'known':
      return listed(known.list.map((each) => `${formatAddress(each.address)} at ${each.interface}`))
    default:
      return assertNever(known)
  }
}
