/**
 * Goal: each match and each target of iptables becomes the tests, choices and verdicts that the kernel's own modules
 * carry out (net/netfilter/xt_*.c), negations and missing headers with them.
 * Method: a table of rules, each with the steps in few words; every kind that the reader knows has to be in it.
 */
import { describe, expect, test } from 'vitest'
import {
  matchExtensions,
  targetExtensions,
} from '../../../src/backends/iptables/read/extensions/index.ts'
import type { MatchCase } from './match-cases.ts'
import { matchCases } from './match-cases.ts'
import { shown } from './show.ts'
import { targetCases } from './target-cases.ts'

const withOptions = (cases: readonly MatchCase[]) =>
  cases.map(([rule, rows, options = {}]) => [rule, rows, options] as const)

describe('matches', () => {
  test.each(withOptions(matchCases))('%s', (match, rows, options) => {
    expect(shown(`${match} -j ACCEPT`, options)).toEqual(
      rows.map((row) => (row === '' ? 'accept' : `${row}; accept`)),
    )
  })
})

describe('targets', () => {
  test.each(withOptions(targetCases))('%s', (rule, rows, options) => {
    expect(shown(rule, options)).toEqual(rows)
  })
})

describe('the table of cases', () => {
  /** Kinds whose meaning is not read: one of them stands for all. */
  const alike = new Set(['dccp', 'ah', 'realm', 'bpf', 'cpu', 'eui64', 'nfacct'])
  const alikeTargets = new Set(['AUDIT', 'HL', 'CHECKSUM', 'SECMARK', 'CONNSECMARK', 'ECN'])

  test('has every match', () => {
    const text = matchCases.map(([match]) => match).join(' ')
    // `-p` loads the match of its protocol.
    const named = (kind: string): boolean => {
      const byProtocol = kind === 'icmp6' ? 'ipv6-icmp' : kind
      return text.includes(`-m ${kind}`) || text.includes(`-p ${byProtocol}`)
    }
    const missing = Object.keys(matchExtensions).filter((kind) => !named(kind) && !alike.has(kind))
    expect(missing).toEqual([])
  })

  test('has every target', () => {
    const text = targetCases.map(([rule]) => `${rule} `).join('')
    const missing = Object.keys(targetExtensions).filter(
      (kind) => !text.includes(`-j ${kind} `) && !alikeTargets.has(kind),
    )
    expect(missing).toEqual([])
  })
})
