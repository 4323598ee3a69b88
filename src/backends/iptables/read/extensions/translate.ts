import { flag } from '../codec.ts'

import { extension, option } from '../extension.ts'
import { fault, value } from '../reading.ts'
import { address, addressMask } from '../values/address.ts'
import { interfaceName } from '../values/interface.ts'
import { masked, maximum16, number } from '../values/number.ts'
import { portsWithDash } from '../values/port.ts'
import { translation } from '../values/translation.ts'
import { allOf } from './rules.ts'

/** Protocols whose ports can be rewritten. A rule with ports has to test for one of them. */
const portProtocols = [6, 17, 132, 33, 1]

const natFlags = {
  random: option(flag),
  'random-fully': option(flag),
  persistent: option(flag),
}

/** Targets that rewrite addresses, or hand packets to sockets. */
export const translationTargets = {
  DNAT: extension({
    tables: ['nat'],
    protocolFirst: true,
    options: {
      'to-destination': option(translation),
      random: option(flag),
      persistent: option(flag),
    },
    hooks: () => ['PREROUTING', 'OUTPUT'],
    protocolsWith: (chosen) => (chosen['to-destination']?.value.ports ? portProtocols : undefined),
    finish: allOf('to-destination'),
  }),
  SNAT: extension({
    tables: ['nat'],
    protocolFirst: true,
    options: { 'to-source': option(translation), ...natFlags },
    hooks: () => ['INPUT', 'POSTROUTING'],
    protocolsWith: (chosen) => (chosen['to-source']?.value.ports ? portProtocols : undefined),
    finish: allOf('to-source'),
  }),
  MASQUERADE: extension({
    tables: ['nat'],
    protocolFirst: true,
    options: {
      'to-ports': option(portsWithDash),
      random: option(flag),
      'random-fully': option(flag),
    },
    hooks: () => ['POSTROUTING'],
    protocolsWith: (chosen) => (chosen['to-ports'] ? portProtocols : undefined),
  }),
  REDIRECT: extension({
    tables: ['nat'],
    protocolFirst: true,
    options: { 'to-ports': option(portsWithDash), random: option(flag) },
    hooks: () => ['PREROUTING', 'OUTPUT'],
    protocolsWith: (chosen) => (chosen['to-ports'] ? portProtocols : undefined),
  }),
  NETMAP: extension({
    tables: ['nat'],
    options: { to: option(addressMask) },
    hooks: () => ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
    finish: allOf('to'),
  }),
  TPROXY: extension({
    tables: ['mangle'],
    protocols: [6, 17],
    options: {
      'on-port': option(number(0, maximum16)),
      'on-ip': option(address),
      'tproxy-mark': option(masked),
    },
    hooks: () => ['PREROUTING'],
    finish(chosen, _, place) {
      if (!chosen['on-port']) return fault('iptables-combination', '--on-port is needed here')
      return value({
        ...chosen,
        'on-ip': chosen['on-ip'] ?? { value: 0n, negated: false, place },
        'tproxy-mark': chosen['tproxy-mark'] ?? {
          value: { value: 0, mask: 0 },
          negated: false,
          place,
        },
      })
    },
  }),
  TEE: extension({
    options: { gateway: option(address), oif: option(interfaceName) },
    finish: allOf('gateway'),
  }),
  SYNPROXY: extension({
    protocols: [6],
    options: {
      'sack-perm': option(flag),
      timestamp: option(flag),
      wscale: option(number(0, 14)),
      mss: option(number(0, maximum16)),
      ecn: option(flag),
    },
    hooks: () => ['INPUT', 'FORWARD'],
  }),
} as const
