/**
 * Goal: whatever is computed by diagrams is what explicit sets give, and equal sets are one diagram.
 * Method: random expressions over ten variables, evaluated both ways in an arena that starts with room for two nodes;
 * explicit sets are the bits of a number, one bit for each of 1,024 assignments.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Arena, Diagram } from '../../src/verifier/diagram/index.ts'
import {
  and,
  andAll,
  andExists,
  compose,
  cubes,
  exists,
  forall,
  isDisjoint,
  isSubset,
  ite,
  not,
  or,
  orAll,
  pickOne,
  rename,
  restrict,
  satCount,
  variable,
  xor,
} from '../../src/verifier/diagram/index.ts'
import type { Table } from '../verifier/diagram/universe.ts'
import {
  complementTable,
  crampedArena,
  existsTable,
  isIn,
  tableOf,
  tableWhere,
  withVariable,
} from '../verifier/diagram/universe.ts'

const VARIABLES = 10

type Expression =
  | { readonly kind: 'variable'; readonly which: number }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or' | 'xor'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'ite'; readonly parts: readonly [Expression, Expression, Expression] }

const anyVariable = fc.nat({ max: VARIABLES - 1 })
const someVariables = fc.uniqueArray(anyVariable, { maxLength: 4 })
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, depthSize: 'large' },
    anyVariable.map((which): Expression => ({ kind: 'variable', which })),
    tie('expression').map((of): Expression => ({ kind: 'not', of })),
    fc
      .tuple(fc.constantFrom('and', 'or', 'xor'), tie('expression'), tie('expression'))
      .map(([kind, left, right]): Expression => ({ kind, left, right })),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map((parts): Expression => ({ kind: 'ite', parts })),
  ),
}))

const variableTables = Array.from({ length: VARIABLES }, (_, which) =>
  tableWhere(VARIABLES, (assignment) => assignment[which] === 1),
)

/** The expression by diagrams and by explicit sets. */
const both = (arena: Arena, given: Expression): readonly [set: Diagram, table: Table] => {
  switch (given.kind) {
    case 'variable':
      return [variable(arena, given.which), variableTables[given.which] ?? 0n]
    case 'not': {
      const [set, table] = both(arena, given.of)
      return [not(set), complementTable(VARIABLES, table)]
    }
    case 'and':
    case 'or':
    case 'xor': {
      const [left, leftTable] = both(arena, given.left)
      const [right, rightTable] = both(arena, given.right)
      if (given.kind === 'and') return [and(arena, left, right), leftTable & rightTable]
      if (given.kind === 'or') return [or(arena, left, right), leftTable | rightTable]
      return [xor(arena, left, right), leftTable ^ rightTable]
    }
    case 'ite': {
      const [[one, oneTable], [two, twoTable], [three, threeTable]] = [
        both(arena, given.parts[0]),
        both(arena, given.parts[1]),
        both(arena, given.parts[2]),
      ]
      const negated = complementTable(VARIABLES, oneTable)
      return [ite(arena, one, two, three), (oneTable & twoTable) | (negated & threeTable)]
    }
  }
}

const bitsIn = (table: Table): bigint =>
  BigInt([...table.toString(2)].filter((bit) => bit === '1').length)

describe('random functions of ten variables', () => {
  test('diagram(expression) == table(expression), and is the same diagram whenever the table is', () => {
    fc.assert(
      fc.property(expression, expression, (one, other) => {
        const arena = crampedArena(VARIABLES)
        const [left, leftTable] = both(arena, one)
        const [right, rightTable] = both(arena, other)
        expect(tableOf(arena, left)).toBe(leftTable)
        expect(left === right).toBe(leftTable === rightTable)
        expect(isDisjoint(arena, left, right)).toBe((leftTable & rightTable) === 0n)
        expect(isSubset(arena, left, right)).toBe((leftTable & rightTable) === leftTable)
        expect(satCount(arena, left)).toBe(bitsIn(leftTable))
      }),
      { numRuns: 200 },
    )
  })

  test('exists, forall and andExists forget what is forgotten', () => {
    fc.assert(
      fc.property(expression, expression, someVariables, (one, other, variables) => {
        const arena = crampedArena(VARIABLES)
        const [left, leftTable] = both(arena, one)
        const [right, rightTable] = both(arena, other)
        const wanted = existsTable(VARIABLES, leftTable & rightTable, variables)
        expect(tableOf(arena, andExists(arena, left, right, variables))).toBe(wanted)
        expect(exists(arena, and(arena, left, right), variables)).toBe(
          andExists(arena, left, right, variables),
        )
        expect(forall(arena, left, variables)).toBe(not(exists(arena, not(left), variables)))
        expect(isSubset(arena, forall(arena, left, variables), left)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test('compose, rename and restrict put in what is put in, all at once', () => {
    const names = fc.array(anyVariable, { minLength: VARIABLES, maxLength: VARIABLES })
    fc.assert(
      fc.property(expression, expression, names, anyVariable, (one, other, to, which) => {
        const arena = crampedArena(VARIABLES)
        const [set, table] = both(arena, one)
        const [inner, innerTable] = both(arena, other)
        const composed = tableWhere(VARIABLES, (_, number) =>
          isIn(table, withVariable(number, which, isIn(innerTable, number))),
        )
        expect(tableOf(arena, compose(arena, set, [[which, inner]]))).toBe(composed)
        const renamed = tableWhere(VARIABLES, (assignment) =>
          isIn(
            table,
            to.reduce((number, name, from) => number | ((assignment[name] ?? 0) << from), 0),
          ),
        )
        const pairs = to.map((name, from) => [from, name] as const)
        expect(tableOf(arena, rename(arena, set, pairs))).toBe(renamed)
        const literal = [{ variable: which, value: true }]
        const held = and(arena, set, variable(arena, which))
        expect(restrict(arena, set, literal)).toBe(exists(arena, held, [which]))
      }),
      { numRuns: 100 },
    )
  })

  test('orAll and andAll are or and and, in any order', () => {
    fc.assert(
      fc.property(fc.array(expression, { maxLength: 12 }), (given) => {
        const arena = crampedArena(VARIABLES)
        const sets = given.map((each) => both(arena, each)[0])
        const union = sets.reduce((left, right) => or(arena, left, right), not(andAll(arena, [])))
        expect(orAll(arena, sets)).toBe(union)
        expect(orAll(arena, [...sets].reverse())).toBe(union)
        expect(andAll(arena, sets.map(not))).toBe(not(union))
      }),
      { numRuns: 100 },
    )
  })

  test('what is picked is a member that keeps the first preference, if there is one', () => {
    fc.assert(
      fc.property(expression, expression, (one, preferred) => {
        const arena = crampedArena(VARIABLES)
        const [set, table] = both(arena, one)
        const [preference, preferenceTable] = both(arena, preferred)
        const picked = pickOne(arena, set, [preference])
        const best = (table & preferenceTable) === 0n ? table : table & preferenceTable
        expect(picked === undefined).toBe(table === 0n)
        if (picked)
          expect(
            isIn(
              best,
              picked.reduce((sum, bit, each) => sum | (bit << each), 0),
            ),
          ).toBe(true)
        const parts = cubes(arena, set, 2 ** VARIABLES)
        const sizes = parts.cubes.map(
          (cube) => 1n << BigInt(cube.filter((bit) => bit === 2).length),
        )
        expect(sizes.reduce((sum, size) => sum + size, 0n)).toBe(bitsIn(table))
      }),
      { numRuns: 200 },
    )
  })
})
