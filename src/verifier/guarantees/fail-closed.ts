import type { Guarantee } from './guarantee.ts'
import { noClientEscape } from './no-client-escape.ts'

/**
 * Every state on the way keeps `no-client-escape`: the lockdown, what each step of loading leaves, and all that a packet
 * may meet while the kernel goes from one to the next; so does what stays where something dies in between.
 */
export const failClosed: Guarantee = {
  id: 'fail-closed',
  kind: 'forbids',
  families: ['ipv4', 'ipv6'],
  assumptions: [
    ...(noClientEscape.assumptions ?? []),
    'until the first ruleset is in force, nothing is forwarded and no client is there',
  ],
  moments: ({ passage }) => passage ?? null,
  doubt: (evidence) => noClientEscape.doubt?.(evidence) ?? null,
  breaches: noClientEscape.breaches,
}
