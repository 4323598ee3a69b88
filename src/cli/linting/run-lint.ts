import type { Diagnostic, LintCode, Sources } from '../../diagnostics/index.ts'
import {
  diagnosticRecord,
  hasErrors,
  renderHuman,
  sortDiagnostics,
  visibleJson,
} from '../../diagnostics/index.ts'
import type { Finding, LintLevel, LintReport } from '../../verifier/index.ts'
import { lint, lintLevels, lints } from '../../verifier/index.ts'
import type { Call } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import { findFacts } from '../facts/find-facts.ts'
import { factsGiven } from '../facts/read-facts.ts'
import { wrongFiles } from '../file-argument.ts'
import { readMachineFiles } from '../machine-input.ts'
import { formatOf, wantsColorOn } from '../report.ts'
import { tell } from '../tell.ts'
import { tellFindings } from '../tell-findings.ts'
import type { SourceRecord } from '../verification/answer.ts'
import { readMachineTexts } from '../verification/engine.ts'
import { spanOfPlace } from '../verification/place-span.ts'
import { flushesIn } from './flushes.ts'

/** Grows when a reader of an older version could misunderstand. */
const SCHEMA_VERSION = 1

interface Told {
  /** What the readers found. */
  readonly read: readonly Diagnostic[]
  /** Null: the files would not load. */
  readonly report: LintReport | null
  readonly findings: readonly Diagnostic[]
  readonly records: readonly SourceRecord[]
  readonly sources: Sources
}

/** From the command line to what is found: facts, texts, machine, lints, report. */
export const runLint = async (call: Call): Promise<Exit> => {
  const wrong = wrongFiles(call)
  if (wrong !== undefined) {
    tell(call.world, wrong)
    return 'usage'
  }
  const found = await findFacts(call)
  if (found.kind === 'exit') return found.exit
  const texts = await readMachineFiles(call, found.gateway)
  if (!texts) return 'failed'
  const { machine, diagnostics, records, sysctls } = readMachineTexts(texts, found.facts)
  const isKnown =
    call.arguments.length === 0 || call.values.has('policy') || factsGiven(call).length > 0
  const facts = isKnown ? found.facts : null
  const report =
    machine && !hasErrors(diagnostics)
      ? lint({ machine, facts, sysctls, flushes: flushesIn(texts, records) }, { only: asked(call) })
      : null
  const sources = new Map([
    ...found.policy.sources,
    ...texts.map(({ name, text }) => [name, text] as const),
  ])
  const findings = (report?.findings ?? []).map((finding) => diagnosticOf(finding, sources))
  const read = [...found.policy.outcome.diagnostics, ...diagnostics]
  tellAll(call, { read, report, findings, records, sources })
  return exitOf(report)
}

/** The parser of arguments lets nothing else through. Notes are not even asked where nobody wants to hear them. */
const asked = ({ lists, values }: Call): readonly LintCode[] => {
  const only = lists.get('only') ?? []
  const ignored = lists.get('ignore') ?? []
  const least = lintLevels.find((level) => level === values.get('level')) ?? 'warning'
  const isLoud = (level: LintLevel) => lintLevels.indexOf(level) <= lintLevels.indexOf(least)
  return lints
    .filter(({ code, level }) => (only.length > 0 ? only.includes(code) : isLoud(level)))
    .filter(({ code }) => !ignored.includes(code))
    .map(({ code }) => code)
}

const diagnosticOf = (
  { code, level, message, help, place, related }: Finding,
  sources: Sources,
): Diagnostic => ({
  code,
  severity: level,
  message,
  help,
  span: spanOfPlace(place, sources),
  related: related.map((each) => ({
    message: each.message,
    span: spanOfPlace(each.place, sources),
  })),
})

const tellAll = (call: Call, told: Told): void => {
  const { stdout, stderr } = call.world
  const { sources, findings, read, report } = told
  tellFindings(call, {
    sources,
    findings: () => [...read, ...findings],
    json: () => renderLintJson(told),
    human: () => {
      stderr.write(renderHuman(read, { sources, color: wantsColorOn(call, stderr) }))
      stdout.write(renderHuman(findings, { sources, color: wantsColorOn(call, stdout) }))
    },
  })
  for (const why of report?.unjudged ?? []) tell(call.world, `not judged: ${why}`)
  if (report === null)
    tell(call.world, 'what does not load leaves everything open, and is not judged any further')
  else if (formatOf(call) === 'human' && findings.length === 0 && report.unjudged.length === 0)
    tell(call.world, 'nothing found')
}

const renderLintJson = ({ read, findings, report, records }: Told): string => {
  const all = {
    schemaVersion: SCHEMA_VERSION,
    findings: sortDiagnostics(findings).map(diagnosticRecord),
    unjudged: report?.unjudged ?? [],
    sources: records.map(({ name, kind }) => ({ name, kind })),
    diagnostics: sortDiagnostics(read).map(diagnosticRecord),
  }
  return `${visibleJson(JSON.stringify(all, null, 2))}\n`
}

const exitOf = (report: LintReport | null): Exit => {
  if (report === null) return 'finding'
  if (report.findings.some(({ level }) => level !== 'note')) return 'finding'
  return report.unjudged.length > 0 ? 'undecided' : 'fine'
}
