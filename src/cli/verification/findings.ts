import { assertNever } from '../../assert.ts'
import type { Diagnostic, Span } from '../../diagnostics/index.ts'
import type { Counterexample, GuaranteeResult } from '../../verifier/index.ts'
import type { Answer } from './answer.ts'
import { spanOfPlace } from './place-span.ts'
import { formatOrigin, policyOrigins } from './policy-origin.ts'

/**
 * What a verification found, for code scanning and annotations: an error for each counterexample, at the rule to blame,
 * and a warning for each guarantee that stays undecided. What is proved is no finding.
 */
export const findingsOf = (answer: Answer): readonly Diagnostic[] => {
  if (answer.asked === null) return []
  const { machine, verification } = answer.asked
  const originOf = policyOrigins(machine)
  return verification.guarantees.flatMap((result) => {
    switch (result.verdict) {
      case 'proved':
      case 'not-asked':
        return []
      case 'undecided':
        return [undecided(result, answer)]
      case 'refuted':
        return result.counterexamples.map((example) => {
          const origin = example.blame && originOf(example.blame)
          return refuted(result, example, origin && formatOrigin(origin), answer)
        })
      default:
        return assertNever(result.verdict)
    }
  })
}

const refuted = (
  { id }: GuaranteeResult,
  example: Counterexample,
  origin: string | null,
  answer: Answer,
): Diagnostic => ({
  code: id,
  severity: 'error',
  message: `\`${example.packet}\`: ${withoutStop(example.fate)}`,
  help: [
    ...(example.needsOlderFlow ? ['it takes a connection that is older than the ruleset'] : []),
    ...(example.isReplayed ? [] : ['it was not replayed']),
    ...example.opening.map(({ packet, fate }) => `before it \`${packet}\`: ${withoutStop(fate)}`),
    ...(origin === null ? [] : [`the rule comes from ${origin}`]),
    `docs/guarantees.md tells what ${id} asks`,
  ].join('; '),
  ...spanFor(example.blame && spanOfPlace(example.blame, answer.sources), answer),
  related: example.trace.flatMap(({ where, text, place }) =>
    place
      ? [
          {
            message: where === '' ? text : `${where}: ${text}`,
            span: spanOfPlace(place, answer.sources),
          },
        ]
      : [],
  ),
})

const undecided = ({ id, why, opaque }: GuaranteeResult, answer: Answer): Diagnostic => {
  const [first] = opaque
  return {
    code: id,
    severity: 'warning',
    message: `undecided: ${withoutStop(why ?? 'something that decides it is not understood')}`,
    help: 'undecided is never to be taken for a yes',
    ...spanFor(first ? spanOfPlace(first.place, answer.sources) : null, answer),
    related: opaque.map(({ text, place }) => ({
      message: `not understood: ${text}`,
      span: spanOfPlace(place, answer.sources),
    })),
  }
}

/** Where no rule is to blame it is the first file as a whole, since code scanning takes nothing without a place. */
const spanFor = (span: Span | null, { records }: Answer): { readonly span?: Span } => {
  const [first] = records
  if (span) return { span }
  const start = { line: 1, column: 1, offset: 0 }
  return first ? { span: { source: first.name, start, end: start } } : {}
}

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '')
