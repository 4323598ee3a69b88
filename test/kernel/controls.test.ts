/**
 * Goal: the lab sees leaks where there are leaks, and only there.
 * Method: hand-made rulesets of known quality go through the whole matrix. Those without walls must show findings in
 * every group of packets that a plain kernel does not drop by itself; the good one must show none and serve everything;
 * and each wall taken out of the good one must be missed by some packet.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handMadeRuleset, naiveTorifier, qubesCustomInput } from './lab/controls.ts'
import type { Environment, ExpectedFacts, Lab, MatrixResult, Router } from './lab/index.ts'
import {
  formatFinding,
  loadNft,
  mustLoad,
  openLab,
  qubesTopology,
  runMatrix,
  standaloneTopology,
  torvmFacts,
} from './lab/index.ts'
import { hasAllUsers } from './lab/stories/egress.ts'

let lab: Lab

beforeAll(async () => {
  lab = await openLab()
})

afterAll(async () => {
  await lab?.close()
})

const beside: Environment = { topology: qubesTopology, base: 'qubes-4' }
const alone: Environment = { topology: qubesTopology, base: 'none' }
const standalone: Environment = { topology: standaloneTopology, base: 'none' }

const matrix = async (
  title: string,
  environment: Environment,
  text: string,
  facts: ExpectedFacts = torvmFacts,
): Promise<MatrixResult> => {
  const load = (router: Router) => mustLoad(loadNft(router, text))
  const result = await runMatrix({ lab, title, environment, facts, load })
  console.log(`${result.table}\n${result.frames} frames, ${Math.round(result.milliseconds)} ms`)
  for (const excuse of result.excused) console.log(`not played: ${excuse}`)
  return result
}

/** The kernel itself drops these as martians, but under an open ruleset it sometimes asks by ARP for their source. */
const undecided = 'uplink poses as the gateway'

/** Groups and stories without a single finding. */
const quietGroups = (result: MatrixResult): readonly string[] =>
  [
    ...new Set(
      result.rows
        .filter((row) => row.findings.length === 0 && row.sender !== 'lab')
        .map((row) => row.group)
        .filter((group) => group !== undecided),
    ),
  ].sort()

const lines = (result: MatrixResult): readonly string[] =>
  result.findings.slice(0, 20).map(formatFinding)

/** What any kernel drops before a rule is asked. */
const neverAccepted = [
  'bad ip checksum',
  'cut inside the ip header',
  'ip length below the header',
  'ip length beyond the frame',
]

/** An open gateway may send what it likes, so here there is nothing to find. */
const openAnyway = ["the gateway's own traffic"]

/** What even the naive torifier does right: DNS; and what conntrack keeps until it is whole. */
const naiveToo = [
  'fragment tricks',
  'icmp last fragment only',
  'other last fragment only',
  'tcp last fragment only',
  'udp 53',
  'udp 53 with ttl 1',
  'udp last fragment only',
]

describe('without walls', () => {
  test('no rules at all: every group leaks', async () => {
    const result = await matrix('no rules', alone, '')
    expect(quietGroups(result)).toEqual([...neverAccepted, ...openAnyway].sort())
    expect(result.rows.find((row) => row.sender === 'lab')?.findings).toEqual([])
  })

  test('Qubes alone: what its antispoofing does not stop leaks', async () => {
    const result = await matrix('Qubes alone', beside, '')
    const quiet = quietGroups(result)
    for (const group of [
      'tcp syn',
      'tcp mid-stream ack',
      'udp 53',
      'other udp',
      'icmp echo',
      'gre',
      'esp',
      'protocol 41',
    ])
      expect(quiet).not.toContain(group)
    expect(result.findings.filter(({ kind }) => kind === 'escape').length).toBeGreaterThan(2000)
    expect(result.findings.filter(({ kind }) => kind === 'unattributed')).toEqual([])
  })

  test('a naive torifier serves, and leaks all the same', async () => {
    const result = await matrix('naive torifier', alone, naiveTorifier(qubesTopology, torvmFacts))
    expect(quietGroups(result)).toEqual([...neverAccepted, ...openAnyway, ...naiveToo].sort())
    expect(result.rows.reduce((sum, row) => sum + row.served, 0)).toBeGreaterThan(250)
    expect(result.findings.filter(({ kind }) => kind === 'unattributed')).toEqual([])
  })
})

