import { Type } from '@sinclair/typebox'
import { defaultIsolation, defaults } from '../defaults.ts'
import { policyLimits } from '../limits.ts'
import { list, mapping, text, words } from './describe.ts'
import { clientPrefix, numberOrNull, port } from './values.ts'

const isolation = words(
  ['client-address', 'socks-auth', 'client-protocol', 'destination-port', 'destination-address'],
  {
    title: 'isolation flag',
    description:
      "What streams must have in common to share a circuit: the client's address, the SOCKS user and password, the way they came (SOCKS, TransPort, DNSPort), the destination's port or address. tor(1), SocksPort.",
    examples: ['client-address', 'destination-address'],
  },
)

const socksPort = mapping(
  {
    port: port({
      title: 'port from 1 to 65535',
      description: "The TCP port, at the address that the client's interface bears.",
      examples: [9050],
    }),
    isolate: Type.Optional(
      list(isolation, {
        title: 'list of isolation flags',
        description:
          'What streams must have in common to share a circuit. `client-address` has to be among them, or two clients could be told to be one machine.',
        default: [...defaultIsolation],
        examples: [['client-address', 'socks-auth']],
        maxItems: 5,
        uniqueItems: true,
      }),
    ),
  },
  {
    title: 'SOCKS port',
    description: 'A port where clients may ask Tor by SOCKS.',
    examples: [{ port: 9050, isolate: ['client-address', 'socks-auth'] }],
  },
)

const control = Type.Union(
  [
    words(['off'], { title: '`off`', description: 'No control port.', examples: ['off'] }),
    mapping(
      {
        port: port({
          title: 'port from 1 to 65535',
          description: 'On loopback only; clients never reach it.',
          examples: [9051],
        }),
      },
      {
        title: 'control port',
        description: 'A TCP port on loopback.',
        examples: [{ port: 9051 }],
      },
    ),
    mapping(
      {
        socket: text({
          title: 'path of a socket',
          description: 'An absolute path; letters, digits, `_`, `.`, `-` and `/` only.',
          examples: ['/run/tor/control'],
          maxLength: policyLimits.textLength,
          pattern: `^(?=.{2,${policyLimits.socketPath}}$)(/[A-Za-z0-9_.-]+)+$`,
        }),
      },
      {
        title: 'control socket',
        description: 'A unix domain socket, which the rights of the file protect.',
        examples: [{ socket: '/run/tor/control' }],
      },
    ),
  ],
  {
    title: '`off`, or a mapping with `port` or `socket`',
    description:
      "Tor's control port, which tells whoever reaches it the gateway's real address. Off by default; never open to clients.",
    default: defaults.tor.control,
    examples: ['off', { port: 9051 }, { socket: '/run/tor/control' }],
  },
)

export const tor = mapping(
  {
    users: Type.Optional(
      list(
        text({
          title: 'user name',
          description: 'The name of an account.',
          examples: ['debian-tor'],
          maxLength: policyLimits.textLength,
          pattern: '^[a-z_][a-z0-9_-]{0,31}$',
        }),
        {
          title: 'list of user names',
          description:
            "Names that Tor's account may have, in order: the loader takes the first that exists. They never stand in a ruleset, which a missing user would void.",
          default: [...defaults.tor.users],
          examples: [['debian-tor', 'toranon', '_tor']],
          minItems: 1,
          maxItems: policyLimits.users,
          uniqueItems: true,
        },
      ),
    ),
    uid: Type.Optional(
      numberOrNull({
        title: 'user id from 0 to 4294967295, or null',
        description:
          "The number of Tor's account (`id -u debian-tor`), which `egress: tor-only` needs. The loader checks it and locks the gateway down where it differs. `null` where nothing needs it.",
        default: defaults.tor.uid,
        examples: [108, null],
      }),
    ),
    transPort: Type.Optional(
      port({
        title: 'port from 1 to 65535',
        description: "Tor's TransPort: where clients' TCP goes. tor(1), TransPort.",
        default: defaults.tor.transPort,
        examples: [9040],
      }),
    ),
    dnsPort: Type.Optional(
      port({
        title: 'port from 1 to 65535',
        description:
          "Tor's DNSPort: where clients' UDP to port 53 goes, whatever its destination. Over 1024, so that Tor can bind it again after it has dropped its privileges.",
        default: defaults.tor.dnsPort,
        examples: [5300],
      }),
    ),
    socksPorts: Type.Optional(
      list(socksPort, {
        title: 'list of SOCKS ports',
        description: 'Ports where clients may ask Tor by SOCKS. Empty for none.',
        default: defaults.tor.socksPorts.map(({ port: number, isolate }) => ({
          port: number,
          isolate: [...isolate],
        })),
        examples: [[{ port: 9050 }], []],
        maxItems: policyLimits.socksPorts,
      }),
    ),
    control: Type.Optional(control),
    virtualAddresses: Type.Optional(
      clientPrefix({
        description:
          "The network that Tor makes up addresses from, for `.onion` names and the like (VirtualAddrNetworkIPv4). /16 or wider, in a range that nobody routes: a packet to such an address carries a name that the client looked up. Not 172.16.0.0/12, which local networks use, and not Tor's own 127.192.0.0/10, which clients can't reach.",
        default: defaults.tor.virtualAddresses,
        examples: ['10.192.0.0/10'],
      }),
    ),
  },
  {
    title: 'tor',
    description:
      'What the ruleset has to know of Tor. Everything else (bridges, onion services) stays in your own torrc.',
    default: {},
    examples: [{ transPort: 9040, dnsPort: 5300 }],
  },
)
