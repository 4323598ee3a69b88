/**
 * `apply` step by step, of the default policy, in a network namespace of its own with Qubes-like interfaces left out; the second run is of the
 * same rules, which stand already. Beside it, in the same rounds, bare `nft -f` of the file that it loads. Time on the clock, for most of it is
 * other programs'; medians and ratios.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '../measure.ts'

const ROUNDS = 9
const program = `${process.execPath} dist/start.cjs`

/** Prints two reports of JSON, a line of dashes between, and before them the milliseconds of bare nft. */
const script = `
set -e
mount -t tmpfs tmpfs /run
ip link set lo up
start=$(date +%s%N); nft -f "$1/qubes-tor-fw.nft"; end=$(date +%s%N)
nft flush ruleset
echo $(( (end - start) / 1000 ))
echo -----
${program} apply --client-facing 10.137.0.1 --format json
echo -----
${program} apply --client-facing 10.137.0.1 --format json`

interface Round {
  readonly bare: number
  readonly first: ReadonlyMap<string, number>
  readonly second: ReadonlyMap<string, number>
}

const stepsOf = (report = ''): ReadonlyMap<string, number> => {
  const { steps }: { steps: readonly { name: string; milliseconds: number }[] } = JSON.parse(report)
  return new Map(steps.map(({ name, milliseconds }) => [name, milliseconds]))
}

const oneRound = (folder: string): Round => {
  const way = process.getuid?.() === 0 ? ['-n', '-m'] : ['-r', '-n', '-m']
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    [...way, 'sh', '-c', script, 'sh', folder],
    {
      encoding: 'utf8',
      timeout: 60_000,
    },
  )
  if (status !== 0) throw new Error(stderr)
  const [bare = '', first, second] = stdout.split('-----\n')
  return { bare: Number(bare) / 1_000, first: stepsOf(first), second: stepsOf(second) }
}

const folder = mkdtempSync(join(tmpdir(), 'bench-apply-'))
try {
  const written = spawnSync('sh', ['-c', `${program} compile --out "$1"`, 'sh', folder], {
    encoding: 'utf8',
  })
  if (written.status !== 0) throw new Error(written.stderr)
  const rounds = Array.from({ length: ROUNDS }, () => oneRound(folder))
  const bare = median(rounds.map((round) => round.bare))
  console.log(`nft -f of the same file: ${bare.toFixed(0)} ms`)
  const names = [...(rounds[0]?.first.keys() ?? [])]
  const row = (name: string, of: (steps: ReadonlyMap<string, number>) => number): void => {
    const [first, second] = [
      median(rounds.map((round) => of(round.first))),
      median(rounds.map((round) => of(round.second))),
    ]
    console.log(
      `${name}: ${first.toFixed(0)} ms, ${(first / bare).toFixed(1)} times nft; again ${second.toFixed(0)} ms`,
    )
  }
  for (const name of names) row(name, (steps) => steps.get(name) ?? Number.NaN)
  row('all steps', (steps) => [...steps.values()].reduce((sum, each) => sum + each, 0))
} finally {
  rmSync(folder, { recursive: true })
}
