/**
 * Goal: the reference says of every packet what a Linux kernel does, for rulesets that nobody thought of.
 * Method: the fuzz for a while, with a seed that is fresh for each commit and printed; FUZZ_SEED gives another, `fresh` a
 * random one. Any disagreement fails, shrunk and shown as a case that `npm run fuzz:kernel` runs alone.
 * And the harness itself is put to the test: a reference that is wrong must be noticed.
 */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseOf } from '../kernel-fuzz/draw-case.ts'
import { fuzz, runOn } from '../kernel-fuzz/fuzz.ts'
import type { FuzzLab } from '../kernel-fuzz/lab/fuzz-lab.ts'
import { openFuzzLab } from '../kernel-fuzz/lab/fuzz-lab.ts'
import { textOfTotals } from '../kernel-fuzz/totals.ts'

/** By the commit, a run that is repeated draws the same cases, and a failure is not gone when somebody looks at it. */
const seedOfCommit = (): string | undefined => {
  const { status, stdout } = spawnSync('git', ['rev-parse', '--short=8', 'HEAD'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
  return status === 0 ? stdout.trim() : undefined
}

const asked = process.env['FUZZ_SEED']
const seed =
  (asked === 'fresh' ? undefined : (asked ?? seedOfCommit())) ?? randomBytes(4).toString('hex')

/** A fast machine stops here, and so draws no other cases than a slow one. */
const rulesetsMax = 900

/** How to see a disagreement again: the seed draws the same cases in the same order, on any machine. */
const again = `again: node scripts/fuzz-kernel.mjs --seed ${seed}; one case alone: --case FILE, with its last line`

let lab: FuzzLab

beforeAll(async () => {
  lab = await openFuzzLab()
})

afterAll(async () => {
  await lab?.close()
})

test('the reference agrees with the kernel', { timeout: 600_000 }, async () => {
  console.log(`fuzz: seed ${seed}`)
  const said: string[] = []
  const totals = await fuzz(lab, {
    seed,
    milliseconds: 75_000,
    rulesets: rulesetsMax,
    disagreements: 1,
    dialects: [],
    packets: 110,
    lanes: 2,
    say: (line) => said.push(line),
    progress: () => {},
  })
  console.log([textOfTotals(totals), ...said].join('\n'))
  expect(totals.disagreements, `${again}\n${said.join('\n')}`).toBe(0)
  // What does not come again is somebody else's doing, and no habit.
  expect(totals.unrepeated, said.join('\n')).toBeLessThanOrEqual(3 + totals.rulesets / 50)
  // Of what is sent much must come through, or nothing much is compared.
  expect(totals.comparisons).toBeGreaterThan(500)
  expect(totals.passed / totals.comparisons).toBeGreaterThan(0.3)
})

test('a case whose kernel got other rules than the reference is noticed', async () => {
  // Most cases drop what the other rule would, or send no such packet on.
  let noticed = 0
  for (let index = 0; index < 80 && noticed < 3; index += 1) {
    const one = caseOf(`mutant/${index}`, { dialects: ['nft'], packets: 60 })
    const blocked = {
      dialect: 'nft',
      tables: [
        {
          name: 'inet secret',
          objects: [],
          chains: [
            {
              name: 'c',
              header: 'type filter hook forward priority -160; policy accept;',
              rules: [['udp dport 53', 'drop']],
            },
          ],
        },
      ],
    } as const
    const outcome = await runOn(lab, 0, one, [...one.sources, blocked])
    if (outcome.kind === 'compared' && outcome.disagreement) noticed += 1
  }
  expect(noticed).toBe(3)
})
