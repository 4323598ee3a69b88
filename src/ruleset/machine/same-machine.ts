import type { HeldTable, Machine } from './machine.ts'

/**
 * Whether two machines are one to the letter: the same tables, chains, rules and sets in the same order. Where they
 * stand in their sources and how people read them there makes no difference. Same machines do the same with every
 * packet; machines that are not the same may do so as well.
 */
export const isSameMachine = (first: Machine, second: Machine): boolean => isSame(first, second)

/** The same of two tables. */
export const isSameTable = (first: HeldTable, second: HeldTable): boolean => isSame(first, second)

/** Said for people. What is not understood is nothing but its text, and is the same only where that is. */
const saidForPeople: ReadonlySet<string> = new Set(['place', 'comment', 'text'])

const isSame = (first: unknown, second: unknown): boolean => {
  if (!isObject(first) || !isObject(second)) return first === second
  if (Array.isArray(first) !== Array.isArray(second)) return false
  const isOpaque = first['kind'] === 'opaque'
  const counts = (name: string): boolean => isOpaque || !saidForPeople.has(name)
  const names = Object.keys(first).filter(counts)
  return (
    names.length === Object.keys(second).filter(counts).length &&
    names.every((name) => name in second && isSame(first[name], second[name]))
  )
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
