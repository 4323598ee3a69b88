/**
 * The proof in a process that is warm: of everything that compiles of each shipped policy, and of one ruleset beside
 * Qubes' own tables, where CORPUS_DIR names a folder with them. Processor time: least, median, greatest.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gatewayFacts } from '../../src/artefacts/facts.ts'
import type { Compilation } from '../../src/artefacts/index.ts'
import { compile, prove } from '../../src/artefacts/index.ts'
import { readMachine } from '../../src/backends/sources/index.ts'
import { readPolicy, shippedPolicies } from '../../src/policy/index.ts'
import { verify } from '../../src/verifier/index.ts'
import { cpuMilliseconds, spread } from '../measure.ts'

const WARMING = 30
const RUNS = 21

const report = (what: string, work: () => string): void => {
  const first = cpuMilliseconds(work)
  for (let run = 0; run < WARMING; run += 1) work()
  const times = Array.from({ length: RUNS }, () => cpuMilliseconds(work).milliseconds)
  console.log(
    `${what}: ${first.value}, ${spread(times, 1)} ms; the first ${first.milliseconds.toFixed(0)} ms`,
  )
}

const compiled = (name: string): Compilation => {
  const policy = shippedPolicies.find((each) => each.name === name)
  const gateway = policy && readPolicy(policy.text, { source: name }).value?.gateway
  const compilation = gateway && compile(gateway).value
  if (!compilation) throw new Error(`${name} does not compile`)
  return compilation
}

const sourcesOf = ({ artefacts }: Compilation, ...targets: readonly string[]) =>
  artefacts
    .filter(({ target }) => targets.includes(target))
    .map(({ fileName, text }) => ({ name: fileName, text }))

const verdictOf = (compilation: Compilation, sources: ReturnType<typeof sourcesOf>): string => {
  const { value } = readMachine(sources, { asFilled: true })
  if (!value) throw new Error('it does not load')
  return verify(value.machine, gatewayFacts(compilation.gateway)).verdict
}

console.log(
  `node ${process.version}, ${RUNS} runs after ${WARMING} that warm up: least .. median .. greatest`,
)
const torvm = compiled('torvm.yaml')
const nft = sourcesOf(torvm, 'nft')
report('torvm.yaml, its nft text read and proved', () => verdictOf(torvm, nft))
for (const { name } of shippedPolicies) {
  const compilation = compiled(name)
  report(`${name}, all of its rulesets read, proved and compared`, () => prove(compilation).verdict)
}

const corpus = process.env['CORPUS_DIR']
if (!corpus)
  console.log("not measured: a machine with Qubes' tables, which CORPUS_DIR does not name")
else {
  const qubes = ['qubes-ipv4.nft', 'qubes-ipv6.nft'].map((name) => ({
    name,
    text: readFileSync(join(corpus, 'qubes', name), 'utf8'),
  }))
  const whole = [...qubes, ...sourcesOf(torvm, 'nft', 'custom-input')]
  report("torvm.yaml's nft text beside Qubes' tables, read and proved", () =>
    verdictOf(torvm, whole),
  )
}
