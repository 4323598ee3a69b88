/**
 * The kernel as judge of the reference: random rulesets and packets, until it is stopped or told enough.
 * Options: `--minutes N`, `--rulesets N` (0: no end), `--seed WORD` (default: a fresh one, printed), `--packets N` for
 * each ruleset, `--lanes N` rulesets at the same time, `--disagreements N` after which it ends, `--dialects a,b`.
 * `--case FILE` runs one case alone, as a disagreement prints it in its last line (`-`: standard input).
 * It bundles the harness and runs it inside the lab's namespaces (scripts/kernel-lab.mjs); needs the same tools.
 * Exit code 1 where kernel and reference disagreed, or where the lab cannot run.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bundleForLab, runInside, wayInside } from './lab-program.mjs'
import { describeMissing, ensureLabTools } from './lab-tools.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const number = (text) => {
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0) throw new Error(`${text} is no number`)
  return value
}

/** The last line of what a disagreement prints, with or without its `case:`. */
const caseIn = (file) => {
  const text = readFileSync(file === '-' ? 0 : file, 'utf8').trim()
  return JSON.parse(text.slice(text.lastIndexOf('\n') + 1).replace(/^\s*case: /, ''))
}

const given = () => {
  const option = (fallback) => ({ type: 'string', default: fallback })
  const { values } = parseArgs({
    options: {
      minutes: option('0'),
      rulesets: option('0'),
      seed: option(randomBytes(4).toString('hex')),
      packets: option('110'),
      lanes: option('4'),
      disagreements: option('1'),
      dialects: option(''),
      case: option(''),
    },
  })
  return {
    seed: values.seed,
    minutes: number(values.minutes),
    rulesets: number(values.rulesets),
    packets: number(values.packets),
    lanes: number(values.lanes),
    disagreements: number(values.disagreements),
    dialects: values.dialects === '' ? [] : values.dialects.split(','),
    case: values.case === '' ? null : caseIn(values.case),
  }
}

const main = async () => {
  const options = given()
  const missing = ensureLabTools()
  if (missing.length > 0) throw new Error(describeMissing(missing))
  const way = wayInside()
  if (!way) throw new Error('no way into a network namespace')
  if (options.case === null) console.log(`seed ${options.seed}`)
  const outfile = join(root, 'node_modules', '.cache', `fuzz-kernel-${process.pid}.mjs`)
  mkdirSync(dirname(outfile), { recursive: true })
  process.on('exit', () => rmSync(outfile, { force: true }))
  return runInside(way, await bundleForLab('test/kernel-fuzz/main', outfile), options)
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`fuzz: FAILED, it cannot run here: ${error.message}`)
  process.exitCode = 1
}
