import { backendOption, fromOption, stateOption } from '../applying/options.ts'
import type { Command } from '../command.ts'
import { policyArgument } from '../policy-input.ts'

export const apply: Command = {
  name: 'apply',
  summary: 'load a firewall on this machine, proved before and after, or lock down',
  description: [
    'Compiles a policy, or takes what was compiled, and puts it in force on this machine: hold every file to its digest, ' +
      'prove every guarantee, have the tools try it, lock down, set the sysctls, load, read back all that is in force and ' +
      'prove that, see that every base chain came back, and cut the flows of clients that are older than the rules.',
    'Whatever fails leaves the lockdown in force: nothing from or to clients, nothing forwarded. Standard error says which ' +
      'step failed, and why. A policy with errors is such a failure. A run that is killed leaves a wall too, from the step ' +
      'lockdown on. Applied again, it changes nothing and disturbs no flow.',
    'With --confirm it goes back to what was proved before, or to the lockdown where nothing was, unless somebody types ' +
      '`yes` in time. The end of standard input, a hangup or an interrupt is no confirmation.',
    'It needs to be root.',
  ],
  arguments: [policyArgument],
  options: [
    fromOption,
    backendOption,
    {
      name: 'client-facing',
      summary:
        'The address by which clients know the gateway, where the policy leaves it to the boot. Without it, what QubesDB ' +
        "says, or else the address of the clients' interfaces.",
      value: { kind: 'text', form: 'an IPv4 address', placeholder: 'ADDRESS' },
    },
    {
      name: 'confirm',
      summary: 'Go back, unless it is confirmed within so many seconds.',
      value: { kind: 'text', form: 'seconds, from 1 to 86400', placeholder: 'SECONDS' },
    },
    { name: 'dry-run', summary: 'Show each step, and do none.' },
    stateOption,
  ],
  exits: ['fine', 'finding', 'undecided', 'rolled-back'],
  examples: [
    { line: 'qubes-tor-fw apply --dry-run', meaning: 'See what would be done.' },
    {
      line: 'qubes-tor-fw apply --confirm 60 torvm.yaml',
      meaning: 'Put a policy in force, and go back unless it is confirmed.',
    },
    {
      line: 'qubes-tor-fw apply --from /usr/lib/qubes-tor-fw/artefacts',
      meaning: 'Put in force what was compiled before.',
    },
  ],
  run: async (call) => (await import('../applying/run-apply.ts')).runApply(call),
}
