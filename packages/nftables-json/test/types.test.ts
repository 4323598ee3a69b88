/**
 * Goal: what fails open cannot be written down, and the shapes (reader, schema) say what the types say.
 * Method: the compiler judges; `npm run check` fails where one of these does not hold, and so does this file's run,
 * where the same documents are given to the schema.
 */
import { describe, expect, expectTypeOf, test } from 'vitest'
import type {
  ReadDocument,
  ReadExpressionBodies,
  ReadItem,
  ReadObject,
  ReadObjectBodies,
  ReadStatement,
  ReadStatementBodies,
  WriteChain,
  WriteDocument,
  WriteItem,
  WriteMatch,
  WriteObject,
  WriteObjectBodies,
  WriteSet,
  WriteStatement,
  WriteStatementBodies,
} from '../src/index.ts'
import type { readExpressionShapes } from '../src/read/shapes-expressions.ts'
import type { readObjectShapes } from '../src/read/shapes-objects.ts'
import type { readStatementShapes } from '../src/read/shapes-statements.ts'
import type { TypeOf } from '../src/shape/shape.ts'
import type {
  Ipv4Selector,
  Ipv6Selector,
  NumberSelector,
  PortSelector,
  StateSelector,
  TcpFlagsSelector,
} from '../src/types/selectors.ts'
import type { writeItemShapes } from '../src/write/shapes-commands.ts'
import type { writeObjectShapes } from '../src/write/shapes-objects.ts'
import type { selectorShapes } from '../src/write/shapes-selectors.ts'
import type { writeStatementShapes } from '../src/write/shapes-statements.ts'

/** True where each of two types is assignable to the other. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

/** The keys at which a table of shapes says another type than the bodies do. */
type Differing<Shapes, Bodies> = {
  [K in keyof Bodies]: K extends keyof Shapes
    ? Same<TypeOf<Shapes[K]>, Bodies[K]> extends true
      ? never
      : K
    : K
}[keyof Bodies]

describe('shapes say what the types say', () => {
  test('as they are read', () => {
    type Expressions = Omit<ReadExpressionBodies, 'opaque' | 'elem'>
    expectTypeOf<Differing<typeof readExpressionShapes, Expressions>>().toBeNever()
    // `meter` and `xt` keep free JSON.
    type Statements = Omit<ReadStatementBodies, 'opaque' | 'xt'>
    expectTypeOf<Differing<typeof readStatementShapes, Statements>>().toBeNever()
    type Objects = Omit<ReadObjectBodies, 'opaque'>
    expectTypeOf<Differing<typeof readObjectShapes, Objects>>().toBeNever()
    expect(true).toBe(true)
  })

  test('as they are written', () => {
    type Updates = 'set' | 'map'
    type Statements = Omit<WriteStatementBodies, Updates>
    expectTypeOf<Differing<typeof writeStatementShapes, Statements>>().toBeNever()
    expectTypeOf<
      Differing<typeof writeObjectShapes, Omit<WriteObjectBodies, 'chain'>>
    >().toBeNever()
    expectTypeOf<TypeOf<(typeof writeItemShapes)['add']>>().toEqualTypeOf<WriteObject>()
    interface Selectors {
      ipv4Selector: Ipv4Selector
      ipv6Selector: Ipv6Selector
      portSelector: PortSelector
      numberSelector: NumberSelector
      stateSelector: StateSelector
      tcpFlagsSelector: TcpFlagsSelector
    }
    expectTypeOf<Differing<typeof selectorShapes, Selectors>>().toBeNever()
    expect(true).toBe(true)
  })
})

describe('whatever can be written can be read', () => {
  test('documents, items, objects and statements', () => {
    expectTypeOf<WriteDocument>().toExtend<ReadDocument>()
    expectTypeOf<WriteItem>().toExtend<ReadItem>()
    expectTypeOf<WriteObject>().toExtend<ReadObject>()
    expectTypeOf<WriteStatement>().toExtend<ReadStatement>()
    expect(true).toBe(true)
  })
})

describe('the types refuse', () => {
  type Place = { family: 'ip'; table: string; name: string }
  type Source = { payload: { protocol: 'ip'; field: 'saddr' } }
  type Port = { payload: { protocol: 'tcp'; field: 'dport' } }
  type State = { ct: { key: 'state' } }

  test('a base chain in part, or with a priority by name', () => {
    expectTypeOf<
      Place & { type: 'filter'; hook: 'input'; prio: number; policy: 'drop' }
    >().toExtend<WriteChain>()
    expectTypeOf<
      Place & { type: 'filter'; hook: 'input'; prio: number }
    >().not.toExtend<WriteChain>()
    expectTypeOf<Place & { policy: 'drop' }>().not.toExtend<WriteChain>()
    expectTypeOf<
      Place & { type: 'filter'; hook: 'input'; prio: 'filter'; policy: 'drop' }
    >().not.toExtend<WriteChain>()
    expect(true).toBe(true)
  })

  test('host names, prefixes as strings, and names of services', () => {
    expectTypeOf<{ op: '=='; left: Source; right: '10.0.0.1' }>().toExtend<WriteMatch>()
    expectTypeOf<{ op: '=='; left: Source; right: 'localhost' }>().not.toExtend<WriteMatch>()
    expectTypeOf<{ op: '=='; left: Source; right: string }>().not.toExtend<WriteMatch>()
    expectTypeOf<{ op: '=='; left: Port; right: 22 }>().toExtend<WriteMatch>()
    expectTypeOf<{ op: '=='; left: Port; right: 'ssh' }>().not.toExtend<WriteMatch>()
    expectTypeOf<{
      op: '=='
      left: Source
      right: { set: ['localhost'] }
    }>().not.toExtend<WriteMatch>()
    expect(true).toBe(true)
  })

  test('a list compared as a whole with a bit field', () => {
    type List = readonly ['new', 'established']
    expectTypeOf<{ op: 'in'; left: State; right: List }>().toExtend<WriteMatch>()
    expectTypeOf<{ op: '=='; left: State; right: List }>().not.toExtend<WriteMatch>()
    expectTypeOf<{ op: '!='; left: State; right: List }>().not.toExtend<WriteMatch>()
    expect(true).toBe(true)
  })

  test('users by name, flags as a string, units that nft does not know', () => {
    type User = { meta: { key: 'skuid' } }
    expectTypeOf<{ op: '=='; left: User; right: 107 }>().toExtend<WriteMatch>()
    expectTypeOf<{ op: '=='; left: User; right: 'debian-tor' }>().not.toExtend<WriteMatch>()
    expectTypeOf<Place & { type: 'ipv4_addr'; flags: 'timeout' }>().not.toExtend<WriteSet>()
    expectTypeOf<{ limit: { rate: 1; per: 'fortnight' } }>().not.toExtend<WriteStatement>()
    expectTypeOf<{ quota: { val: 1; val_unit: 'gbytes' } }>().not.toExtend<WriteStatement>()
    expect(true).toBe(true)
  })
})
