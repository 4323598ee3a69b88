import type { Lint } from '../lint-type.ts'

/**
 * A file that begins with `flush ruleset`. It takes away the tables of everybody else: Qubes' anti-spoofing, a
 * container's isolation, a lockdown (leak class L13).
 */
export const flushAll: Lint = {
  code: 'flush-all',
  level: 'warning',
  find: ({ subject: { flushes } }) =>
    flushes.map((place) => ({
      message: "`flush ruleset` takes away everybody's tables",
      help: 'delete your own: `add table inet mine`, `delete table inet mine`, then the table',
      place,
    })),
}
