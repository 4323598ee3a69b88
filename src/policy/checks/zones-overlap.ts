import { isInterfacePattern, patternsOverlap } from '../../net/index.ts'
import type { Subject } from '../subject.ts'
import type { Check, Fault } from './check.ts'

const groupsOverlap = ({ document }: Subject): readonly Fault[] => {
  const { clients, uplink } = document.zones
  if (clients.group === null || clients.group !== uplink.group) return []
  return [
    {
      path: ['zones', 'uplink', 'group'],
      message: `group ${clients.group} is the clients' and the uplink's`,
      related: [{ message: "the clients' is here", path: ['zones', 'clients', 'group'] }],
    },
  ]
}

/** An interface on both sides is a client with the rights of the uplink: what comes by it need not go through Tor. */
export const zonesOverlap: Check = {
  code: 'zones-overlap',
  severity: 'error',
  find: (subject) => [
    ...subject.patterns.uplink.flatMap((uplink) =>
      subject.patterns.clients
        .filter(({ value }) => isInterfacePattern(value) && isInterfacePattern(uplink.value))
        .filter(({ value }) => patternsOverlap(value, uplink.value))
        .map(({ value, path }) => ({
          path: uplink.path,
          message:
            value === uplink.value
              ? `\`${value}\` is a client interface and an uplink`
              : `an interface can match \`${value}\` of the clients and \`${uplink.value}\` of the uplink`,
          help: 'choose patterns that no interface can both match',
          related: [{ message: "the clients' pattern is here", path }],
        })),
    ),
    ...groupsOverlap(subject),
  ],
}
