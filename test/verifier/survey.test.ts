/**
 * Goal: what a survey says of the gateway is what the guarantees say: a picture that shows an escape belongs to a
 * refutation, and one without to a proof.
 * Method: survey and verify the same machines, the shipped default and a case of each leak class, and some of their mended twins, and hold
 * the one against the other; and look at what is known of the default.
 */
import { describe, expect, test } from 'vitest'
import { gatewayFacts } from '../../src/artefacts/index.ts'
import { readMachine } from '../../src/backends/sources/index.ts'
import { compiledTexts } from '../../src/cli/machine-input.ts'
import { defaultPolicy, readPolicy } from '../../src/policy/index.ts'
import type { Machine } from '../../src/ruleset/index.ts'
import type {
  ClassSurvey,
  End,
  GatewayFacts,
  GuaranteeId,
  PacketClass,
  Survey,
} from '../../src/verifier/index.ts'
import { packetClasses, survey, verify } from '../../src/verifier/index.ts'
import { leakClasses } from '../fixtures/leaks/index.ts'
import { readTwin } from './leaks/read-twin.ts'

const { value: policy } = readPolicy(defaultPolicy.text, { source: defaultPolicy.name })
if (!policy) throw new Error('the default policy is a good one')
const facts = gatewayFacts(policy.gateway)
const { value: sources } = readMachine(compiledTexts(policy.gateway), {
  asFilled: true,
  accounts: new Map(),
})
if (!sources) throw new Error('what is compiled is read')
const { machine } = sources
const told = survey(machine, facts)

const classesOf = ({ families }: Survey): readonly ClassSurvey[] =>
  families.flatMap((each) => (each.kind === 'surveyed' ? each.classes : []))

const nameOf = (end: End): string =>
  end.kind === 'zone'
    ? end.zone
    : end.kind === 'socket'
      ? 'socket'
      : `${end.name} ${end.ports.first}`

const reached = ({ ends }: Survey, { ends: found }: ClassSurvey, how: 'fresh' | 'older') =>
  ends.flatMap((end, index) => (found[index]?.[how] === 'yes' ? [nameOf(end)] : []))

const classOf = (id: PacketClass, of = told): ClassSurvey => {
  const found = classesOf(of).find((each) => each.id === id)
  if (!found) throw new Error(`nothing is told of ${id}`)
  return found
}

describe('the default gateway', () => {
  test('has every class, each in one family', () => {
    expect(
      classesOf(told)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...packetClasses].sort())
  })

  test.each([
    ['dns', ['DNSPort 5300']],
    ['gateway', ['SOCKS 9050', 'SOCKS 9049']],
    ['virtual', ['TransPort 9040']],
    ['tcp', ['TransPort 9040']],
    ['local', []],
    ['spoofed', []],
    ['ipv6', []],
    ['udp', []],
    ['other', []],
  ] as const)('lets %s get to %j without an older connection', (id, ends) => {
    expect(reached(told, classOf(id), 'fresh')).toEqual(ends)
  })

  test('stops at its entry whatever has no business inside', () => {
    for (const id of ['ipv6', 'spoofed', 'local', 'udp', 'other'] as const)
      expect(classOf(id).stops[0], id).toEqual({ comes: 'yes', ends: 'all', rejects: 'no' })
  })

  test('has the hooks in the order of the kernel', () => {
    const [ipv4] = told.families
    if (ipv4?.kind !== 'surveyed') throw new Error('it is small')
    expect(ipv4.stops.map(({ hook, kind, priority }) => `${hook} ${kind} ${priority}`)).toEqual([
      'prerouting chain -450',
      'prerouting defragment -400',
      'prerouting track -200',
      'prerouting chain -160',
      'prerouting translate-destination -100',
      'input chain -10',
      'input translate-source 100',
      'forward chain -10',
    ])
  })

  test('is told by who reaches what', () => {
    const [ipv4] = told.families
    if (ipv4?.kind !== 'surveyed') throw new Error('it is small')
    const cell = (from: string, end: string) =>
      ipv4.reach.find((each) => each.from === from)?.cells[
        told.ends.findIndex((each) => nameOf(each) === end)
      ]
    expect(cell('clients', 'TransPort 9040')).toMatchObject({ begins: 'yes' })
    expect(cell('uplink', 'TransPort 9040')).toMatchObject({
      begins: 'no',
      goesOn: 'no',
      answers: 'no',
    })
    expect(cell('others', 'socket')).toMatchObject({ begins: 'no', goesOn: 'no', answers: 'no' })
    expect(cell('uplink', 'socket')).toMatchObject({ begins: 'no', goesOn: 'no', answers: 'yes' })
    expect(cell('clients', 'uplink')).toMatchObject({ begins: 'no', goesOn: 'no', answers: 'no' })
    expect(cell('gateway', 'uplink')).toMatchObject({ begins: 'yes', uids: null })
    expect(cell('gateway', 'socket')).toBeNull()
  })
})

