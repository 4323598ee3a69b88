import { Type } from '@sinclair/typebox'
import { defaultLocalNetworks, defaults } from '../defaults.ts'
import { policyLimits } from '../limits.ts'
import { list, mapping, words } from './describe.ts'
import { prefix } from './values.ts'

const toTor = (what: string, fallback: 'tor') =>
  words(['tor', 'drop'], {
    title: '`tor` or `drop`',
    description: `What becomes of ${what}.`,
    default: fallback,
    examples: ['tor'],
  })

const refused = (what: string) =>
  words(['drop', 'reject'], {
    title: '`drop` or `reject`',
    description: `What becomes of ${what}: dropped in silence, or refused with an ICMP error that leaves by the client's own interface.`,
    default: 'drop',
    examples: ['drop', 'reject'],
  })

const dropped = (what: string) =>
  words(['drop'], {
    title: '`drop`',
    description: `What becomes of ${what}. There is one choice, stated so that a policy can be read by itself.`,
    default: 'drop',
    examples: ['drop'],
  })

const localNetworks = mapping(
  {
    action: Type.Optional(refused("clients' packets to local networks")),
    networks: Type.Optional(
      list(prefix(), {
        title: 'list of prefixes',
        description:
          'The networks that count as local, in place of the standard list (the special-purpose addresses of RFC 6890). To add to the standard list, use `also`.',
        default: [...defaultLocalNetworks],
        examples: [['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']],
        minItems: 1,
        maxItems: policyLimits.localNetworks,
        uniqueItems: true,
      }),
    ),
    also: Type.Optional(
      list(prefix(), {
        title: 'list of prefixes',
        description: "Networks that count as local besides, say your site's public addresses.",
        default: [...defaults.obedience.localNetworks.also],
        examples: [['192.0.2.0/24']],
        maxItems: policyLimits.localNetworks,
        uniqueItems: true,
      }),
    ),
  },
  {
    title: 'local networks',
    description:
      'Destinations that no client packet reaches, neither directly nor through Tor. The virtual address network is exempt.',
    default: {},
    examples: [{ action: 'drop', also: ['192.0.2.0/24'] }],
  },
)

export const obedience = mapping(
  {
    tcp: Type.Optional(toTor("clients' TCP to anywhere but local networks", 'tor')),
    dns: Type.Optional(toTor("clients' UDP to port 53, whatever its destination", 'tor')),
    udp: Type.Optional(refused("clients' other UDP, which Tor can't carry")),
    icmp: Type.Optional(dropped("clients' ICMP: no echo is answered")),
    ipv6: Type.Optional(dropped("clients' IPv6, of every kind")),
    otherProtocols: Type.Optional(dropped('everything else: SCTP, GRE, ESP, and so on')),
    localNetworks: Type.Optional(localNetworks),
  },
  {
    title: 'obedience',
    description: 'What becomes of each class of client packet.',
    default: {},
    examples: [{ tcp: 'tor', dns: 'tor', udp: 'drop' }],
  },
)
