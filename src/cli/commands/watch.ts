import { stateOption } from '../applying/options.ts'
import type { Command } from '../command.ts'
import { policyOption } from '../policy-input.ts'

/** Written out, and not asked of the host, so that `--help` need not load it; a test compares. */
export const onDriftWords = ['lockdown', 'report', 'restore'] as const

export const watch: Command = {
  name: 'watch',
  summary: 'prove again whatever changes on this gateway, and lock down where it does not hold',
  description: [
    'Listens to the kernel for whatever writes rulesets, and for interfaces, addresses and settings that come, go or change; ' +
      'then reads everything that is in force again and proves it. It stays in the foreground, as a service, and tells what it ' +
      'notices, finds and does, a line each, on standard output; with --format json an object each.',
    'Where a guarantee that forbids does not hold, is undecided, or cannot be asked, it does as --on-drift says. That a monitor ' +
      'ends, hangs or loses something counts as such: what happened meanwhile is not known. A wire that is dead is told, and ' +
      'not locked down.',
    'The exit code is 0 where it was told to end (SIGTERM, SIGINT, SIGHUP), and 1 where it cannot watch here, after it has done ' +
      'as --on-drift says. It needs to be root.',
  ],
  arguments: [],
  options: [
    policyOption,
    {
      name: 'on-drift',
      summary:
        'What to do: lock the gateway down (the default), only tell it, or lock down and apply again what was applied.',
      value: { kind: 'choice', choices: onDriftWords, placeholder: 'ACTION' },
    },
    {
      name: 'every',
      summary: 'Look though nothing happened, after so many seconds; 60 where none are given.',
      value: { kind: 'text', form: 'seconds, from 1 to 86400', placeholder: 'SECONDS' },
    },
    stateOption,
  ],
  exits: ['fine', 'finding'],
  examples: [
    {
      line: 'qubes-tor-fw watch',
      meaning: 'Watch this gateway, and lock it down where it drifts.',
    },
    {
      line: 'qubes-tor-fw watch --on-drift report --format json',
      meaning: 'Only tell, for programs.',
    },
  ],
  run: async (call) => (await import('../watch/run-watch.ts')).runWatch(call),
}
