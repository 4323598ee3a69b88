import { Type } from '@sinclair/typebox'
import { defaults, zoneDefaults } from '../defaults.ts'
import { policyLimits } from '../limits.ts'
import { byInterface, list, mapping, words } from './describe.ts'
import { address, clientPrefix, interfacePattern, numberOrNull } from './values.ts'

const fixed = byInterface(
  list(address(), {
    title: 'list of IPv4 addresses',
    description:
      'The addresses of the client behind this interface; it may use no other as its source.',
    examples: [['10.137.0.10']],
    minItems: 1,
    maxItems: policyLimits.addressesPerInterface,
    uniqueItems: true,
  }),
  {
    title: 'addresses by interface',
    description:
      'These addresses at these interfaces and no other. Keys are whole interface names, each matched by `interfaces`.',
    examples: [{ 'vif1.0': ['10.137.0.10'], 'vif2.0': ['10.137.0.11'] }],
  },
)

const prefixes = list(clientPrefix(), {
  title: 'list of IPv4 prefixes',
  description: 'Any address in these networks that routes back to the interface it came by.',
  examples: [['192.168.42.0/24']],
  minItems: 1,
  maxItems: policyLimits.prefixes,
  uniqueItems: true,
})

const addresses = Type.Union(
  [
    words(['qubes', 'reverse-path'], {
      title: 'way to know client addresses',
      description:
        '`qubes`: the address that routes back to the interface, which Qubes sets for each client. `reverse-path`: the same elsewhere.',
      examples: ['qubes', 'reverse-path'],
    }),
    mapping(
      { fixed },
      {
        title: 'fixed client addresses',
        description: 'These addresses at these interfaces and no other.',
        examples: [{ fixed: { 'vif1.0': ['10.137.0.10'] } }],
      },
    ),
    mapping(
      { prefixes },
      {
        title: 'client networks',
        description: 'Any address in these networks that routes back to the interface it came by.',
        examples: [{ prefixes: ['192.168.42.0/24'] }],
      },
    ),
  ],
  {
    title: '`qubes`, `reverse-path`, or a mapping with `fixed` or `prefixes`',
    description:
      "How a client's own address is known. A packet with any other source is dropped before anything can answer it. `qubes` is the default on Qubes; `standalone` must say.",
    default: defaults.zones.clients.addresses,
    examples: [
      'qubes',
      { prefixes: ['192.168.42.0/24'] },
      { fixed: { 'vif1.0': ['10.137.0.10'] } },
    ],
  },
)

const gatewayAddress = Type.Union(
  [
    words(['at-boot'], {
      title: '`at-boot`',
      description: 'The loader finds it when the gateway boots.',
      examples: ['at-boot'],
    }),
    address(),
    byInterface(address(), {
      title: 'address by interface',
      description: 'One address for each client interface. Keys are whole interface names.',
      examples: [{ 'vif1.0': '10.137.0.9' }],
    }),
  ],
  {
    title: '`at-boot`, an IPv4 address, or a mapping of interfaces to addresses',
    description:
      'The address that clients know the gateway by: the primary address of their interface, where Tor listens. `at-boot`: the loader fills it in, and the SOCKS ports stay closed until then.',
    default: defaults.zones.clients.gatewayAddress,
    examples: ['at-boot', '192.168.42.1', { 'vif1.0': '10.137.0.9' }],
  },
)

const interfaces = (side: 'clients' | 'uplink', description: string, examples: string[][]) =>
  list(interfacePattern(), {
    title: 'list of interface patterns',
    description,
    default: [...zoneDefaults['qubes-4'][side].interfaces],
    examples,
    maxItems: policyLimits.interfaces,
    uniqueItems: true,
  })

const group = (side: 'clients' | 'uplink', description: string) =>
  numberOrNull({
    title: 'interface group from 1 to 4294967295, or null',
    description,
    default: zoneDefaults['qubes-4'][side].group,
    examples: [zoneDefaults['qubes-4'][side].group, null],
  })

const clients = mapping(
  {
    interfaces: Type.Optional(
      interfaces(
        'clients',
        "Names of the clients' interfaces. What enters by one of them is a client's packet. `vif*` by default on Qubes; `standalone` must say.",
        [['vif*'], ['wlan0']],
      ),
    ),
    group: Type.Optional(
      group(
        'clients',
        "An interface group (`ip link set dev NAME group NUMBER`) whose members are clients' too, whichever holds, name or group. `null` for none. 2 by default on Qubes 4, none elsewhere. Not 0: every interface starts there.",
      ),
    ),
    addresses: Type.Optional(addresses),
    gatewayAddress: Type.Optional(gatewayAddress),
  },
  {
    title: 'client zone',
    description: 'The side of the clients: everything that must not get past Tor.',
    default: {},
    examples: [{ interfaces: ['vif*'], group: 2, addresses: 'qubes' }],
  },
)

const uplink = mapping(
  {
    interfaces: Type.Optional(
      interfaces(
        'uplink',
        'Names of the interfaces that lead to the network. `eth0` by default on Qubes; `standalone` must say.',
        [['eth0'], ['wwan0', 'eth0']],
      ),
    ),
    group: Type.Optional(
      group(
        'uplink',
        'An interface group whose members lead to the network too. `null` for none. 1 by default on Qubes 4, none elsewhere.',
      ),
    ),
  },
  {
    title: 'uplink zone',
    description: 'The side of the network, which Tor alone uses for the clients.',
    default: {},
    examples: [{ interfaces: ['eth0'], group: 1 }],
  },
)

export const zones = mapping(
  { clients: Type.Optional(clients), uplink: Type.Optional(uplink) },
  {
    title: 'zones',
    description:
      'Which interface is whose. An interface in neither zone (loopback aside) is treated as a stranger: nothing passes.',
    default: {},
    examples: [{ clients: { interfaces: ['wlan0'] }, uplink: { interfaces: ['eth0'] } }],
  },
)
