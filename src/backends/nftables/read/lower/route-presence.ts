/**
 * `fib … oif exists` and `missing`: nft asks the kernel for a yes or no there (NFTA_FIB_F_PRESENT), and not for the
 * interface's number, which is 0 where there is no route and anything else where there is one.
 */
import type { ReadStatementBodies } from 'nftables-json'
import type { Step } from '../../../../ruleset/index.ts'
import { isCompound } from './constants.ts'
import { readFib } from './read-surroundings.ts'
import { selectorOf } from './reading.ts'

type Match = ReadStatementBodies['match']

/** Undefined for a match that asks for something else. */
export function lowerRoutePresence({ op, left, right }: Match): readonly Step[] | undefined {
  if (typeof right !== 'boolean' || !isCompound(left) || !('fib' in left)) return undefined
  const reading = readFib(left.fib)
  const asksInterface = left.fib.result === 'oif' || left.fib.result === 'check'
  if (reading.kind !== 'field' || !asksInterface || (op !== '==' && op !== '!=' && op !== 'in'))
    return undefined
  const wantsRoute = right === (op !== '!=')
  const none = [{ first: 0n, last: 0n }]
  return [
    ...reading.guards,
    {
      kind: 'test',
      key: [selectorOf(reading)],
      negated: wantsRoute,
      among: { kind: 'members', members: { kind: 'numbers', set: none } },
      hotdrop: false,
    },
  ]
}
