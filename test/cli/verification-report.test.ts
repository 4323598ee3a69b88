/**
 * Goal: a person can act on what `verify` tells, and no ruleset can drive a terminal, a report or a workflow by it.
 * Method: made-up answers through the renderers: one of each verdict against its whole text, and hostile words in
 * every place where a ruleset's words may come to stand.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../src/cli/verification/answer.ts'
import { findingsOf } from '../../src/cli/verification/findings.ts'
import { renderAnswerHuman } from '../../src/cli/verification/human.ts'
import { renderAnswerJson } from '../../src/cli/verification/json.ts'
import { originOf } from '../../src/cli/verification/policy-origin.ts'
import { renderGithub } from '../../src/diagnostics/index.ts'
import type { GuaranteeResult } from '../../src/verifier/index.ts'

const text = 'table inet t {\n\tchain forward {\n\t\tudp dport 53 accept comment "x"\n\t}\n}\n'
const place = { source: 'gateway.nft', line: 3, column: 3 }
const packet = 'vif1.0: udp 10.137.0.10:40000 > 8.8.8.8:53'

const machine = (comment: string): NonNullable<Answer['asked']>['machine'] => ({
  shown: { ipv4: true, ipv6: true, arp: false },
  tables: [
    {
      engine: 'nft',
      family: 'inet',
      name: 't',
      isDormant: false,
      sets: [],
      maps: [],
      chains: [
        {
          name: 'forward',
          base: null,
          rules: [{ steps: [], text: 'udp dport 53 accept', comment, place, asksConntrack: false }],
          place,
        },
      ],
      place,
    },
  ],
})

const result = (
  rest: Partial<GuaranteeResult> & Pick<GuaranteeResult, 'id' | 'verdict'>,
): GuaranteeResult => ({
  strength: 'unconditional',
  assumptions: [],
  counterexamples: [],
  opaque: [],
  why: null,
  ...rest,
})

const refuted = (words: {
  readonly packet: string
  readonly fate: string
  readonly text: string
}) =>
  result({
    id: 'no-client-escape',
    verdict: 'refuted',
    counterexamples: [
      {
        packet: words.packet,
        needsOlderFlow: false,
        opening: [],
        isReplayed: true,
        isMissed: false,
        fate: words.fate,
        trace: [
          { where: 'prerouting, ', text: 'conntrack: new', place: null },
          { where: 'forward, inet t forward', text: words.text, place },
        ],
        blame: place,
      },
      {
        packet: words.packet,
        needsOlderFlow: true,
        opening: [],
        isReplayed: true,
        isMissed: false,
        fate: words.fate,
        trace: [],
        blame: null,
      },
    ],
  })

const answer = (guarantees: readonly GuaranteeResult[], comment = ''): Answer => ({
  asked: { machine: machine(comment), verification: { verdict: 'refuted', guarantees } },
  records: [{ name: 'gateway.nft', kind: 'nft' }],
  sources: new Map([['gateway.nft', text]]),
  diagnostics: [],
})

const words = { packet, fate: 'it leaves by eth0', text: 'udp dport 53 accept' }

test('an answer of every verdict, as people see it', () => {
  const guarantees = [
    refuted(words),
    result({
      id: 'dns-reaches-tor',
      verdict: 'proved',
      strength: 'empty-conntrack',
      assumptions: ['Tor runs.'],
    }),
    result({
      id: 'no-offload',
      verdict: 'proved',
      assumptions: ['Tor runs.', 'The kernel is Linux.'],
    }),
    result({
      id: 'gateway-egress',
      verdict: 'undecided',
      why: 'a match is not understood',
      opaque: [{ text: 'xt match "bpf"', place }],
    }),
    result({ id: 'torrc-agrees', verdict: 'not-asked', why: 'no torrc was shown' }),
  ]
  const comment = 'drop-udp: obedience.udp, line 31'
  expect(
    renderAnswerHuman(answer(guarantees, comment), false),
  ).toBe(`refuted[no-client-escape]: vif1.0: udp 10.137.0.10:40000 > 8.8.8.8:53
  it leaves by eth0
  --> gateway.nft:3:3
  |
2 |     chain forward {
3 |         udp dport 53 accept comment "x"
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
4 |     }
note: the rule comes from drop-udp: obedience.udp, line 31 of the policy
  prerouting               conntrack: new
  forward, inet t forward  udp dport 53 accept  (line 3)
also: vif1.0: udp 10.137.0.10:40000 > 8.8.8.8:53
  it leaves by eth0 (by a connection that is older than the ruleset)

undecided[gateway-egress]: a match is not understood
  --> gateway.nft:3:3
  |
2 |     chain forward {
3 |         udp dport 53 accept comment "x"
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
4 |     }

refuted    no-client-escape
proved     dns-reaches-tor   for connections that begin after the rules are loaded
proved     no-offload        whatever connections there are
undecided  gateway-egress    a match is not understood
not asked  torrc-agrees      no torrc was shown

Taken for granted:
- Tor runs.
- The kernel is Linux.

refuted: 1 refuted, 1 undecided, 2 proved, 1 not asked
`)
})

test('colours change nothing but colours', () => {
  const one = answer([refuted(words)])
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')
  const coloured = renderAnswerHuman(one, true)
  expect(coloured).toMatch(escapes)
  expect(coloured.replaceAll(escapes, '')).toBe(renderAnswerHuman(one, false))
})

describe('hostile words', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 30 })
  test('never reach a terminal or a workflow raw', () => {
    fc.assert(
      fc.property(anything, anything, anything, (packet, fate, rule) => {
        const one = answer([refuted({ packet, fate, text: rule })], rule)
        for (const told of [
          renderAnswerHuman(one, false),
          renderAnswerJson(one),
          renderGithub(findingsOf(one)),
        ])
          expect(told.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
        const findings = findingsOf(one)
        expect(renderGithub(findings).split('\n')).toHaveLength(findings.length + 1)
      }),
    )
  })
})

describe('a comment of ours', () => {
  test.each([
    [
      'drop-udp: obedience.udp, line 31',
      { intent: 'drop-udp', property: 'obedience.udp', line: 31 },
    ],
    [
      'drop-udp: obedience.udp, default',
      { intent: 'drop-udp', property: 'obedience.udp', line: null },
    ],
    ['default-drop', null],
    ['', null],
    ['see ticket 7, line 3', null],
  ])('%j', (comment, origin) => expect(originOf(comment)).toEqual(origin))
})
