import type { Check } from './check.ts'

/** Every interface starts in group 0, loopback and uplink included. */
export const groupZero: Check = {
  code: 'group-zero',
  severity: 'error',
  find: ({ document }) =>
    (['clients', 'uplink'] as const)
      .filter((side) => document.zones[side].group === 0)
      .map((side) => ({
        path: ['zones', side, 'group'],
        message: 'every interface is in group 0 until somebody moves it',
        help: 'use another number, or `null` for no group',
      })),
}
