import type { Check } from './check.ts'

/** Clients' UDP to port 53 is DNS, whatever its destination; a service there would never hear of it. */
export const serviceShadowed: Check = {
  code: 'service-shadowed',
  severity: 'error',
  find: ({ services }) =>
    services
      .filter(
        ({ side, value }) => side === 'clients' && value.protocol === 'udp' && value.port === 53,
      )
      .map(({ path }) => ({
        path: [...path, 'port'],
        message: "clients' UDP to port 53 never reaches a service: all of it is DNS",
        help: '`obedience.dns` says what becomes of it',
      })),
}
