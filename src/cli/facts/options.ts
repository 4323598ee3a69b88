import type { Option } from '../command.ts'

/** Gives each of a few alternatives as one value. */
const choice = (placeholder: string, choices: readonly string[]) =>
  ({ kind: 'choice', choices, placeholder }) as const

const text = (placeholder: string, form: string) => ({ kind: 'text', form, placeholder }) as const

const pattern = text('NAME', "an interface's name, or its beginning and `*`")
const group = text('NUMBER', 'a number from 1 to 4294967295')
const port = text('PORT', 'a port from 1 to 65535')
const prefix = text('PREFIX', 'a prefix, say 10.137.0.0/16')
const service = text(
  'SERVICE',
  '`tcp/22`, `udp/5000-5010`, or either with `@` and the prefix that may reach it',
)

/**
 * What is known of a gateway and asked of it, one option for each fact; see src/verifier/facts.ts. What is not given
 * is as the built-in policy has it. The names are those by which read-facts.ts reads them.
 */
export const factOptions = [
  {
    name: 'client-interface',
    summary: 'An interface by which clients come. Naming one, or a group, replaces both defaults.',
    value: pattern,
    repeated: true,
  },
  {
    name: 'client-group',
    summary: "The interface group that makes an interface a client's, whatever its name.",
    value: group,
  },
  {
    name: 'client-address',
    summary:
      "A client's own address at its interface. Without any, it is the one that routes back to the interface.",
    value: text('IF=ADDR', 'an interface, `=` and an address'),
    repeated: true,
  },
  {
    name: 'client-prefix',
    summary: "A prefix that clients' own addresses lie in, which route back to their interface.",
    value: prefix,
    repeated: true,
  },
  {
    name: 'gateway-address',
    summary:
      'The address by which clients know the gateway, at every interface of theirs or at one.',
    value: text('[IF=]ADDR', 'an address, or an interface, `=` and an address'),
    repeated: true,
  },
  {
    name: 'gateway-address-set',
    summary: 'The set that the loader fills with those addresses, where they are not known.',
    value: text('SET', 'the name of a set of the ruleset'),
  },
  {
    name: 'uplink-interface',
    summary: 'An interface towards the network. Naming one, or a group, replaces both defaults.',
    value: pattern,
    repeated: true,
  },
  {
    name: 'uplink-group',
    summary: 'The interface group that makes an interface an uplink.',
    value: group,
  },
  { name: 'transport-port', summary: "Tor's TransPort.", value: port },
  { name: 'dns-port', summary: "Tor's DNSPort.", value: port },
  {
    name: 'socks-port',
    summary: 'A SOCKS port that clients may use; `none` where there is none.',
    value: text('PORT', 'a port from 1 to 65535, or `none`'),
    repeated: true,
  },
  {
    name: 'tor-uid',
    summary: "The number of Tor's account.",
    value: text('UID', 'a number from 0 to 4294967294'),
  },
  {
    name: 'virtual-addresses',
    summary: 'Where Tor maps names to, so that local networks do not count there; or `none`.',
    value: text('PREFIX', 'a prefix, or `none`'),
    repeated: true,
  },
  {
    name: 'local-network',
    summary: 'A network that no client may reach; `none` for none. Naming one replaces the list.',
    value: text('PREFIX', 'a prefix, or `none`'),
    repeated: true,
  },
  {
    name: 'tcp',
    summary: "What is to become of clients' TCP.",
    value: choice('FATE', ['tor', 'drop']),
  },
  {
    name: 'dns',
    summary: "What is to become of clients' DNS.",
    value: choice('FATE', ['tor', 'drop']),
  },
  {
    name: 'udp',
    summary: "What is to become of clients' other UDP.",
    value: choice('FATE', ['drop', 'reject']),
  },
  {
    name: 'local-networks',
    summary: 'What is to become of what clients send to local networks.',
    value: choice('FATE', ['drop', 'reject']),
  },
  {
    name: 'uplink-service',
    summary: 'A port of the gateway that is open towards the network.',
    value: service,
    repeated: true,
  },
  {
    name: 'client-service',
    summary: "A port of the gateway that is open to clients, besides Tor's.",
    value: service,
    repeated: true,
  },
  {
    name: 'egress',
    summary: "What of the gateway's own traffic may leave.",
    value: choice('WHOSE', ['direct', 'tor-only', 'none']),
  },
  { name: 'egress-ipv6', summary: 'The gateway itself may speak IPv6 by its uplink.' },
  { name: 'dhcp-client', summary: "The uplink's address comes by DHCP." },
  { name: 'dhcp-server', summary: 'The gateway gives clients their addresses by DHCP.' },
] as const satisfies readonly Option[]

export type FactName = (typeof factOptions)[number]['name']
