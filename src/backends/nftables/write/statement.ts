import type { ReadExpression, ReadStatement } from 'nftables-json'
import { assertNever } from '../../../assert.ts'
import type { Lookup, Match, Statement } from '../../../ruleset/index.ts'
import { bitNames } from '../names.ts'
import { fieldExpression, keyExpression } from './field.ts'
import { intervalExpressions } from './value.ts'

/** One value stands by itself, several as an anonymous set. */
const oneOrSet = (members: readonly ReadExpression[]): ReadExpression => {
  const [first, ...others] = members
  return first !== undefined && others.length === 0 ? first : { set: members }
}

const valuesExpression = (match: Match): ReadExpression => {
  const { field, values } = match
  switch (values.kind) {
    case 'names':
      return oneOrSet(values.patterns)
    case 'numbers':
      return oneOrSet(values.set.flatMap((interval) => intervalExpressions(field, interval)))
    case 'at-boot':
      throw new Error('bug: nftables has sets, which the loader fills')
    default:
      return assertNever(values)
  }
}

/** `(field & mask) != 0`: at least one of these bits. */
const isBitTest = ({ negated, values }: Match): boolean =>
  negated &&
  values.kind === 'numbers' &&
  values.set.length === 1 &&
  values.set[0]?.first === 0n &&
  values.set[0].last === 0n

const bitValue = (match: Match, value: bigint): ReadExpression =>
  bitNames(match.field, value) ?? Number(value)

/**
 * `ct state invalid,untracked` is a test of bits, spelt `in`. With `==` the same list means exactly these bits
 * together, which never holds: the rule would be dead, silently.
 */
const maskedMatch = (match: Match, mask: bigint): ReadStatement => {
  const { field, negated, values } = match
  const left = fieldExpression(field)
  if (isBitTest(match)) {
    const list = bitNames(field, mask)
    if (list)
      return { match: { op: 'in', left, right: list.length === 1 ? (list[0] ?? '') : list } }
  }
  const op = negated ? '!=' : '=='
  const masked: ReadExpression = { '&': [left, orOf(bitValue(match, mask))] }
  const only = values.kind === 'numbers' && values.set.length === 1 ? values.set[0] : undefined
  if (only && only.first === only.last) {
    const right = only.first === 0n ? 0 : orOf(bitValue(match, only.first))
    return { match: { op, left: masked, right } }
  }
  return { match: { op, left: masked, right: valuesExpression(match) } }
}

/** Several bits of a mask, or-ed; nft 1.0.6 takes two at a time. */
const orOf = (value: ReadExpression): ReadExpression => {
  if (!Array.isArray(value)) return value
  const [first, ...others] = value as readonly ReadExpression[]
  return others.reduce<ReadExpression>((left, right) => ({ '|': [left, right] }), first ?? 0)
}

const matchStatement = (match: Match): ReadStatement => {
  if (match.mask !== null) return maskedMatch(match, match.mask)
  return {
    match: {
      op: match.negated ? '!=' : '==',
      left: fieldExpression(match.field),
      right: valuesExpression(match),
    },
  }
}

const lookupStatement = ({ fields, negated, set }: Lookup): ReadStatement => ({
  match: { op: negated ? '!=' : '==', left: keyExpression(fields), right: `@${set}` },
})

/** A statement of the IR as libnftables-json spells it. */
export const statementOf = (statement: Statement): ReadStatement => {
  switch (statement.kind) {
    case 'match':
      return matchStatement(statement)
    case 'lookup':
      return lookupStatement(statement)
    case 'counter':
      return { counter: null }
    case 'limit':
      return { limit: { rate: statement.ratePerMinute, per: 'minute', burst: statement.burst } }
    case 'log':
      return { log: { prefix: statement.prefix } }
    case 'set-mark':
      return { mangle: { key: { meta: { key: 'mark' } }, value: Number(statement.mark) } }
    case 'accept':
      return { accept: null }
    case 'drop':
      return { drop: null }
    case 'return':
      return { return: null }
    case 'jump':
      return { jump: { target: statement.chain } }
    case 'goto':
      return { goto: { target: statement.chain } }
    case 'redirect':
      return { redirect: { port: statement.port } }
    case 'reject':
      return statement.with === 'tcp reset'
        ? { reject: { type: 'tcp reset' } }
        : { reject: { type: 'icmp', expr: 'port-unreachable' } }
    default:
      return assertNever(statement)
  }
}
