import type { Command } from '../command.ts'
import { factOptions } from '../facts/options.ts'
import { policyOption } from '../policy-input.ts'

export const diff: Command = {
  name: 'diff',
  summary: 'tell which packets two rulesets treat differently',
  description: [
    'Compares two machines over every packet there is, by what comes out and how, and tells the packets that differ ' +
      'as few classes, each with one packet and its way through both, replayed: equivalent, more permissive, less ' +
      'permissive, or incomparable.',
    'A side is a ruleset, several files that are one machine together, a folder that compile wrote, or a policy, which ' +
      'is compiled; what it is is seen by its content. `diff OLD NEW` compares two of them. Where a side is several ' +
      'files, --old and --new say which side each belongs to, and files without an option are the other side. ' +
      'A side of which nothing is given is what is compiled of the policy.',
    'What the gateway is like comes from --policy, from the options that name one fact each, or else from the first ' +
      'side that is a policy.',
    'A side that would not load in a kernel cannot be compared: that is exit code 3, for 1 says that they differ. The ' +
      'answer goes to standard output in every format.',
  ],
  arguments: [
    {
      name: 'FILE',
      summary:
        'OLD and NEW, or the files of one side where an option names the other; `-` is standard input.',
      optional: true,
      repeated: true,
      value: { kind: 'file' },
    },
  ],
  options: [
    {
      name: 'old',
      summary: 'A file of the old side.',
      value: { kind: 'file', placeholder: 'FILE' },
      repeated: true,
    },
    {
      name: 'new',
      summary: 'A file of the new side.',
      value: { kind: 'file', placeholder: 'FILE' },
      repeated: true,
    },
    policyOption,
    ...factOptions,
  ],
  exits: ['fine', 'finding', 'undecided'],
  examples: [
    {
      line: 'qubes-tor-fw diff old.nft new.nft',
      meaning: 'See what an edit lets through, and what it stops.',
    },
    {
      line: 'qubes-tor-fw diff old/torvm.yaml torvm.yaml',
      meaning: 'See what a change of policy comes to.',
    },
    {
      line: 'qubes-tor-fw diff --policy torvm.yaml /etc/qubes-tor-fw.nft',
      meaning: 'See how a file differs from what the policy compiles to.',
    },
    {
      line: 'qubes-tor-fw diff --old rules.v4 --old rules.v6 --new ruleset.nft',
      meaning: 'Compare sides of several files.',
    },
  ],
  run: async (call) => (await import('../difference/run-diff.ts')).runDiff(call),
}
