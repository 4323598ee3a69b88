/**
 * Goal: dumps of real firewalls are read whole, and what they let in is what reading them by hand says.
 * Method: the rulesets that CORPUS_DIR names; a few questions of each, with the answers that the rules give away.
 * Skipped, and said so, without CORPUS_DIR.
 */
import { describe, expect, test } from 'vitest'
import { parsePrefix } from '../../src/net/index.ts'
import type { Diagram } from '../../src/verifier/diagram/index.ts'
import { and, andAll, exists, not, or, TRUE } from '../../src/verifier/diagram/index.ts'
import { inPrefixes, isWhole } from '../../src/verifier/path/index.ts'
import type { Space } from '../../src/verifier/space/index.ts'
import { has, hasAny } from '../../src/verifier/space/index.ts'
import { askChain, beginning, corpus, corpusText, machineOf, mayPass } from './published.ts'

if (!corpus) console.warn('skipped: CORPUS_DIR names no folder with published rulesets')

const dump = (name: string) => machineOf([name, corpusText(`general/${name}.iptables-save`)])

const by = (space: Space, name: string): Diagram =>
  hasAny(space, 'iif', space.interfaces.matching(name))
const from = (space: Space, prefix: string): Diagram =>
  inPrefixes(space, 'source', [parsePrefix(prefix) ?? []].flat())
const to = (space: Space, prefix: string): Diagram =>
  inPrefixes(space, 'destination', [parsePrefix(prefix) ?? []].flat())
/** Packets with all of their ports: of later fragments, and of what is cut off, none is read. */
const wholly = (space: Space): Diagram => and(space.arena, has(space, 'cut off', 0), isWhole(space))
const tcp = (space: Space, port: number): Diagram =>
  andAll(space.arena, [
    has(space, 'l4proto', 6),
    has(space, 'destination port', port),
    wholly(space),
    beginning(space),
  ])

describe.skipIf(!corpus)('a network disk that was cleaned up', () => {
  test('ssh is open to everybody', () => {
    const { space, passes } = askChain(dump('synology-cleanup'), 'filter', 'INPUT')
    const { arena } = space
    const others = [...space.blocks.of.entries()].flatMap(([name, bits]) =>
      name === 'source' ? [] : [...bits],
    )
    const ssh = andAll(arena, [passes, tcp(space, 22), not(by(space, 'lo'))])
    expect(exists(arena, ssh, [...others, ...space.choices.environment])).toBe(TRUE)
  })

  test('telnet is open to nobody, and what is not named to its own network alone', () => {
    const asked = askChain(dump('synology-cleanup'), 'filter', 'INPUT')
    const { space } = asked
    const wire = not(by(space, 'lo'))
    const ask = (...sets: readonly Diagram[]) =>
      mayPass(asked, andAll(space.arena, [wire, ...sets]))
    expect(ask(tcp(space, 23))).toBe(false)
    expect(ask(tcp(space, 8080), from(space, '192.168.0.0/16'))).toBe(true)
    expect(ask(tcp(space, 8080), not(from(space, '192.168.0.0/16')))).toBe(false)
  })
})

describe.skipIf(!corpus)("a university's test network", () => {
  const asked = () => askChain(dump('memphis'), 'filter', 'FORWARD')

  test('one network is reached by some hosts, one host by all, and no other by anybody', () => {
    const chain = asked()
    const { space } = chain
    const ask = (...sets: readonly Diagram[]) =>
      mayPass(chain, andAll(space.arena, [tcp(space, 443), ...sets]))
    const inside = to(space, '145.30.196.192/27')
    expect(ask(inside, from(space, '131.159.14.0/23'))).toBe(true)
    expect(ask(from(space, '8.8.8.0/24'), to(space, '145.30.196.221/32'))).toBe(true)
    expect(ask(from(space, '8.8.8.0/24'), to(space, '145.30.196.200/32'))).toBe(false)
    expect(ask(from(space, '8.8.8.0/24'), to(space, '9.9.9.9/32'))).toBe(false)
    expect(ask(from(space, '127.0.0.0/8'))).toBe(false)
  })
})

describe.skipIf(!corpus)("a user's router", () => {
  test('by its uplink nothing begins but ssh to two hosts', () => {
    const chain = askChain(dump('home-user'), 'filter', 'FORWARD')
    const { space } = chain
    const { arena } = space
    expect(space.choices.opaque).toEqual([])
    const begins = andAll(arena, [by(space, 'eth1'), beginning(space), wholly(space)])
    const hosts = or(arena, to(space, '192.168.10.32/32'), to(space, '192.168.11.32/32'))
    const ssh = andAll(arena, [begins, tcp(space, 22), hosts])
    expect(mayPass(chain, ssh)).toBe(true)
    expect(mayPass(chain, and(arena, begins, not(ssh)))).toBe(false)
  })
})
