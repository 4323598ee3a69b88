import { readMachine } from '../../src/backends/sources/index.ts'
import { verify } from '../../src/verifier/index.ts'
import { plain } from '../../test/fixtures/leaks/facts.ts'
import { cpuMilliseconds } from '../measure.ts'
import { campusRuleset } from './ruleset.ts'

/** What one size took, in a process of its own: peak memory is the process's. */
export interface Measured {
  readonly rules: number
  readonly bytes: number
  readonly readMilliseconds: number
  readonly proveMilliseconds: number
  readonly megabytes: number
  readonly verdict: string
}

/** All that an arena can hold: by default a proof gives up at an eighth of it, and says so. */
const limits = { nodes: 2 ** 26, steps: 2 ** 32 }

/** From the text of a ruleset to the proof that no client's packet escapes. */
export const measureOnce = (rules: number): Measured => {
  const text = campusRuleset(rules)
  const read = cpuMilliseconds(() => readMachine([{ name: 'campus.nft', text }]))
  const machine = read.value.value?.machine
  if (!machine) throw new Error(read.value.diagnostics[0]?.message)
  const facts = { ...plain, uplink: { interfaces: ['eth0', 'lan*'], group: null } }
  const proof = cpuMilliseconds(() =>
    verify(machine, facts, { only: ['no-client-escape'], limits }),
  )
  return {
    rules,
    bytes: text.length,
    readMilliseconds: read.milliseconds,
    proveMilliseconds: proof.milliseconds,
    megabytes: process.resourceUsage().maxRSS / 1024,
    verdict: proof.value.verdict,
  }
}
