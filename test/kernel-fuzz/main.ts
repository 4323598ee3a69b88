import { fuzz } from './fuzz.ts'
import { openFuzzLab } from './lab/fuzz-lab.ts'
import type { Dialect } from './lab/tools.ts'
import { textOfTotals } from './totals.ts'

/** What scripts/fuzz-kernel.mjs hands over. */
interface Given {
  readonly seed: string
  readonly minutes: number
  readonly rulesets: number
  readonly disagreements: number
  readonly dialects: readonly Dialect[]
  readonly packets: number
  readonly lanes: number
}

const main = async (given: Given): Promise<number> => {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const lab = await openFuzzLab()
  try {
    const totals = await fuzz(lab, {
      ...given,
      milliseconds: given.minutes * 60_000,
      say,
      progress: (now) => say(textOfTotals(now)),
    })
    for (const [why, number] of [...totals.refusals].slice(0, 8))
      say(`  refused ${number} times: ${why}`)
    return totals.disagreements > 0 ? 1 : 0
  } finally {
    await lab.close()
  }
}

process.exitCode = await main(JSON.parse(process.argv[2] ?? '{}'))
