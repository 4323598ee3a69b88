import { backendOption, fromOption, stateOption } from '../applying/options.ts'
import type { Command } from '../command.ts'
import { policyArgument } from '../policy-input.ts'

export const lockdown: Command = {
  name: 'lockdown',
  summary: 'let nothing from or to clients, and forward nothing',
  description: [
    'Puts the lockdown up: nothing from or to clients, nothing forwarded, nothing in from the uplink but what the policy says ' +
      "to keep, and the gateway's own traffic as the policy has it. It stands beside whatever else is in force, until `apply` " +
      'lifts it.',
    'It tries what there is: the backend, then the others; the artefacts of --from, the policy, then the built-in one. Where ' +
      "nothing loads, forwarding is switched off and the clients' interfaces are taken down, and the exit code is 3, for one " +
      'that comes later is not held.',
    'A policy that cannot be read or has errors is no reason not to lock down: the built-in lockdown is taken then.',
    'It needs to be root.',
  ],
  arguments: [policyArgument],
  options: [fromOption, backendOption, stateOption],
  exits: ['fine'],
  examples: [
    { line: 'qubes-tor-fw lockdown', meaning: 'Lock down a TorVM.' },
    {
      line: 'qubes-tor-fw lockdown gateway.yaml',
      meaning: 'Lock down a machine of its own, and keep the services that its policy keeps.',
    },
  ],
  run: async (call) => (await import('../applying/run-lockdown.ts')).runLockdown(call),
}