test('of two orders of equal chains, what gets somewhere in either of them is told', () => {
  const chain = (name: string, port: number): string =>
    `table ip ${name} {\n chain c {\n  type nat hook prerouting priority -100;\n  udp dport 53 redirect to :${port}\n }\n}\n`
  const { value } = readMachine([{ name: 'a.nft', text: `${chain('a', 5300)}${chain('b', 9999)}` }])
  if (!value) throw new Error('it would load')
  const found = survey(value.machine, facts)
  expect(found.families[0]).toMatchObject({ kind: 'surveyed', isOrderOpen: true })
  const dns = classOf('dns', found)
  expect(reached(found, dns, 'fresh')).toEqual(expect.arrayContaining(['DNSPort 5300', 'socket']))
})

test('a survey beyond its limits tells nothing, and says so', () => {
  for (const family of survey(machine, facts, { nodes: 5000 }).families)
    expect(family).toMatchObject({ kind: 'beyond', why: expect.stringContaining('5000') })
})

/** The survey's own word for an escape, by the theorem of `no-client-escape`. */
const escapes = ({ ends, ...rest }: Survey, how: 'yes' | 'perhaps'): boolean =>
  classesOf({ ends, ...rest }).some(
    (each) =>
      ends.some((end, index) => {
        const isNamed =
          end.kind === 'tor' || (end.kind === 'service' && end.openTo.includes('clients'))
        const found = each.ends[index]
        return !isNamed && (found?.fresh === how || found?.older === how)
      }) ||
      each.events.some(
        ({ kind, certainty }) =>
          certainty === how && kind !== 'tproxy' && !kind.startsWith('reject'),
      ),
  )

/** What forbids that anything of a class arrives or leaves. */
const forbids: readonly (readonly [PacketClass, GuaranteeId])[] = [
  ['ipv6', 'ipv6-dropped'],
  ['spoofed', 'no-spoofing'],
  ['local', 'local-networks-blocked'],
  ['udp', 'udp-dropped'],
  ['other', 'other-protocols-dropped'],
]

const agree = (machine: Machine, facts: GatewayFacts): void => {
  const found = survey(machine, facts)
  const only: readonly GuaranteeId[] = ['no-client-escape', ...forbids.map(([, id]) => id)]
  const { guarantees } = verify(machine, facts, { only })
  const verdictOf = (id: GuaranteeId) => guarantees.find((each) => each.id === id)?.verdict
  if (escapes(found, 'yes')) expect(verdictOf('no-client-escape')).toBe('refuted')
  else if (escapes(found, 'perhaps')) expect(verdictOf('no-client-escape')).not.toBe('proved')
  else expect(verdictOf('no-client-escape')).not.toBe('refuted')
  for (const [id, guarantee] of forbids) {
    const one = classesOf(found).find((each) => each.id === id)
    const gets = one && [...reached(found, one, 'fresh'), ...reached(found, one, 'older')]
    if (gets && gets.length > 0)
      expect(verdictOf(guarantee), `${id} gets to ${gets}`).toBe('refuted')
  }
}

describe('a survey and the guarantees agree', () => {
  test('of the default gateway', () => agree(machine, facts))

  // Mended twins are like each other: of them every third will do.
  const cases = leakClasses.flatMap(({ folder, cases: [first] }, index) =>
    first
      ? (index % 3 === 0 ? (['leaky', 'mended'] as const) : (['leaky'] as const)).map((twin) => ({
          ...{ folder, first, twin },
        }))
      : [],
  )
  test.each(cases)('$folder, $twin', ({ folder, first, twin }) => {
    const { sources: read } = readTwin(folder, first.name, twin)
    if (read) agree(read.machine, first.facts)
  })
})
