import type { Check } from './check.ts'

/** Streams of two clients on one circuit leave by one exit at one time: whoever watches it knows that they are neighbours. */
export const socksNotIsolated: Check = {
  code: 'socks-not-isolated',
  severity: 'error',
  find: ({ document }) =>
    document.tor.socksPorts.flatMap(({ port, isolate }, index) =>
      isolate.includes('client-address')
        ? []
        : [
            {
              path: ['tor', 'socksPorts', index, 'isolate'],
              message: `clients of SOCKS port ${port} would share circuits`,
              help: 'add `client-address` to `isolate`',
            },
          ],
    ),
}
