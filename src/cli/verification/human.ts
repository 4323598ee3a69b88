import { assertNever } from '../../assert.ts'
import type { Paint, Role } from '../../diagnostics/index.ts'
import { codeFrame, painter, visible } from '../../diagnostics/index.ts'
import type { Place } from '../../ruleset/index.ts'
import type { Counterexample, GuaranteeResult, GuaranteeVerdict } from '../../verifier/index.ts'
import type { Answer } from './answer.ts'
import { formatPlace, spanOfPlace } from './place-span.ts'
import { formatOrigin, policyOrigins } from './policy-origin.ts'
import { wayLines } from './way.ts'

/** Packets besides the first that people are told of one guarantee; the other formats have them all. */
const ALSO_TOLD_MAX = 3

interface Showing {
  readonly answer: Answer
  readonly paint: Paint
  /** The policy's part in a rule of ours, for people; null for others' rules. */
  readonly originAt: (place: Place) => string | null
}

/**
 * For people: each packet that breaks a guarantee with its way and the rule to blame, then what could not be decided,
 * then a line for each guarantee, and what was taken for granted, once. The verdict is the last thing on the screen.
 */
export const renderAnswerHuman = (answer: Answer, color: boolean): string => {
  const { asked } = answer
  if (asked === null) return ''
  const originOf = policyOrigins(asked.machine)
  const showing: Showing = {
    answer,
    paint: painter(color),
    originAt: (place) => {
      const origin = originOf(place)
      return origin && formatOrigin(origin)
    },
  }
  const { guarantees } = asked.verification
  const blocks = [
    ...guarantees.flatMap((result) => refutation(result, showing)),
    ...guarantees.flatMap((result) => doubt(result, showing)),
    table(guarantees, showing.paint),
    granted(guarantees),
    [sum(asked.verification.guarantees, asked.verification.verdict, showing.paint)],
  ]
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`
}

/** The first packet with its whole story, and the others in a line each: packets of one guarantee differ in kind. */
const refutation = (result: GuaranteeResult, showing: Showing): readonly (readonly string[])[] => {
  const [first, ...others] = result.counterexamples
  if (result.verdict !== 'refuted' || !first) return []
  const told = others.slice(0, ALSO_TOLD_MAX)
  const more = others.length - told.length
  return [
    [
      ...packet(result, first, showing),
      ...told.flatMap((example) => also(example, showing)),
      ...(more > 0 ? [`${showing.paint('help', 'also')}: ${more} more, in --format json`] : []),
    ],
  ]
}

const also = (
  { packet: text, fate, needsOlderFlow, opening }: Counterexample,
  { paint }: Showing,
): readonly string[] => [
  `${paint('help', 'also')}: ${visible(text)}`,
  `  ${visible(fate)}${needsOlderFlow ? ' (by a connection that is older than the ruleset)' : ''}`,
  ...opening.map((before) => `  (before it ${visible(before.packet)}: ${visible(before.fate)})`),
]

const packet = (
  { id }: GuaranteeResult,
  example: Counterexample,
  showing: Showing,
): readonly string[] => {
  const { paint } = showing
  return [
    `${paint('error', `refuted[${id}]`)}${paint('strong', `: ${visible(example.packet)}`)}`,
    `  ${visible(example.fate)}`,
    ...example.opening.map(({ packet: text, fate }) => note(paint, `before it ${text}: ${fate}`)),
    ...(example.blame ? blame(example.blame, showing) : []),
    ...(example.needsOlderFlow
      ? [note(paint, 'it takes a connection that is older than the ruleset')]
      : []),
    ...(example.isReplayed ? [] : [note(paint, notReplayed)]),
    ...wayLines(example.trace, paint),
  ]
}

const notReplayed =
  'the reference has not seen it go so in a gateway made up for it: the way that is told may end elsewhere'

const blame = (place: Place, { answer, paint, originAt }: Showing): readonly string[] => {
  const origin = originAt(place)
  return [
    ...frame(place, answer, paint),
    ...(origin === null ? [] : [note(paint, `the rule comes from ${origin}`)]),
  ]
}

const frame = (place: Place, { sources }: Answer, paint: Paint): readonly string[] => {
  const text = sources.get(place.source)
  return [
    `${paint('gutter', '  -->')} ${visible(formatPlace(place))}`,
    ...(text === undefined ? [] : codeFrame(text, spanOfPlace(place, sources), paint)),
  ]
}

const note = (paint: Paint, text: string): string => `${paint('help', 'note')}: ${visible(text)}`

const doubt = (result: GuaranteeResult, showing: Showing): readonly (readonly string[])[] => {
  if (result.verdict !== 'undecided') return []
  const { paint, answer } = showing
  const why = result.why ?? 'something that decides it is not understood'
  return [
    [
      `${paint('warning', `undecided[${result.id}]`)}${paint('strong', `: ${visible(why)}`)}`,
      ...result.opaque.flatMap(({ place }) => frame(place, answer, paint)),
    ],
  ]
}

const roles: Readonly<Record<GuaranteeVerdict, Role>> = {
  proved: 'fine',
  refuted: 'error',
  undecided: 'warning',
  'not-asked': 'gutter',
}

const words: Readonly<Record<GuaranteeVerdict, string>> = {
  proved: 'proved',
  refuted: 'refuted',
  undecided: 'undecided',
  'not-asked': 'not asked',
}

const table = (results: readonly GuaranteeResult[], paint: Paint): readonly string[] => {
  const verdictWidth = Math.max(...Object.values(words).map((word) => word.length))
  const idWidth = Math.max(0, ...results.map(({ id }) => id.length))
  return results.map((result) => {
    const verdict = paint(roles[result.verdict], words[result.verdict].padEnd(verdictWidth))
    return `${verdict}  ${result.id.padEnd(idWidth)}  ${visible(remark(result))}`.trimEnd()
  })
}

/** How strong a proof is, which question a refutation answers, or why there is neither. */
const remark = ({ verdict, strength, why, counterexamples }: GuaranteeResult): string => {
  switch (verdict) {
    case 'proved':
      return strengths[strength]
    case 'refuted':
      return counterexamples.length > 0 && counterexamples.every((each) => each.needsOlderFlow)
        ? 'by connections older than the ruleset only: see --from-empty-conntrack'
        : refutations[strength]
    case 'undecided':
    case 'not-asked':
      return why ?? ''
    default:
      return assertNever(verdict)
  }
}

const strengths: Readonly<Record<GuaranteeResult['strength'], string>> = {
  unconditional: 'whatever connections there are',
  'empty-conntrack': 'for connections that begin after the rules are loaded',
}

const refutations: Readonly<Record<GuaranteeResult['strength'], string>> = {
  unconditional: '',
  'empty-conntrack': 'also by connections that begin after the rules are loaded',
}

/** What several proofs take for granted is said once. */
const granted = (results: readonly GuaranteeResult[]): readonly string[] => {
  const sentences = [...new Set(results.flatMap(({ assumptions }) => assumptions))]
  return sentences.length === 0
    ? []
    : ['Taken for granted:', ...sentences.map((sentence) => `- ${visible(sentence)}`)]
}

const sum = (
  results: readonly GuaranteeResult[],
  verdict: 'proved' | 'refuted' | 'undecided',
  paint: Paint,
): string => {
  const counts = (['refuted', 'undecided', 'proved', 'not-asked'] as const)
    .map(
      (each) => [words[each], results.filter((result) => result.verdict === each).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`)
  return `${paint(roles[verdict], words[verdict])}: ${counts.join(', ')}`
}
