import type { Draft } from './draft.ts'
import type { Met } from './scenario.ts'
import type { Reader, Word } from './words.ts'
import { complain } from './words.ts'

/** The connection that was described; null for none, undefined where it cannot be. */
export const meet = (
  reader: Reader,
  head: Word | undefined,
  { state, isOlder, direction, dnat, snat, connectionMark }: Draft,
): Met | null | undefined => {
  const isDescribed = [isOlder, direction, dnat, snat, connectionMark].some(
    (each) => each !== undefined,
  )
  if (state === undefined) {
    if (!isDescribed) return null
    return complain(
      reader,
      'packet-contradiction',
      head,
      'a connection is described whose state is not said',
      'add `state established`, or another state',
    )
  }
  if (isDescribed && (state === 'invalid' || state === 'untracked'))
    return complain(
      reader,
      'packet-contradiction',
      head,
      `a packet that is ${state} has no connection`,
      'leave out what describes the connection',
    )
  if (isOlder && state !== 'new')
    return complain(
      reader,
      'packet-contradiction',
      head,
      '`older` is said of `state new` alone',
      'a connection in any other state is older in any case',
    )
  if (state === 'new' && direction === 'reply')
    return complain(
      reader,
      'packet-contradiction',
      head,
      'an answer is never new',
      'write `state established direction reply`',
    )
  return {
    state,
    // A new connection that is marked or translated already has been seen before.
    isOlder: state === 'new' && isDescribed,
    direction: direction ?? 'original',
    dnat: dnat ?? null,
    snat: snat ?? null,
    mark: connectionMark ?? 0,
  }
}
