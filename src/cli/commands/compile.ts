import type { Compilation, Target } from '../../artefacts/index.ts'
import { hasErrors } from '../../diagnostics/index.ts'
import { chooseArtefacts } from '../choose-artefacts.ts'
import type { Call, Command } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import { checkFolder, writeFolder } from '../output-folder.ts'
import type { PolicyInput } from '../policy-input.ts'
import { policyArgument, readPolicyInput } from '../policy-input.ts'
import { formatOf, report } from '../report.ts'
import { tell } from '../tell.ts'

/** Written out, and not asked of the compiler, so that `--help` need not load it; a test compares. */
export const targets = [
  'nft',
  'nft-json',
  'custom-input',
  'custom-input-json',
  'iptables',
  'ip6tables',
  'arptables',
  'torrc',
  'sysctl',
] as const satisfies readonly Target[]

/** What is said of every artefact until a verifier reads them back. */
const NOT_PROVED = 'not proved: compile does not ask; qubes-tor-fw verify does'

export const compile: Command = {
  name: 'compile',
  summary: 'turn a policy into what a gateway loads',
  description: [
    'Compiles a policy into rulesets, a torrc and sysctls. One artefact goes to standard output: the one that ' +
      '--target names, or else the ruleset of the environment (iptables on qubes-3, nft elsewhere). ' +
      'With --out, all of them are written into a folder, or none where anything fails.',
    'Nothing is proved by compiling: `verify` reads back what is compiled of a policy and proves it.',
    'Where the policy has an error, standard output stays empty and no file is touched. ' +
      'Findings go to standard error in every format.',
  ],
  arguments: [policyArgument],
  options: [
    {
      name: 'target',
      summary:
        'The one artefact to make. Which there are depends on the environment that the policy names.',
      value: { kind: 'choice', choices: targets, placeholder: 'TARGET' },
    },
    {
      name: 'out',
      summary:
        'Write into this folder, which is made where it is missing. It may not be a symbolic link.',
      value: { kind: 'folder', placeholder: 'DIR' },
    },
    {
      name: 'check',
      summary:
        'Write nothing; say which files in the folder of --out are not what would be written.',
    },
  ],
  exits: ['fine', 'finding'],
  examples: [
    { line: 'qubes-tor-fw compile', meaning: 'Show the ruleset of the built-in policy.' },
    {
      line: 'qubes-tor-fw compile --target torrc torvm.yaml',
      meaning: 'Show what Tor is to be told.',
    },
    {
      line: 'qubes-tor-fw compile --out build torvm.yaml',
      meaning: 'Write every artefact into the folder build.',
    },
    {
      line: 'qubes-tor-fw compile --out build --check torvm.yaml',
      meaning: 'See whether that folder is up to date, say in CI.',
    },
  ],
  run: async (call) => {
    if (call.flags.has('check') && !call.values.has('out')) {
      tell(call.world, '`--check` needs `--out DIR`, the folder to compare with')
      return 'usage'
    }
    const policy = await readPolicyInput(call.world, call.arguments[0])
    if (!policy) return 'failed'
    const compilation = await compilePolicy(call, policy)
    return compilation ? deliver(call, policy, compilation) : 'finding'
  },
}

/** Reports the findings of both the policy and its compilation, as one report. */
const compilePolicy = async (
  call: Call,
  { outcome, sources }: PolicyInput,
): Promise<Compilation | undefined> => {
  const compiler = await import('../../artefacts/index.ts')
  const compiled = outcome.value
    ? compiler.compile(outcome.value.gateway)
    : { value: undefined, diagnostics: [] }
  const diagnostics = [...outcome.diagnostics, ...compiled.diagnostics]
  report(call, call.world.stderr, diagnostics, sources)
  return hasErrors(diagnostics) ? undefined : compiled.value
}

const deliver = (call: Call, policy: PolicyInput, compilation: Compilation): Exit => {
  const { world, values, flags } = call
  const choice = chooseArtefacts(compilation, values.get('target'), values.has('out'))
  if (choice.kind === 'none') {
    tell(world, choice.why)
    return 'usage'
  }
  const folder = values.get('out')
  if (folder !== undefined && flags.has('check'))
    return checkFolder(world, folder, choice.artefacts)
  if (folder === undefined) for (const { text } of choice.artefacts) world.stdout.write(text)
  else if (!writeFolder(world, folder, choice.artefacts)) return 'failed'

  // In the other formats standard error is one report and nothing else.
  if (formatOf(call) !== 'human') return 'fine'
  for (const { target, summary } of choice.artefacts) tell(world, `${target}: ${summary}`)
  tell(world, `${policy.name} compiled for ${compilation.gateway.environment}`)
  tell(world, NOT_PROVED)
  return 'fine'
}
