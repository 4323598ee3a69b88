/**
 * Goal: what was published of two firewalls' protection from spoofing, proved with Isabelle, comes out here as well.
 * Method: the rulesets that CORPUS_DIR names, as one set of packets a chain, of these which source begins
 * connections by which interface, and for each interface whether any of them is another's. Skipped, and said so, without CORPUS_DIR.
 */
import { describe, expect, test } from 'vitest'
import { isTemporaryRule, sqrlInterfaces, tumInterfaces } from './assignments.ts'
import type { AskedChain, Assigned } from './published.ts'
import {
  askChain,
  beginningSources,
  corpus,
  corpusText,
  isProtected,
  machineOf,
  withHardwareAddresses,
} from './published.ts'

if (!corpus) console.warn('skipped: CORPUS_DIR names no folder with published rulesets')

const protectedOf = (asked: AskedChain, interfaces: readonly Assigned[]): readonly string[] => {
  const sources = beginningSources(asked)
  return interfaces
    .filter((each) => isProtected(asked.space, sources, each))
    .map((each) => each.interface)
}

describe.skipIf(!corpus)('a firewall of 4,849 rules and 21 interfaces', () => {
  const text = corpus
    ? withHardwareAddresses(corpusText('general/tum-2015-05-13.iptables-save'))
    : ''
  const forward = (rules: string) => askChain(machineOf(['tum.save', rules]), 'filter', 'FORWARD')

  test('with a rule less, as published, only eth1.96 is protected', () => {
    const lines = text.split('\n')
    expect(lines.filter(isTemporaryRule)).toHaveLength(1)
    const asked = forward(lines.filter((line) => !isTemporaryRule(line)).join('\n'))
    expect(protectedOf(asked, tumInterfaces)).toEqual(['eth1.96'])
  }, 60_000)

  test('as it was, none is: that rule takes UDP to one host from anybody', () => {
    expect(protectedOf(forward(text), tumInterfaces)).toEqual([])
  }, 60_000)
})

describe.skipIf(!corpus)('a home router that drops in raw PREROUTING', () => {
  const text = corpus ? corpusText('general/sqrl-2015-spoofing-protection.iptables-save') : ''
  const all = sqrlInterfaces.map((each) => each.interface)
  const prerouting = (rules: string) =>
    askChain(machineOf(['sqrl.save', rules]), 'raw', 'PREROUTING')

  test('all 11 interfaces are as protected as they are to be', () => {
    expect(protectedOf(prerouting(text), sqrlInterfaces)).toEqual(all)
  })

  test('without one of its rules one of them is not', () => {
    const less = text.split('\n').filter((line) => !line.includes('-i loben -j DROP'))
    expect(protectedOf(prerouting(less.join('\n')), sqrlInterfaces)).toEqual(
      all.filter((name) => name !== 'loben'),
    )
  })
})
