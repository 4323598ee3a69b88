import { assertNever } from '../../assert.ts'
import { hasErrors, renderHuman } from '../../diagnostics/index.ts'
import type { Moment } from '../../ruleset/index.ts'
import type { GuaranteeId } from '../../verifier/index.ts'
import { guaranteeIds } from '../../verifier/index.ts'
import type { Call } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import type { FoundFacts } from '../facts/find-facts.ts'
import { findFacts } from '../facts/find-facts.ts'
import { wrongFiles } from '../file-argument.ts'
import { readMachineFiles } from '../machine-input.ts'
import { wantsColorOn } from '../report.ts'
import { tell } from '../tell.ts'
import { tellFindings } from '../tell-findings.ts'
import type { Answer } from './answer.ts'
import { verdictOf } from './answer.ts'
import type { NamedText } from './engine.ts'
import { askVerifier, passageOfTexts, readMachineTexts } from './engine.ts'
import { findingsOf } from './findings.ts'
import { renderAnswerHuman } from './human.ts'
import { renderAnswerJson } from './json.ts'
import type { Subject } from './live.ts'
import { readLiveSubject } from './live.ts'
import { wantsReport, writeReport, wrongReport } from './write-report.ts'

/** From the command line to the answer: facts, texts, machine, verification, report. */
export const runVerify = async (call: Call): Promise<Exit> => {
  const wrong = wrongFiles(call) ?? wrongReport(call)
  if (wrong !== undefined) {
    tell(call.world, wrong)
    return 'usage'
  }
  const found = await findFacts(call)
  if (found.kind === 'exit') return found.exit
  const subject = call.flags.has('live')
    ? await readLiveSubject(call, found.facts)
    : await readFileSubject(call, found)
  if (!subject) return 'failed'
  const { texts, facts } = subject
  const { machine, shown, diagnostics, records } = subject.reading
  const verification =
    machine && !hasErrors(diagnostics)
      ? askVerifier(machine, facts, {
          only: only(call),
          shown,
          fromEmptyConntrack: call.flags.has('from-empty-conntrack'),
        })
      : undefined
  const answer: Answer = {
    asked: machine && verification ? { machine, verification } : null,
    records,
    sources: new Map(texts.map(({ name, text }) => [name, text])),
    diagnostics: [...found.policy.outcome.diagnostics, ...diagnostics],
  }
  if (wantsReport(call) && !writeReport(call, { answer, subject, found })) return 'failed'
  if (call.values.get('report') !== '-') tellAnswer(call, answer, found.policy.sources)
  return exitOf(answer)
}

/** What the command line names, or what is compiled of the policy. */
const readFileSubject = async (
  call: Call,
  { facts, gateway }: FoundFacts,
): Promise<Subject | undefined> => {
  const texts = await readMachineFiles(call, gateway)
  if (!texts) return undefined
  const reading = readMachineTexts(texts, facts)
  const passage = await readPassage(call, texts, { facts, gateway })
  return { texts, facts, reading: { ...reading, shown: { ...reading.shown, passage } } }
}

/** What is in force on the way: of what is compiled it is known, of files only where they are loaded as they are named. */
const readPassage = async (
  call: Call,
  texts: readonly NamedText[],
  { facts, gateway }: Pick<FoundFacts, 'facts' | 'gateway'>,
): Promise<readonly Moment[] | null> => {
  if (call.arguments.length === 0) {
    const { compile, usualPassage } = await import('../../artefacts/index.ts')
    const { value } = compile(gateway)
    return value ? usualPassage(value) : null
  }
  if (!call.flags.has('as-loaded')) return null
  const passage = passageOfTexts(texts, facts)
  if (passage === null)
    tell(call.world, 'loaded a second time, these files are refused: fail-closed is not asked')
  return passage
}

/** The parser of arguments lets nothing else through. */
const only = ({ lists }: Call): readonly GuaranteeId[] => {
  const asked = lists.get('only') ?? []
  return guaranteeIds.filter((id) => asked.includes(id))
}

const tellAnswer = (
  call: Call,
  answer: Answer,
  policySources: ReadonlyMap<string, string>,
): void => {
  const { stdout, stderr } = call.world
  const sources = new Map([...policySources, ...answer.sources])
  tellFindings(call, {
    sources,
    findings: () => [...answer.diagnostics, ...findingsOf(answer)],
    json: () => renderAnswerJson(answer),
    human: () => {
      stderr.write(renderHuman(answer.diagnostics, { sources, color: wantsColorOn(call, stderr) }))
      if (answer.asked === null) tellOpen(call, answer)
      else stdout.write(renderAnswerHuman(answer, wantsColorOn(call, stdout)))
    },
  })
}

const tellOpen = ({ world }: Call, { records }: Answer): void =>
  tell(
    world,
    records.length > 1
      ? 'these files would not load in a kernel as one machine; what does not load leaves everything open'
      : 'this file would not load in a kernel; a file that does not load leaves everything open',
  )

const exitOf = (answer: Answer): Exit => {
  const verdict = verdictOf(answer)
  switch (verdict) {
    case 'proved':
      return 'fine'
    case 'refuted':
      return 'finding'
    case 'undecided':
      return 'undecided'
    default:
      return assertNever(verdict)
  }
}
