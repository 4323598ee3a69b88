import type { Artefact, Compilation, FolderFile, Target } from '../../artefacts/index.ts'
import { assert } from '../../assert.ts'
import { hasErrors } from '../../diagnostics/index.ts'
import type { Gateway } from '../../policy/index.ts'
import { chooseArtefacts } from '../choose-artefacts.ts'
import type { Call, Command } from '../command.ts'
import { doubtsOf } from '../doubts.ts'
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
  'lockdown-nft',
  'lockdown-iptables',
  'lockdown-ip6tables',
  'lockdown-arptables',
] as const satisfies readonly Target[]

/** Ugly on purpose. */
const OVERRIDE = 'write-what-is-not-proved'

export const compile: Command = {
  name: 'compile',
  summary: 'turn a policy into what a gateway loads',
  description: [
    'Compiles a policy into rulesets, a torrc and sysctls. One artefact goes to standard output: the one that ' +
      '--target names, or else the ruleset of the environment (iptables on qubes-3, nft elsewhere). ' +
      'With --out, all of them are written into a folder, or none where anything fails.',
    'What is compiled is read back from its text and proved first, every guarantee of it, and all rulesets of one ' +
      'policy equal to each other. What is not proved is not written: the findings say which packet, which rule and ' +
      'which line of the policy.',
    'Where the policy has an error, or something is not proved, standard output stays empty and no file is touched. ' +
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
    {
      name: OVERRIDE,
      summary:
        'Write what is refuted or undecided all the same. Each file then says in its head that it is not proved.',
    },
  ],
  exits: ['fine', 'finding', 'undecided'],
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
    const { gateway } = policy.outcome.value ?? {}
    if (!gateway) {
      report(call, call.world.stderr, policy.outcome.diagnostics, policy.sources)
      return 'finding'
    }
    return deliver(call, policy, await import('../../artefacts/index.ts'), gateway)
  },
}

/** Loaded when it is needed. */
type Compiler = typeof import('../../artefacts/index.ts')

const deliver = (call: Call, policy: PolicyInput, compiler: Compiler, gateway: Gateway): Exit => {
  const { world, values, flags } = call
  const { value: compilation, diagnostics } = compiler.compile(gateway)
  const found = [...policy.outcome.diagnostics, ...diagnostics]
  const choose = (from: Compilation) =>
    chooseArtefacts(from, values.get('target'), values.has('out'))
  const choice = compilation && choose(compilation)
  if (!compilation || !choice || choice.kind === 'none' || hasErrors(found)) {
    report(call, world.stderr, found, policy.sources)
    if (choice?.kind !== 'none') return 'finding'
    tell(world, choice.why)
    return 'usage'
  }
  const isWhole = !values.has('target')
  const asked = compiler.belonging(compilation, choice.artefacts)
  const proof = compiler.prove(asked)
  const doubts = doubtsOf(asked, proof, compiler.differences(proof))
  report(
    call,
    world.stderr,
    [...found, ...doubts.diagnostics],
    new Map([...policy.sources, ...doubts.sources]),
  )
  if (proof.verdict === 'proved')
    return letOut(
      call,
      choice.artefacts,
      filesOf(compiler, { gateway, artefacts: choice.artefacts }, isWhole, true),
      `${policy.name} compiled for ${gateway.environment}, and proved`,
    )
  if (!flags.has(OVERRIDE)) {
    if (formatOf(call) === 'human')
      tell(
        world,
        `refused: ${policy.name} is ${proof.verdict}; nothing was written (--${OVERRIDE} would)`,
      )
    return proof.verdict === 'undecided' ? 'undecided' : 'finding'
  }
  const marked = compiler.compileWithoutProof(gateway).value
  const again = marked && choose(marked)
  assert(again?.kind === 'some', 'what compiled once compiles again')
  return letOut(
    call,
    again.artefacts,
    filesOf(compiler, { gateway, artefacts: again.artefacts }, isWhole, false),
    `NOT PROVED: ${policy.name} is ${proof.verdict}, and was written because of --${OVERRIDE}`,
  )
}

/** One artefact is one file; all of them make a folder that a loader reads. */
const filesOf = (
  compiler: Compiler,
  compilation: Compilation,
  isWhole: boolean,
  isProved: boolean,
): readonly FolderFile[] =>
  isWhole
    ? compiler.folderOf(compilation, isProved)
    : compilation.artefacts.map(({ fileName, text }) => ({ name: fileName, text }))

/** To standard output or into the folder; the last thing said is what it is worth. */
const letOut = (
  call: Call,
  artefacts: readonly Artefact[],
  files: readonly FolderFile[],
  said: string,
): Exit => {
  const { world, values, flags } = call
  const folder = values.get('out')
  // In the other formats standard error is one report and nothing else.
  const isForPeople = formatOf(call) === 'human'
  if (folder !== undefined && flags.has('check')) {
    const exit = checkFolder(world, folder, files)
    if (isForPeople && said.startsWith('NOT')) tell(world, said)
    return exit
  }
  if (folder === undefined) for (const { text } of artefacts) world.stdout.write(text)
  else if (!writeFolder(world, folder, files)) return 'failed'

  if (!isForPeople) return 'fine'
  for (const { target, summary } of artefacts) tell(world, `${target}: ${summary}`)
  tell(world, said)
  return 'fine'
}
