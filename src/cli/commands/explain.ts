import type { Command } from '../command.ts'
import { factOptions } from '../facts/options.ts'
import { fileArgument } from '../file-argument.ts'
import { policyOption } from '../policy-input.ts'

export const explain: Command = {
  name: 'explain',
  summary: 'follow one packet through a ruleset, rule by rule',
  description: [
    'Takes one packet and tells its way, hook by hook and rule by rule, to its fate, as the kernel would have it. ' +
      'Without a file it goes through what is compiled of the policy.',
    'What the gateway is like comes from --policy or from the options that name one fact each, as for verify. Its ' +
      'addresses and routes are made up where --address and --route do not give them, and it is said which.',
    'Where a rule depends on what nobody can know, a limit or a set that others fill, one answer is taken and named.',
  ],
  arguments: [fileArgument],
  options: [
    {
      name: 'packet',
      summary: "The packet, say 'vif1.0: tcp 10.137.0.10:40000 > 8.8.8.8:443'.",
      value: { kind: 'text', form: 'a packet', placeholder: 'PACKET' },
    },
    {
      name: 'address',
      summary: "An address of the gateway's own at an interface, with the prefix on that link.",
      value: {
        kind: 'text',
        form: 'an interface, `=` and an address',
        placeholder: 'IF=ADDR[/LEN]',
      },
      repeated: true,
    },
    {
      name: 'route',
      summary: 'Where a prefix is routed to.',
      value: { kind: 'text', form: 'a prefix, `=` and an interface', placeholder: 'PREFIX=IF' },
      repeated: true,
    },
    policyOption,
    ...factOptions,
  ],
  exits: ['fine', 'finding', 'undecided'],
  examples: [
    {
      line: "qubes-tor-fw explain --packet 'vif1.0: udp 10.137.0.10:40000 > 1.1.1.1:53'",
      meaning: 'See what becomes of a packet.',
    },
  ],
  run: async (call) => (await import('../explanation/run-explain.ts')).runExplain(call),
}
