import { guaranteeCodes } from '../../diagnostics/index.ts'
import type { Command } from '../command.ts'
import { factOptions } from '../facts/options.ts'
import { fileArgument } from '../file-argument.ts'
import { policyOption } from '../policy-input.ts'

export const verify: Command = {
  name: 'verify',
  summary: 'prove that nothing of a client escapes, or show what does',
  description: [
    'Reads rulesets, whoever wrote them, and judges every guarantee over every packet there is: proved, refuted ' +
      'with packets that break it and the rule to blame, or undecided. Several files are one machine; what they are ' +
      'is seen by their content. Without a file, it compiles the policy and judges what was compiled.',
    'What the gateway is like comes from --policy, or from the options that name one fact each, over the defaults of ' +
      'the built-in policy; not from both.',
    'A file that would not load in a kernel is refused: what does not load leaves everything open. What a reader ' +
      'does not understand is never skipped: where it matters the answer is undecided, and the exit code 4.',
    'With --live it reads the tables of nftables and of both kinds of iptables as they are in force, and the settings of ' +
      'the kernel, and changes nothing. It needs to be root. What cannot be read is never taken for closed: the exit ' +
      'code is then 3.',
    'The question is the unconditional one: whatever connections the kernel knows already. The answer goes to ' +
      'standard output in every format.',
  ],
  arguments: [fileArgument],
  options: [
    policyOption,
    {
      name: 'only',
      summary: 'Ask for this guarantee alone; the exit code speaks of what was asked.',
      value: {
        kind: 'choice',
        choices: Object.keys(guaranteeCodes),
        placeholder: 'GUARANTEE',
      },
      repeated: true,
    },
    {
      name: 'from-empty-conntrack',
      summary: 'Ask the weaker question: of connections that begin after the rules are loaded.',
    },
    {
      name: 'as-loaded',
      summary:
        'The files are loaded one after the other, at boot and then all of them again: judge also what is in force on the ' +
        'way (fail-closed).',
    },
    {
      name: 'live',
      summary:
        'Judge what this machine has in force: all rulesets, whoever loaded them, and the settings of its kernel. Files ' +
        'named besides, a torrc, stand beside it.',
    },
    {
      name: 'report',
      summary:
        'Write the answer as a page to this file too: the gateway drawn, each guarantee, each packet that breaks one. With - the page takes the place of the answer.',
      value: { kind: 'file', placeholder: 'FILE' },
    },
    ...factOptions,
  ],
  exits: ['fine', 'finding', 'undecided'],
  examples: [
    { line: 'qubes-tor-fw verify', meaning: 'Prove what is compiled of the built-in policy.' },
    {
      line: 'qubes-tor-fw verify --policy torvm.yaml build/qubes-tor-fw.nft build/torrc',
      meaning: 'Prove that files keep what a policy asks.',
    },
    {
      line: 'qubes-tor-fw verify --client-interface wlan0 rules.v4 rules.v6',
      meaning: "Judge somebody else's rulesets.",
    },
    {
      line: 'qubes-tor-fw verify --only no-client-escape --format sarif ruleset.nft',
      meaning: 'Ask one question, for code scanning.',
    },
    {
      line: 'qubes-tor-fw verify --as-loaded rules.v6 rules.v4',
      meaning: 'Judge too what is in force while they are loaded.',
    },
    {
      line: 'qubes-tor-fw verify --live --policy torvm.yaml',
      meaning: 'Judge what is in force on this machine, as root.',
    },
    {
      line: 'qubes-tor-fw verify --report report.html ruleset.nft',
      meaning: 'Look at the answer in a browser.',
    },
  ],
  run: async (call) => (await import('../verification/run-verify.ts')).runVerify(call),
}
