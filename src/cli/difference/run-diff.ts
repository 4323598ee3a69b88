import { gatewayFacts } from '../../artefacts/index.ts'
import type { Diagnostic } from '../../diagnostics/index.ts'
import { hasErrors, renderHuman, visible } from '../../diagnostics/index.ts'
import type { GatewayFacts } from '../../verifier/index.ts'
import { machineDifference } from '../../verifier/index.ts'
import type { Call } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import type { FoundFacts } from '../facts/find-facts.ts'
import { findFacts } from '../facts/find-facts.ts'
import { factsGiven } from '../facts/read-facts.ts'
import { formatOf, report, wantsColorOn } from '../report.ts'
import { tell } from '../tell.ts'
import { tellFindings } from '../tell-findings.ts'
import type { NamedText } from '../verification/engine.ts'
import { readMachineTexts } from '../verification/engine.ts'
import type { DiffAnswer } from './answer.ts'
import { differenceFindings } from './findings.ts'
import { renderDiffHuman } from './human.ts'
import { renderDiffJson } from './json.ts'
import type { SideReading } from './read-side.ts'
import { compiledSide, readSide } from './read-side.ts'
import { sidesOf } from './sides.ts'

/** From the command line to the answer: sides, facts, machines, comparison, report. */
export const runDiff = async (call: Call): Promise<Exit> => {
  const sides = sidesOf(call)
  if (sides.kind === 'wrong') {
    tell(call.world, visible(sides.why))
    return 'usage'
  }
  const found = await findFacts(call)
  if (found.kind === 'exit') return found.exit === 'finding' ? 'failed' : found.exit
  const old = await readSide(call.world, sides.old)
  const fresh = await readSide(call.world, sides.new)
  if (old.kind !== 'texts') return refuse(call, old)
  if (fresh.kind !== 'texts') return refuse(call, fresh)

  const facts = factsFor(call, found, old, fresh)
  const textsOf = ({ texts }: typeof old) =>
    texts.length === 0 ? compiledSide(found.gateway, found.policy.name) : texts
  const answer = compareTexts(textsOf(old), textsOf(fresh), facts)
  tellAnswer(call, answer)
  return exitOf(answer)
}

/** What the command line says counts before what a side says, which is a policy and has facts of its own. */
const factsFor = (
  call: Call,
  found: FoundFacts,
  ...sides: readonly Extract<SideReading, { kind: 'texts' }>[]
): GatewayFacts => {
  const isSaid = call.values.has('policy') || factsGiven(call).length > 0
  const own = sides.find(({ gateway }) => gateway !== null)?.gateway
  return isSaid || !own ? found.facts : gatewayFacts(own)
}

const refuse = (call: Call, side: Exclude<SideReading, { kind: 'texts' }>): Exit => {
  const { stdout, stderr } = call.world
  if (side.kind === 'failed') tell(call.world, side.reason)
  else report(call, formatOf(call) === 'human' ? stderr : stdout, side.diagnostics, side.sources)
  return 'failed'
}

const compareTexts = (
  old: readonly NamedText[],
  fresh: readonly NamedText[],
  facts: GatewayFacts,
): DiffAnswer => {
  const [before, after] = [old, fresh].map((texts) => readMachineTexts(texts, facts))
  const diagnostics = unique([...(before?.diagnostics ?? []), ...(after?.diagnostics ?? [])])
  const machines =
    before?.machine && after?.machine && !hasErrors(diagnostics)
      ? { old: before.machine, new: after.machine }
      : null
  return {
    difference: machines && machineDifference(machines.old, machines.new, facts),
    old: { machine: before?.machine, records: before?.records ?? [] },
    new: { machine: after?.machine, records: after?.records ?? [] },
    sources: new Map([...old, ...fresh].map(({ name, text }) => [name, text])),
    diagnostics,
  }
}

/** Both sides may hold the same file, of which everything is told once. */
const unique = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => [
  ...new Map(diagnostics.map((each) => [JSON.stringify(each), each])).values(),
]

const tellAnswer = (call: Call, answer: DiffAnswer): void => {
  const { stdout, stderr } = call.world
  const { sources } = answer
  tellFindings(call, {
    sources,
    findings: () => [...answer.diagnostics, ...differenceFindings(answer)],
    json: () => renderDiffJson(answer),
    human: () => {
      stderr.write(renderHuman(answer.diagnostics, { sources, color: wantsColorOn(call, stderr) }))
      if (answer.difference === null)
        tell(call.world, 'what would not load in a kernel cannot be compared')
      else stdout.write(renderDiffHuman(answer, wantsColorOn(call, stdout)))
    },
  })
}

const exitOf = ({ difference }: DiffAnswer): Exit => {
  switch (difference?.verdict) {
    case undefined:
      return 'failed'
    case 'equivalent':
      return 'fine'
    case 'undecided':
      return 'undecided'
    default:
      return 'finding'
  }
}