const good = (environment: Environment, facts: ExpectedFacts): string =>
  handMadeRuleset(environment.topology, facts) +
  (environment.base === 'qubes-4' ? qubesCustomInput(environment.topology, facts) : '')

describe('a good ruleset shows nothing and serves everything', () => {
  test.each([
    ['on Qubes, beside its tables', beside],
    ['on Qubes addresses, alone', alone],
    ['on a standalone box', standalone],
  ])('%s', async (title, environment) => {
    const result = await matrix(title, environment, good(environment, torvmFacts))
    expect(lines(result)).toEqual([])
    for (const row of result.rows) expect(row, row.group).toMatchObject({ served: row.owed })
    expect(result.frames).toBeGreaterThan(10_000)
  })

  test.each(['tor-only', 'none'] as const)('with egress %s', async (egress) => {
    const facts: ExpectedFacts = { ...torvmFacts, egress, torUid: 64_042 }
    const result = await matrix(`egress ${egress}`, beside, good(beside, facts), facts)
    expect(lines(result)).toEqual([])
    if (egress === 'tor-only' && !(await hasAllUsers()))
      console.log('not checked: that Tor gets out, for want of a second user in this namespace')
  })
})

/** A wall, and a story or group that must notice when it is gone. */
const walls: readonly (readonly [string, RegExp, readonly string[]])[] = [
  ['fragments', /\n.*frag-off.*/, ['udp first fragment only']],
  ['options', /\n.*hdrlength.*/, ['record route']],
  ['IPv6', /\n.*meta nfproto ipv6 drop/g, ['ipv6 lone fragment']],
  ['spoofing', /\n {4}fib saddr.*\n {4}fib saddr.*/, ['spoofed source']],
  ['posing', /\n.*iifname "eth0" ip saddr.*/, ['uplink poses as a client']],
  [
    'exit',
    /\n {4}ct state invalid drop\n(.*\n)*?(?= {4}oifname "eth0" accept)/,
    ['the client interface goes, conntrack is purged'],
  ],
  ['arp', /\n.*arp operation.*/, ['arp who-has']],
  ['other protocols', /\n.*meta l4proto != .*/, ['icmp echo with ttl 1']],
  ['local ranges', /\n.*@local drop/, ['tcp syn']],
]

describe('each wall is missed when it is gone', () => {
  test.each(walls)('%s', async (name, wall, witnesses) => {
    const whole = good(alone, torvmFacts)
    const breached = whole.replace(wall, '\n')
    expect(breached).not.toBe(whole)
    const result = await matrix(`without the wall against ${name}`, alone, breached)
    const noticed = result.rows.filter((row) => row.findings.length > 0).map((row) => row.group)
    expect(noticed).toEqual(expect.arrayContaining([...witnesses]))
  })

  test('a uid that is not matched is not a uid that is excluded', async () => {
    const facts: ExpectedFacts = { ...torvmFacts, egress: 'tor-only', torUid: 64_042 }
    const whole = good(alone, facts)
    const breached = whole.replace(
      /oifname "eth0" meta skuid 64042 accept\n *oifname "eth0" drop/,
      'oifname "eth0" meta skuid != 64042 drop',
    )
    expect(breached).not.toBe(whole)
    const result = await matrix('tor-only by exclusion', alone, breached, facts)
    const story = result.rows.find((row) => row.group === 'packets that no process owns')
    expect(story?.findings.length).toBeGreaterThan(0)
  })
})
