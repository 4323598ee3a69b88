import { Type } from '@sinclair/typebox'
import { defaultLog, defaultSources, defaults } from '../defaults.ts'
import { policyLimits } from '../limits.ts'
import { list, mapping, text, words } from './describe.ts'
import { port, prefix } from './values.ts'

const service = mapping(
  {
    name: text({
      title: 'service name',
      description: 'A name for comments: small letters, digits and `-`.',
      examples: ['relay', 'ssh'],
      maxLength: policyLimits.textLength,
      pattern: '^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$',
    }),
    protocol: words(['tcp', 'udp'], {
      title: '`tcp` or `udp`',
      description: 'The transport protocol.',
      examples: ['tcp'],
    }),
    port: port({
      title: 'port from 1 to 65535',
      description: 'The port that is opened.',
      examples: [9001, 22],
    }),
    from: Type.Optional(
      list(prefix(), {
        title: 'list of prefixes',
        description:
          'Who may reach it. By default everybody on that side who speaks IPv4. IPv6 has to be named, and needs `ipv6: true`.',
        default: [...defaultSources],
        examples: [['192.168.1.0/24']],
        minItems: 1,
        maxItems: policyLimits.prefixes,
        uniqueItems: true,
      }),
    ),
  },
  {
    title: 'service',
    description: 'A port of the gateway that is opened.',
    examples: [{ name: 'relay', protocol: 'tcp', port: 9001 }],
  },
)

const services = (description: string, examples: unknown[]) =>
  list(service, {
    title: 'list of services',
    description,
    default: [],
    examples,
    maxItems: policyLimits.services,
  })

const log = Type.Union(
  [
    words(['off'], { title: '`off`', description: 'Nothing is logged.', examples: ['off'] }),
    mapping(
      {
        prefix: Type.Optional(
          text({
            title: 'log prefix',
            description: `What each line begins with: at most ${policyLimits.logPrefix} letters, digits, \`.\`, \`_\` and \`-\`.`,
            default: defaultLog.prefix,
            examples: ['tor-fw'],
            maxLength: policyLimits.textLength,
            pattern: `^[A-Za-z0-9._-]{1,${policyLimits.logPrefix}}$`,
          }),
        ),
        ratePerMinute: Type.Optional(
          Type.Integer({
            title: `number from 1 to ${policyLimits.ratePerMinute}`,
            description: 'Lines a minute at most, so that a client cannot fill the disk.',
            default: defaultLog.ratePerMinute,
            examples: [10],
            minimum: 1,
            maximum: policyLimits.ratePerMinute,
          }),
        ),
        burst: Type.Optional(
          Type.Integer({
            title: `number from 1 to ${policyLimits.burst}`,
            description: 'Lines at once before the rate applies.',
            default: defaultLog.burst,
            examples: [20],
            minimum: 1,
            maximum: policyLimits.burst,
          }),
        ),
      },
      {
        title: 'log settings',
        description: "What is dropped goes to the kernel's log, at a limited rate.",
        examples: [{ prefix: 'tor-fw', ratePerMinute: 10, burst: 20 }],
      },
    ),
  ],
  {
    title: '`off`, or a mapping with `prefix`, `ratePerMinute` and `burst`',
    description: 'Whether dropped packets are logged. A log keeps what clients tried to reach.',
    default: defaults.gateway.log,
    examples: ['off', { prefix: 'tor-fw', ratePerMinute: 10, burst: 20 }],
  },
)

const flag = (description: string, fallback: boolean) =>
  Type.Boolean({
    title: '`true` or `false`',
    description,
    default: fallback,
    examples: [true, false],
  })

export const gateway = mapping(
  {
    egress: Type.Optional(
      words(['direct', 'tor-only', 'none'], {
        title: '`direct`, `tor-only` or `none`',
        description:
          "What the gateway's own traffic may do. `direct`: leave as it is. `tor-only`: only Tor's account may send (needs `tor.uid`). `none`: nothing leaves, so Tor can't work either.",
        default: defaults.gateway.egress,
        examples: ['direct', 'tor-only'],
      }),
    ),
    ipv6: Type.Optional(
      flag(
        'Whether the gateway itself speaks IPv6 by its uplink. Clients never do.',
        defaults.gateway.ipv6,
      ),
    ),
    dhcpClient: Type.Optional(
      flag("Whether the uplink's address comes by DHCP.", defaults.gateway.dhcpClient),
    ),
    dhcpServer: Type.Optional(
      flag(
        'Whether the gateway gives its clients their addresses by DHCP.',
        defaults.gateway.dhcpServer,
      ),
    ),
    uplinkServices: Type.Optional(
      services('Ports that the uplink may reach, say those of a relay. None by default.', [
        [{ name: 'relay', protocol: 'tcp', port: 9001 }],
      ]),
    ),
    clientServices: Type.Optional(
      services(
        "Ports that clients may reach besides Tor's, at the address that their interface bears. None by default: each is a way to learn about the gateway.",
        [[{ name: 'updates', protocol: 'tcp', port: 8082 }]],
      ),
    ),
    counters: Type.Optional(
      flag('Whether rules count packets and bytes.', defaults.gateway.counters),
    ),
    log: Type.Optional(log),
  },
  {
    title: 'gateway',
    description: 'What the gateway itself may do, and who may talk to it.',
    default: {},
    examples: [{ egress: 'direct', counters: true }],
  },
)
