import type { Given } from '../extension.ts'
import type { Reading } from '../reading.ts'
import { fault, value } from '../reading.ts'
import type { NumberRange } from '../values/number.ts'

const list = (names: readonly string[]): string => names.map((name) => `--${name}`).join(', ')

const stands = (chosen: object, name: string): boolean => Object.hasOwn(chosen, name)

/** A check of which options stand together, as `finish` of an extension wants it. */
export type Rule = <C extends object>(chosen: C) => Reading<C>

/** At least one of these options has to stand there. */
export const oneOrMore =
  (...names: readonly string[]): Rule =>
  (chosen) =>
    names.some((name) => stands(chosen, name))
      ? value(chosen)
      : fault('iptables-combination', `one of ${list(names)} is needed here`)

/** Each of these options has to stand there. */
export const allOf =
  (...names: readonly string[]): Rule =>
  (chosen) => {
    const missing = names.find((name) => !stands(chosen, name))
    return missing === undefined
      ? value(chosen)
      : fault('iptables-combination', `--${missing} is needed here`)
  }

/** At most one of these options may stand there. */
export const atMostOne =
  (...names: readonly string[]): Rule =>
  (chosen) => {
    const given = names.filter((name) => stands(chosen, name))
    return given.length <= 1
      ? value(chosen)
      : fault('iptables-combination', `${list(given)} exclude one another`)
  }

/** All of these checks, the first that fails. */
export const every =
  (...rules: readonly Rule[]): Rule =>
  (chosen) => {
    for (const rule of rules) {
      const read = rule(chosen)
      if (read.kind === 'fault') return read
    }
    return value(chosen)
  }

/** Exactly one of these options has to stand there. */
export const exactlyOne = (...names: readonly string[]): Rule =>
  every(oneOrMore(...names), atMostOne(...names))

/** What iptables-save does not print: ranges of everything, which test nothing unless negated. */
export const withoutWhole =
  (maximum: number, ...names: readonly string[]) =>
  <C extends object>(chosen: C): Reading<C> => {
    const kept = { ...chosen }
    for (const [name, given] of Object.entries(chosen))
      if (names.includes(name) && isWhole(given, maximum)) Reflect.deleteProperty(kept, name)
    return value(kept)
  }

const isWhole = (given: unknown, maximum: number): boolean => {
  const { value: read, negated } = given as Given<NumberRange>
  return !negated && read.first === 0 && read.last === maximum
}

/** An option needs another one. */
export const needs =
  (name: string, other: string): Rule =>
  (chosen) =>
    !stands(chosen, name) || stands(chosen, other)
      ? value(chosen)
      : fault('iptables-combination', `--${name} needs --${other}`)
