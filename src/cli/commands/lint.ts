import { lintCodes } from '../../diagnostics/index.ts'
import type { Command } from '../command.ts'
import { factOptions } from '../facts/options.ts'
import { fileArgument } from '../file-argument.ts'
import { policyOption } from '../policy-input.ts'

const code = { kind: 'choice', choices: Object.keys(lintCodes), placeholder: 'CODE' } as const

export const lint: Command = {
  name: 'lint',
  summary: 'say what in a ruleset is not as it looks',
  description: [
    'Reads rulesets, whoever wrote them, and tells of rules that no packet comes to, that are decided before, or that ' +
      'match nothing, with the rules that bring it about; of chains and translations that never run; and of what ' +
      'opens a firewall though it looks closed. Several files are one machine. Without a file, it compiles the policy ' +
      'and judges what was compiled.',
    'What is said of a rule is worked out over all packets, and holds beside any other table and for any connection. ' +
      'Where something that is not known could make it otherwise, nothing is said. That nothing is said is no proof: ' +
      'verify proves.',
    'Errors and warnings make the exit code 1. Notes, of what may well be meant so, are told with --level note, and ' +
      'leave the exit code alone. Where nothing is found and something was too large to judge, the exit code is 4.',
    'Lints that need to know by which interfaces clients come are silent unless --policy or an option says it.',
  ],
  arguments: [fileArgument],
  options: [
    {
      name: 'level',
      summary: 'Tell what is of this level or worse; without it, warnings and errors.',
      value: { kind: 'choice', choices: ['error', 'warning', 'note'], placeholder: 'LEVEL' },
    },
    {
      name: 'only',
      summary: 'Ask this alone, and tell what is found whatever its level.',
      value: code,
      repeated: true,
    },
    { name: 'ignore', summary: 'Do not ask this.', value: code, repeated: true },
    policyOption,
    ...factOptions,
  ],
  exits: ['fine', 'finding', 'undecided'],
  examples: [
    { line: 'qubes-tor-fw lint ruleset.nft', meaning: 'Say what is not as it looks.' },
    {
      line: 'qubes-tor-fw lint --level note rules.v4 rules.v6 sysctl.conf',
      meaning: 'Tell everything of several files that are one machine.',
    },
    {
      line: 'qubes-tor-fw lint --only rule-shadowed --format github ruleset.nft',
      meaning: 'Ask one thing, for annotations.',
    },
  ],
  run: async (call) => (await import('../linting/run-lint.ts')).runLint(call),
}
