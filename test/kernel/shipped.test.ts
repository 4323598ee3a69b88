/**
 * Goal: each shipped policy, on each backend that its environment has, lets nothing escape and serves what it promises.
 * Method: compile it, load it as docs/loading.md says, beside Qubes' tables where there are some, and let the whole
 * catalogue and every story at it. What is promised comes from the policy, not from the compiler.
 * That the lab sees leaks where there are some is shown in controls.test.ts, and here by taking walls out of ours.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../../src/artefacts/index.ts'
import type { Gateway } from '../../src/policy/index.ts'
import { readPolicy, shippedPolicies } from '../../src/policy/index.ts'
import type { Environment, Lab, MatrixResult } from './lab/index.ts'
import {
  formatFinding,
  openLab,
  qubesTopology,
  runMatrix,
  standaloneTopology,
} from './lab/index.ts'
import type { Backend } from './lab/load-artefacts.ts'
import { backendsOf, filledBy } from './lab/load-artefacts.ts'
import { promisedBy } from './lab/promised.ts'

let lab: Lab
const totals: string[] = []

beforeAll(async () => {
  lab = await openLab()
})

afterAll(async () => {
  console.log(['policy, backend: frames, findings, served of owed', ...totals].join('\n'))
  await lab?.close()
})

const surroundings: Readonly<Record<Gateway['environment'], Environment>> = {
  'qubes-4': { topology: qubesTopology, base: 'qubes-4' },
  'qubes-3': { topology: qubesTopology, base: 'none' },
  standalone: { topology: standaloneTopology, base: 'none' },
}

const gatewayOf = (name: string, text: string): Gateway => {
  const { value } = readPolicy(text, { source: name })
  if (!value) throw new Error(`${name} is wrong`)
  return value.gateway
}

type Change = (text: string) => string

const tryPolicy = async (
  title: string,
  gateway: Gateway,
  backend: Backend,
  change: Change = (text) => text,
): Promise<MatrixResult> => {
  const environment = surroundings[gateway.environment]
  const artefacts = compile(gateway).value?.artefacts ?? []
  const facing = environment.topology.clients[0]?.gateway ?? ''
  const filled = filledBy(artefacts, facing)
  const result = await runMatrix({
    lab,
    title: `${title}, ${backend.name}`,
    environment,
    facts: promisedBy(gateway, backend.beforeDefragmentation),
    load: (router) => backend.load(router, (target) => change(filled(target))),
  })
  console.log(result.table)
  for (const excuse of result.excused) console.log(`not played: ${excuse}`)
  return result
}

const sum = (result: MatrixResult, key: 'owed' | 'served'): number =>
  result.rows.reduce((total, row) => total + row[key], 0)

const cases = shippedPolicies.flatMap(({ name, text }) => {
  const gateway = gatewayOf(name, text)
  return backendsOf(gateway.environment).map((backend) => ({
    name,
    backend: backend.name,
    run: () => tryPolicy(name, gateway, backend),
  }))
})

describe('nothing escapes and everything promised is served', () => {
  test.each(cases)('$name by $backend', async ({ name, backend, run }) => {
    const result = await run()
    const frames = `${result.frames} frames, ${result.findings.length} findings`
    totals.push(
      `${name}, ${backend}: ${frames}, ${sum(result, 'served')} of ${sum(result, 'owed')}`,
    )
    expect(result.findings.slice(0, 20).map(formatFinding)).toEqual([])
    expect(sum(result, 'owed')).toBeGreaterThan(200)
    expect(sum(result, 'served')).toBe(sum(result, 'owed'))
    expect(result.frames).toBeGreaterThan(5000)
  })
})
