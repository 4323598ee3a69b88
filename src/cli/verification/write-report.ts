import { basename, dirname, resolve } from 'node:path'
import { visible } from '../../diagnostics/index.ts'
import type { Asked, ReportSubject } from '../../report/index.ts'
import { renderReport } from '../../report/index.ts'
import { lint, survey } from '../../verifier/index.ts'
import { toolVersion } from '../../version.ts'
import type { Call } from '../command.ts'
import type { FoundFacts } from '../facts/find-facts.ts'
import { factsGiven } from '../facts/read-facts.ts'
import { flushesIn } from '../linting/flushes.ts'
import { formatOf } from '../report.ts'
import { tell } from '../tell.ts'
import type { Answer } from './answer.ts'
import type { Subject } from './live.ts'
import { formatOrigin, policyOrigins } from './policy-origin.ts'

/** What was judged, by what, and what came of it. */
export interface Judged {
  readonly answer: Answer
  readonly subject: Subject
  readonly found: FoundFacts
}

export const wantsReport = ({ values }: Call): boolean => values.has('report')

/** What is wrong with the words of a command line about the page; undefined where nothing is. */
export const wrongReport = (call: Call): string | undefined =>
  call.values.get('report') === '-' && formatOf(call) !== 'human'
    ? `\`--report -\` takes the place of the answer, so that \`--format ${formatOf(call)}\` has none to tell`
    : undefined

/** Writes the page. Whether it is there; where not, the reason has been told, and the page that was there before stays. */
export const writeReport = (call: Call, judged: Judged): boolean => {
  const name = call.values.get('report') ?? '-'
  const page = renderReport(subjectOf(call, judged))
  if (name === '-') {
    call.world.stdout.write(page)
    return true
  }
  const path = resolve(call.world.cwd, name)
  const file = { name: basename(path), text: page }
  const result = call.world.files.writeAll(dirname(path), [file])
  if (result.kind === 'failed') {
    tell(call.world, `cannot write \`${visible(name)}\`: ${visible(result.reason)}`)
    return false
  }
  tell(call.world, `wrote ${visible(name)}`)
  return true
}

const subjectOf = (call: Call, { answer, subject, found }: Judged): ReportSubject => {
  const { texts, facts } = subject
  const kinds = new Map(answer.records.map(({ name, kind }) => [name, kind]))
  const [policy] = found.policy.sources
  const isCompiled = call.arguments.length === 0 && !call.flags.has('live')
  const isByPolicy = call.values.has('policy') || (isCompiled && factsGiven(call).length === 0)
  return {
    tool: { name: 'qubes-tor-fw', version: toolVersion },
    facts,
    policy: policy && isByPolicy ? { name: found.policy.name, text: policy[1] } : null,
    sources: texts.map(({ name, text }) => ({ name, kind: kinds.get(name) ?? 'unknown', text })),
    diagnostics: answer.diagnostics,
    asked: askedOf(call, answer, subject),
  }
}

const askedOf = (call: Call, { asked, records }: Answer, subject: Subject): Asked | null => {
  if (asked === null) return null
  const { machine, verification } = asked
  const { texts, facts, reading } = subject
  const originOf = policyOrigins(machine)
  return {
    machine,
    verification,
    fromEmptyConntrack: call.flags.has('from-empty-conntrack'),
    survey: survey(machine, facts),
    lint: lint({ machine, facts, sysctls: reading.sysctls, flushes: flushesIn(texts, records) }),
    originAt: (place) => {
      const origin = originOf(place)
      return origin && { text: formatOrigin(origin), line: origin.line }
    },
  }
}
