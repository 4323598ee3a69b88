import type { Diagnostic, DifferenceCode } from '../../diagnostics/index.ts'
import type { Difference, DifferenceClass, Told } from '../../verifier/index.ts'
import { spanOfPlace } from '../verification/place-span.ts'
import type { DiffAnswer } from './answer.ts'
import { headingOf, packetsText } from './words.ts'

/** What a comparison found, for code scanning and annotations: one for each class, at the rule of the new side. */
export const differenceFindings = (answer: DiffAnswer): readonly Diagnostic[] => {
  const { difference } = answer
  if (difference === null) return []
  return [
    ...difference.classes.map((each) => finding(each, answer)),
    ...difference.doubts.map((doubt) => undecided(doubt, answer)),
  ]
}

const codes: Readonly<Record<DifferenceClass['direction'], DifferenceCode>> = {
  more: 'difference-more',
  less: 'difference-less',
  both: 'difference-otherwise',
}

const finding = (each: DifferenceClass, answer: DiffAnswer): Diagnostic => {
  const { witness, direction, needsOlderFlow } = each
  const { isShown } = witness
  const help = [
    `say \`${witness.packet}\`: old ${witness.old.fate}, new ${witness.new.fate}`,
    ...(needsOlderFlow ? ['it takes a connection that is older than the rules'] : []),
    ...(isShown ? [] : ['the reference does not show it, so nothing is claimed']),
  ]
  return {
    code: isShown ? codes[direction] : 'difference-undecided',
    severity: isShown ? 'error' : 'warning',
    message: `${isShown ? headingOf(each) : 'may differ'}: ${packetsText(each)}`,
    help: help.join('; '),
    ...placed(answer, witness.new.rule, witness.old.rule),
    related: (['old', 'new'] as const).flatMap((side) => steps(witness[side], side, answer)),
  }
}

const steps = ({ trace }: Told, side: string, { sources }: DiffAnswer) =>
  trace.flatMap(({ where, text, place }) =>
    place
      ? [
          {
            message: `${side}: ${where === '' ? text : `${where}: ${text}`}`,
            span: spanOfPlace(place, sources),
          },
        ]
      : [],
  )

const undecided = (doubt: Difference['doubts'][number], answer: DiffAnswer): Diagnostic => ({
  code: 'difference-undecided',
  severity: 'warning',
  message: doubt,
  help: 'undecided is never to be taken for a yes',
  ...placed(answer, null, null),
})

/** Code scanning takes nothing without a place: where no rule decided it is the first file of the new side. */
const placed = (
  { sources, new: fresh, old }: DiffAnswer,
  ...rules: readonly Told['rule'][]
): Pick<Diagnostic, 'span'> => {
  const rule = rules.find((each) => each !== null)
  if (rule) return { span: spanOfPlace(rule, sources) }
  const first = fresh.records[0] ?? old.records[0]
  const start = { line: 1, column: 1, offset: 0 }
  return first ? { span: { source: first.name, start, end: start } } : {}
}
