import { hasErrors } from '../../diagnostics/index.ts'
import type { Command } from '../command.ts'
import { policyArgument, readPolicyInput } from '../policy-input.ts'
import { formatOf, report } from '../report.ts'
import { tell } from '../tell.ts'

export const check: Command = {
  name: 'check',
  summary: 'say whether a policy is sound',
  description: [
    'Reads a policy and tells everything that is wrong with it at once, with the place and what to do. ' +
      'It compiles nothing.',
    'In the formats json, sarif and github the findings are what was asked for, and go to standard output, ' +
      'also where there are none; for people they go to standard error.',
  ],
  arguments: [policyArgument],
  options: [],
  exits: ['fine', 'finding'],
  examples: [
    { line: 'qubes-tor-fw check', meaning: 'Check the built-in policy.' },
    {
      line: 'qubes-tor-fw check --format sarif torvm.yaml',
      meaning: 'Print a report for code scanning.',
    },
  ],
  run: async (call) => {
    const policy = await readPolicyInput(call.world, call.arguments[0])
    if (!policy) return 'failed'
    const { stdout, stderr } = call.world
    const { diagnostics } = policy.outcome
    const forPeople = formatOf(call) === 'human'
    report(call, forPeople ? stderr : stdout, diagnostics, policy.sources)
    if (hasErrors(diagnostics)) return 'finding'
    if (forPeople) tell(call.world, `${policy.name} is sound`)
    return 'fine'
  },
}
