/**
 * Goal: the lab judges iptables rulesets by the same measure, but for what their first table comes too late for.
 * Method: the good ruleset of the controls, said in iptables, goes through the whole matrix under both variants.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadHandMadeIptables } from './lab/controls-iptables.ts'
import type { ExpectedFacts, Lab } from './lab/index.ts'
import {
  formatFinding,
  openLab,
  qubesTopology,
  runMatrix,
  standaloneTopology,
  torvmFacts,
} from './lab/index.ts'

let lab: Lab

beforeAll(async () => {
  lab = await openLab()
})

afterAll(async () => {
  await lab?.close()
})

const facts: ExpectedFacts = { ...torvmFacts, beforeDefragmentation: false }

test.each([
  ['legacy', qubesTopology],
  ['nft', qubesTopology],
  ['legacy', standaloneTopology],
  ['nft', standaloneTopology],
] as const)('iptables-%s', async (variant, topology) => {
  const result = await runMatrix({
    lab,
    title: `iptables-${variant}, ${topology.name}`,
    environment: { topology, base: 'none' },
    facts,
    load: (router) => loadHandMadeIptables(router, facts, variant),
  })
  console.log(`${result.table}\n${result.frames} frames, ${Math.round(result.milliseconds)} ms`)
  expect(result.findings.slice(0, 20).map(formatFinding)).toEqual([])
})

test('a forged fragment that expires tells another client, where errors may leave to clients', async () => {
  const breach = (rules: string): string => {
    const breached = rules.replace(/-A POSTROUTING -p icmp.*\n/g, '')
    expect(breached).not.toBe(rules)
    return breached
  }
  const result = await runMatrix({
    lab,
    title: 'iptables-legacy without the wall against errors',
    environment: { topology: qubesTopology, base: 'none' },
    facts,
    load: (router) => loadHandMadeIptables(router, facts, 'legacy', breach),
  })
  const isolation = result.findings.filter(
    ({ kind, where, about }) =>
      kind === 'escape' && where === 'vif2.0' && about.startsWith('10.137.0.10: spoofed source'),
  )
  expect(isolation.length).toBeGreaterThan(0)
})
