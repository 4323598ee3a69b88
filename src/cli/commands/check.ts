import { hasErrors } from '../../diagnostics/index.ts'
import type { Call, Command } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import { wrongFiles } from '../file-argument.ts'
import type { PolicyInput } from '../policy-input.ts'
import { policyArgument, readPolicyInput } from '../policy-input.ts'
import { formatOf, report } from '../report.ts'
import { tell } from '../tell.ts'

export const check: Command = {
  name: 'check',
  summary: 'say whether a policy is sound',
  description: [
    'Reads a policy and tells everything that is wrong with it at once, with the place and what to do. ' +
      'It compiles nothing. Several policies are read each for itself, and one report tells of all.',
    'In the formats json, sarif and github the findings are what was asked for, and go to standard output, ' +
      'also where there are none; for people they go to standard error.',
  ],
  arguments: [{ ...policyArgument, repeated: true }],
  options: [],
  exits: ['fine', 'finding'],
  examples: [
    { line: 'qubes-tor-fw check', meaning: 'Check the built-in policy.' },
    { line: 'qubes-tor-fw check policy/*.yaml', meaning: 'Check all policies of a folder.' },
    {
      line: 'qubes-tor-fw check --format sarif torvm.yaml',
      meaning: 'Print a report for code scanning.',
    },
  ],
  run: async (call) => {
    const wrong = wrongFiles(call)
    if (wrong !== undefined) {
      tell(call.world, wrong)
      return 'usage'
    }
    const policies = await readPolicies(call)
    return policies ? tellOf(call, policies) : 'failed'
  },
}

/** Each of the policies named once, or the built-in one; nothing where any cannot be read. */
const readPolicies = async ({
  world,
  arguments: names,
}: Call): Promise<readonly PolicyInput[] | undefined> => {
  const policies: PolicyInput[] = []
  for (const name of names.length === 0 ? [undefined] : new Set(names)) {
    const policy = await readPolicyInput(world, name)
    if (!policy) return undefined
    policies.push(policy)
  }
  return policies
}

const tellOf = (call: Call, policies: readonly PolicyInput[]): Exit => {
  const { stdout, stderr } = call.world
  const forPeople = formatOf(call) === 'human'
  const diagnostics = policies.flatMap(({ outcome }) => outcome.diagnostics)
  const sources = new Map(policies.flatMap((policy) => [...policy.sources]))
  report(call, forPeople ? stderr : stdout, diagnostics, sources)
  if (forPeople)
    for (const { name, outcome } of policies)
      if (!hasErrors(outcome.diagnostics)) tell(call.world, `${name} is sound`)
  return hasErrors(diagnostics) ? 'finding' : 'fine'
}
