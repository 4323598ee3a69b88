import type { KnownMatch } from '../../tree.ts'
import type { Alternatives } from '../alternatives.ts'
import type { MatchContext } from '../context.ts'

export type MatchKind = KnownMatch['kind']

/** Matches by name, so that a name and the type of its options stay together. */
export type MatchRecord = {
  readonly [K in MatchKind]: Extract<KnownMatch, { readonly kind: K }>
}

/** What a match asks for; `text` is the match as iptables-save prints it. */
export type Handler<K extends MatchKind> = (
  match: MatchRecord[K],
  context: MatchContext,
  text: () => string,
) => Alternatives

export type Handlers<K extends MatchKind> = { readonly [N in K]: Handler<N> }
