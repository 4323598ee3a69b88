import type { Match } from '../../tree.ts'
import { matchText } from '../../write/rule.ts'
import type { Alternatives } from '../alternatives.ts'
import { unknown } from '../alternatives.ts'
import type { MatchContext } from '../context.ts'
import { connectionHandlers } from './connection.ts'
import { contentHandlers } from './content.ts'
import type { Handlers, MatchKind, MatchRecord } from './handler.ts'
import { measureHandlers } from './measure.ts'
import { placeHandlers } from './place.ts'
import { transportHandlers } from './transport.ts'

const handlers: Handlers<MatchKind> = {
  ...transportHandlers,
  ...connectionHandlers,
  ...placeHandlers,
  ...contentHandlers,
  ...measureHandlers,
}

const lowerKnown = <K extends MatchKind>(
  kind: K,
  match: MatchRecord[K],
  context: MatchContext,
): Alternatives =>
  handlers[kind](match, context, () => matchText(match, { family: context.family }))

/** What a match asks of a packet. */
export const lowerMatch = (match: Match, context: MatchContext): Alternatives =>
  match.kind === 'opaque-match'
    ? unknown(matchText(match, { family: context.family }))
    : lowerKnown(match.kind, match, context)
