/**
 * Goal: each shipped policy, on each backend that its environment has, lets nothing escape and serves what it promises;
 * and so do policies that ask for what those don't.
 * Method: compile, load as docs/loading.md says, beside Qubes' tables where there are some, and let the whole catalogue
 * and every story at it. What is promised comes from the policy, not from the compiler. That the lab sees leaks where
 * there are some is shown in controls.test.ts and, of our own rulesets, in walls.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Gateway, PolicyDocument } from '../../src/policy/index.ts'
import { readPolicy, shippedPolicies } from '../../src/policy/index.ts'
import type { Lab } from './lab/index.ts'
import { formatFinding, openLab } from './lab/index.ts'
import type { Backend } from './lab/load-artefacts.ts'
import { backendsOf } from './lab/load-artefacts.ts'
import { gatewayOf, serviceOf, tryPolicy } from './lab/try-policy.ts'

let lab: Lab
const totals: string[] = []

beforeAll(async () => {
  lab = await openLab()
})

afterAll(async () => {
  console.log(['policy, backend: frames, findings, served of owed', ...totals].join('\n'))
  await lab?.close()
})

const expectGood = async (title: string, gateway: Gateway, backend: Backend): Promise<void> => {
  const result = await tryPolicy({ lab, title, gateway, backend })
  const { owed, served } = serviceOf(result)
  const { frames, findings } = result
  totals.push(
    `${title}, ${backend.name}: ${frames} frames, ${findings.length} findings, ${served} of ${owed}`,
  )
  expect(findings.slice(0, 20).map(formatFinding)).toEqual([])
  expect(served).toBe(owed)
  expect(owed).toBeGreaterThan(5)
  expect(frames).toBeGreaterThan(10_000)
}

const casesOf = (title: string, gateway: Gateway) =>
  backendsOf(gateway.environment).map((backend) => ({ title, by: backend.name, gateway, backend }))

const shipped = shippedPolicies.flatMap(({ name, text }) => {
  const { value } = readPolicy(text, { source: name })
  if (!value) throw new Error(`${name} is wrong`)
  return casesOf(name, value.gateway)
})

describe('what ships', () => {
  test.each(shipped)('$title by $by', ({ title, gateway, backend }) =>
    expectGood(title, gateway, backend),
  )
})

const alone = {
  version: 1,
  environment: 'standalone',
  zones: {
    clients: {
      interfaces: ['wlan0'],
      addresses: { prefixes: ['192.168.42.0/24'] },
      gatewayAddress: '192.168.42.1',
    },
    uplink: { interfaces: ['eth0'] },
  },
} as const satisfies PolicyDocument

const qubes3 = { version: 1, environment: 'qubes-3' } as const satisfies PolicyDocument

/** Policies that ask for what the shipped ones don't, once by nft and once by iptables. */
const others: Readonly<Record<string, PolicyDocument>> = {
  'rejects UDP and local networks': {
    ...alone,
    obedience: { udp: 'reject', localNetworks: { action: 'reject' } },
  },
  'rejects UDP on Qubes 3': { ...qubes3, obedience: { udp: 'reject' } },
  'knows each client': {
    ...qubes3,
    zones: {
      clients: {
        interfaces: ['vif*'],
        addresses: { fixed: { 'vif1.0': ['10.137.0.10'], 'vif2.0': ['10.137.0.20'] } },
        gatewayAddress: { 'vif1.0': '10.137.0.1', 'vif2.0': '10.137.0.1' },
      },
    },
  },
  'opens a service, logs, keeps still': {
    ...alone,
    gateway: {
      egress: 'none',
      clientServices: [{ name: 'web', protocol: 'tcp', port: 80 }],
      log: { prefix: 'lab', ratePerMinute: 6, burst: 1 },
      counters: false,
    },
  },
  'carries SOCKS only': { ...alone, obedience: { tcp: 'drop', dns: 'drop' } },
}

describe('what else can be asked for', () => {
  const cases = Object.entries(others).flatMap(([title, document]) =>
    casesOf(title, gatewayOf(document)).filter(({ by }) => by === 'nft' || by === 'iptables-nft'),
  )
  test.each(cases)('$title, by $by', ({ title, gateway, backend }) =>
    expectGood(title, gateway, backend),
  )
})
