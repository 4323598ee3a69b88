import type { Check } from './check.ts'

/** A side with no interface is a wall around nothing: what was meant as a client would be a stranger, or worse. */
export const zoneEmpty: Check = {
  code: 'zone-empty',
  severity: 'error',
  find: ({ document }) =>
    (['clients', 'uplink'] as const)
      .filter(
        (side) =>
          document.zones[side].interfaces.length === 0 && document.zones[side].group === null,
      )
      .map((side) => ({
        path: ['zones', side],
        part: 'key',
        message:
          side === 'clients' ? 'the clients have no interface' : 'the uplink has no interface',
        help: `name them by \`zones.${side}.interfaces\`, or by a \`group\``,
      })),
}
