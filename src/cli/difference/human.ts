import { assertNever } from '../../assert.ts'
import type { Paint, Role } from '../../diagnostics/index.ts'
import { painter, visible } from '../../diagnostics/index.ts'
import type { Difference, DifferenceClass, DifferenceVerdict, Told } from '../../verifier/index.ts'
import { formatPlace, spanOfPlace } from '../verification/place-span.ts'
import { wayLines } from '../verification/way.ts'
import type { DiffAnswer } from './answer.ts'
import { headingOf, packetsText } from './words.ts'

/** Classes that people are told of; the other formats have them all. */
const CLASSES_TOLD_MAX = 12

/** Each class with its packet, its fate on both sides and the rule that decided there; the verdict last. */
export const renderDiffHuman = (answer: DiffAnswer, color: boolean): string => {
  const { difference } = answer
  if (difference === null) return ''
  const paint = painter(color)
  const told = difference.classes.slice(0, CLASSES_TOLD_MAX)
  const more = difference.classes.length - told.length
  const blocks = [
    ...told.map((each) => classLines(each, answer, paint)),
    more > 0 ? [`${paint('help', 'also')}: ${more} more, in --format json`] : [],
    difference.doubts.map((doubt) => `${paint('warning', 'undecided')}: ${visible(doubt)}`),
    [sum(difference, paint)],
  ]
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`
}

const classLines = (each: DifferenceClass, answer: DiffAnswer, paint: Paint): readonly string[] => {
  const { witness } = each
  const { isShown } = witness
  // Of connections that are older than the rules the two ends are enough for people.
  const way = !each.needsOlderFlow
  const head = isShown ? headingOf(each) : 'may differ'
  return [
    `${paint(isShown ? 'error' : 'warning', head)}${paint('strong', `: ${visible(packetsText(each))}`)}`,
    `  say ${visible(witness.packet)}`,
    ...sideLines('old', witness.old, way, answer, paint),
    ...sideLines('new', witness.new, way, answer, paint),
    ...(each.needsOlderFlow
      ? [note(paint, 'it takes a connection that is older than the rules')]
      : []),
    ...(isShown ? [] : [note(paint, 'the reference does not show it, so nothing is claimed')]),
  ]
}

const sideLines = (
  side: 'old' | 'new',
  { fate, rule, trace }: Told,
  way: boolean,
  { sources }: DiffAnswer,
  paint: Paint,
): readonly string[] => {
  const line = rule && lineAt(sources.get(rule.source), rule)
  return [
    `  ${paint('strong', side)}: ${visible(fate)}`,
    ...(rule === null
      ? []
      : [
          `    ${paint('gutter', visible(`${formatPlace(rule)}:`))} ${visible(line ?? '')}`.trimEnd(),
        ]),
    ...wayLines(way ? trace : [], paint).map((each) => `    ${each.trimStart()}`),
  ]
}

const lineAt = (text: string | undefined, place: Parameters<typeof spanOfPlace>[0]): string => {
  if (text === undefined) return ''
  const { start, end } = spanOfPlace(place, new Map([[place.source, text]]))
  return text.slice(start.offset, end.offset)
}

const note = (paint: Paint, text: string): string => `${paint('help', 'note')}: ${text}`

const sum = ({ verdict, classes, isComplete }: Difference, paint: Paint): string => {
  const shown = classes.filter(({ witness }) => witness.isShown).length
  const count = shown === 1 ? '1 class of packets' : `${shown} classes of packets`
  const rest = isComplete ? '' : ', and there is more that differs'
  const told = shown === 0 ? '' : `: ${count}${rest}`
  return `${paint(roles[verdict], verdictWords(verdict))}${told}`
}

const roles: Readonly<Record<DifferenceVerdict, Role>> = {
  equivalent: 'fine',
  'more-permissive': 'error',
  'less-permissive': 'error',
  incomparable: 'error',
  different: 'error',
  undecided: 'warning',
}

const verdictWords = (verdict: DifferenceVerdict): string => {
  switch (verdict) {
    case 'equivalent':
      return 'equivalent'
    case 'more-permissive':
      return 'the new side is more permissive'
    case 'less-permissive':
      return 'the new side is less permissive'
    case 'incomparable':
      return 'incomparable'
    case 'different':
      return 'they differ, and whether one is the more permissive is open'
    case 'undecided':
      return 'undecided'
    default:
      return assertNever(verdict)
  }
}
