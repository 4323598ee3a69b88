/**
 * Goal: the catalogue of leaks tells the truth: a real kernel lets packets out, or in, by the leaky rulesets, and by the
 * mended ones not.
 * Method: the lab's own packets go into a router with either twin; those that break a guarantee which the case claims
 * are counted. A mended twin must show none. A leaky one must show some, or stand below among those whose leak takes
 * more than the lab's single packets, with the reason.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leakClasses } from '../fixtures/leaks/index.ts'
import type { LeakCase } from '../fixtures/leaks/leak-case.ts'
import type { Twin } from '../verifier/leaks/files.ts'
import { filesOf } from '../verifier/leaks/files.ts'
import type { Lab } from './lab/index.ts'
import { formatFinding, openEnvironment, openLab, qubesTopology } from './lab/index.ts'
import type { Story } from './lab/stories/index.ts'
import { stories } from './lab/stories/index.ts'
import { breaches } from './leaks/breach.ts'
import { expectedOf } from './leaks/expected.ts'
import { loadFiles } from './leaks/load.ts'
import { sendAll } from './leaks/send.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(async () => {
  await lab?.close()
})

const olderFlow = 'takes a connection that is older than the rules'
const insideFlow = "takes a packet inside another's connection"
const otherPackets = 'takes packets that the lab does not send'

/** Leaks that no single packet of the lab shows. */
const notShown: Readonly<Record<string, string>> = {
  'established-forwarded': olderFlow,
  'established-before-the-wall': olderFlow,
  'errors-count-as-related': "takes an error about Tor's own circuit",
  'established-to-the-gateway': olderFlow,
  'resolver-rule-of-qubes-at-equal-priority': 'takes the other order of loading',
  'group-without-the-name': 'takes a client that is in no group yet',
  'name-without-the-group': 'takes a client of another name',
  'new-kind-of-interface': 'takes a client of another name',
  'interface-that-no-fact-names': 'takes an interface of that name',
  'set-that-packets-fill': 'takes somebody who fills the set',
  'list-of-recent-addresses': 'takes somebody who fills the list',
  'map-that-another-program-fills': 'takes somebody who fills the map',
  'established-from-anywhere': insideFlow,
  'state-in-place-of-the-interface': insideFlow,
  'translated-from-anywhere': insideFlow,
  'port-forwarded-to-a-client': otherPackets,
  'payload-in-place-of-a-port': otherPackets,
  'expected-connections': 'takes a control connection of FTP',
  'expected-connections-of-the-old-kind': 'takes a control connection of FTP',
  'established-among-clients': insideFlow,
  'addresses-given-out': otherPackets,
  'names-of-the-neighbourhood': otherPackets,
  'forwarded-with-its-mark': 'takes a listener that is transparent',
  'without-a-header': 'takes a client whose link has no header',
}

type Broken = Readonly<Record<string, readonly string[]>>

/** Leaks that take more than one packet, and the story of the lab that shows each. */
const told: Readonly<Record<string, string>> = {
  'established-forwarded': 'flows older than the ruleset are cut',
  'root-leaves-too': "the gateway's own traffic",
  'fragments-dropped-too-late': 'a fragment of the circuit expires',
  'wall-behind-reassembly': 'a fragment of the circuit expires',
  'errors-about-tors-own-circuits': 'a fragment of the circuit expires',
  'answers-known-by-conntrack-alone': 'the client interface goes, conntrack is purged',
  'answers-known-by-their-mark': 'the client interface is down, conntrack is purged',
  'socks-at-any-address': 'the gateway cannot be told from a stranger',
  'established-from-anywhere': "others write inside a client's flow",
  'state-in-place-of-the-interface': "others write inside a client's flow",
  'translated-from-anywhere': "others write inside a client's flow",
  'everybody-but-tor-is-stopped': 'packets that no process owns',
  'every-user-is-stopped': 'packets that no process owns',
  'ranges-of-users': 'packets that no process owns',
  'negation-of-the-old-kind': "the gateway's own traffic",
}

/** What the story finds that must not be, with that twin. Service is not asked for: most of them are walls alone. */
const tell = async (
  folder: string,
  one: LeakCase,
  twin: Twin,
  story: Story,
): Promise<readonly string[]> => {
  const facts = expectedOf(one.facts)
  const environment = { topology: qubesTopology, base: 'none' } as const
  const router = await openEnvironment(lab, environment, facts)
  try {
    const load = () => loadFiles(router, filesOf(folder, one.name, twin))
    const { findings } = await story.run({ router, facts, load })
    return findings.filter(({ kind }) => kind !== 'not-served').map(formatFinding)
  } finally {
    await router.close()
  }
}

/** Which packets broke each guarantee that the case claims of that twin. */
const broken = async (folder: string, one: LeakCase, twin: Twin): Promise<Broken> => {
  const facts = expectedOf(one.facts)
  const environment = { topology: qubesTopology, base: 'none' } as const
  const router = await openEnvironment(lab, environment, facts)
  try {
    await loadFiles(router, filesOf(folder, one.name, twin))
    const outcomes = await sendAll(router, facts)
    const claims = twin === 'leaky' ? one.leaks : [...one.leaks, ...(one.serves ?? [])]
    const entries = claims.flatMap(({ guarantee }) => {
      const breaks = breaches[guarantee]
      if (!breaks) return []
      const found = outcomes.filter(breaks)
      return [[guarantee, found.map(({ judged }) => `${judged.case.group}: ${judged.case.name}`)]]
    })
    return Object.fromEntries(entries)
  } finally {
    await router.close()
  }
}

/** Both results; where one fails, the other is waited for first: a router must not outlive its lab. */
const settled = async <One, Other>(
  one: Promise<One>,
  other: Promise<Other>,
): Promise<readonly [One, Other]> => {
  await Promise.allSettled([one, other])
  return [await one, await other]
}

const cases = leakClasses.flatMap(({ folder, cases: all }) =>
  all
    .filter(({ load = 'loads' }) => load === 'loads')
    .filter(({ leaks }) => leaks.some(({ guarantee }) => breaches[guarantee]))
    .map((one) => ({ folder, name: one.name, one })),
)

test('whatever is said not to be shown is a case', () => {
  const names = cases.map(({ name }) => name)
  expect(Object.keys(notShown).filter((name) => !names.includes(name))).toEqual([])
})

describe('a kernel shows', () => {
  test.each(cases)('$folder/$name', async ({ folder, name, one }) => {
    // Both wait for much and compute little; more at a time overflow the lab's one socket.
    const [mended, leaky] = await settled(
      broken(folder, one, 'mended'),
      broken(folder, one, 'leaky'),
    )
    for (const [guarantee, found] of Object.entries(mended))
      expect(found, `${guarantee} of the mended twin`).toEqual([])
    for (const [guarantee, found] of Object.entries(leaky))
      expect(found.length > 0, `${guarantee}: ${found[0]}`).toBe(notShown[name] === undefined)
  })
})

const toldCases = leakClasses.flatMap(({ folder, cases: all }) =>
  all.flatMap((one) => {
    const story = stories.find(({ name }) => name === told[one.name])
    return story ? [{ folder, name: one.name, one, story }] : []
  }),
)

test('every leak that is told has its story', () => {
  expect(toldCases.map(({ name }) => name).sort()).toEqual(Object.keys(told).sort())
})

describe('a story shows', () => {
  test.each(toldCases)('$folder/$name', async ({ folder, one, story }) => {
    expect(await tell(folder, one, 'mended', story)).toEqual([])
    expect(await tell(folder, one, 'leaky', story)).not.toEqual([])
  })
})
