import { stateOption } from '../applying/options.ts'
import type { Command } from '../command.ts'
import { policyOption } from '../policy-input.ts'

export const status: Command = {
  name: 'status',
  summary: 'say in one screen whether this gateway is safe, and whether it works',
  description: [
    'Reads everything that is in force on this machine, whoever loaded it, and proves it again; holds our own tables and ' +
      'the settings of the kernel against what the policy asks for; asks Tor by its control socket how far it is; and tells ' +
      'which clients are attached, and what was dropped for which reason. It changes nothing, and takes root.',
    'Without --policy it is the one that was applied: the one in /rw/config/qubes-tor where that is there, or the built-in one.',
    'The exit code is 0 where all is well, 1 where something is open, dead, changed or not there yet, 3 where it could not be ' +
      'looked at, and 4 where something in force is not understood. A warning alone leaves it 0.',
  ],
  arguments: [],
  options: [
    policyOption,
    {
      name: 'control-socket',
      summary:
        "Tor's control socket; without it the policy's, or /run/qubes-tor/control/socket of the service.",
      value: { kind: 'file', placeholder: 'PATH' },
    },
    stateOption,
  ],
  exits: ['fine', 'finding', 'undecided'],
  examples: [
    { line: 'qubes-tor-fw status', meaning: 'Look at this gateway.' },
    { line: 'qubes-tor-fw status --format json', meaning: 'The same, for programs.' },
  ],
  run: async (call) => (await import('../status/run-status.ts')).runStatus(call),
}
