/**
 * Shapes: JSON structures as inert data, from which the reader works, the JSON Schemas are written,
 * and which the compiler holds against the hand-written types.
 */
import type { Integer } from '../types/json.ts'

export type ShapeNode =
  | { readonly kind: 'any' }
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'string'; readonly pattern: string; readonly description: string }
  | { readonly kind: 'literals'; readonly values: readonly (string | number | boolean)[] }
  | { readonly kind: 'list'; readonly of: ShapeNode; readonly min: number }
  | { readonly kind: 'tuple'; readonly of: readonly ShapeNode[]; readonly rest: boolean }
  | {
      readonly kind: 'object'
      readonly required: ShapeNodes
      readonly optional: ShapeNodes
      readonly open: boolean
    }
  | { readonly kind: 'wrapped'; readonly bodies: ShapeNodes }
  | { readonly kind: 'union'; readonly of: readonly ShapeNode[] }
  | { readonly kind: 'all'; readonly of: readonly ShapeNode[] }
  | { readonly kind: 'ref'; readonly name: string; readonly definition: Definition | undefined }

/** What a name stands for. */
export interface Definition {
  readonly node: ShapeNode
  readonly description: string
}

export type ShapeNodes = { readonly [key: string]: ShapeNode }

/** A shape, and (for the compiler only) the type of the values that fit it. */
export interface Shape<out T> {
  readonly node: ShapeNode
  readonly type?: T
}

export type TypeOf<S> = S extends Shape<infer T> ? T : never
export type Shapes = { readonly [key: string]: Shape<unknown> }

type NoShapes = Record<never, never>
type Simplify<T> = { [K in keyof T]: T[K] }
type ObjectOf<R extends Shapes, O extends Shapes> = Simplify<
  { readonly [K in keyof R]: TypeOf<R[K]> } & { readonly [K in keyof O]?: TypeOf<O[K]> }
>

/** Shapes without their phantom types. */
export function nodesOf(shapes: Shapes): ShapeNodes {
  return Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, shape.node]))
}

export const anyJson = <T>(): Shape<T> => ({ node: { kind: 'any' } })
export const nothing: Shape<null> = { node: { kind: 'null' } }
export const boolean: Shape<boolean> = { node: { kind: 'boolean' } }

/** Integers of at most 64 bits, either sign; beyond 2^53 they are bigints. */
export const integer64: Shape<Integer> = {
  node: { kind: 'integer', minimum: -(2 ** 63), maximum: 2 ** 64 },
}

/** Integers that a number holds exactly, both bounds included. */
export function integer(minimum: number, maximum: number): Shape<number> {
  return { node: { kind: 'integer', minimum, maximum } }
}

export function string<T extends string = string>(pattern = '', description = ''): Shape<T> {
  return { node: { kind: 'string', pattern, description } }
}

export function literals<const V extends readonly (string | number | boolean)[]>(
  values: V,
): Shape<V[number]> {
  return { node: { kind: 'literals', values } }
}

export function list<T>(of: Shape<T>): Shape<readonly T[]> {
  return { node: { kind: 'list', of: of.node, min: 0 } }
}

export function pair<A, B>(first: Shape<A>, second: Shape<B>): Shape<readonly [A, B]> {
  return { node: { kind: 'tuple', of: [first.node, second.node], rest: false } }
}

export function oneOrMore<T>(of: Shape<T>): Shape<readonly [T, ...T[]]> {
  return { node: { kind: 'list', of: of.node, min: 1 } }
}

export function twoOrMore<T>(of: Shape<T>): Shape<readonly [T, T, ...T[]]> {
  return { node: { kind: 'list', of: of.node, min: 2 } }
}

/** An object with these keys and no others. */
export function object<R extends Shapes>(required: R): Shape<ObjectOf<R, NoShapes>>
export function object<R extends Shapes, O extends Shapes>(
  required: R,
  optional: O,
): Shape<ObjectOf<R, O>>
export function object(required: Shapes, optional: Shapes = {}): Shape<unknown> {
  return objectShape(required, optional, false)
}

/** An object whose further keys are kept as they are. */
export function openObject<R extends Shapes>(required: R): Shape<ObjectOf<R, NoShapes>>
export function openObject<R extends Shapes, O extends Shapes>(
  required: R,
  optional: O,
): Shape<ObjectOf<R, O>>
export function openObject(required: Shapes, optional: Shapes = {}): Shape<unknown> {
  return objectShape(required, optional, true)
}

function objectShape(required: Shapes, optional: Shapes, open: boolean): Shape<unknown> {
  const members = { required: nodesOf(required), optional: nodesOf(optional) }
  return { node: { kind: 'object', ...members, open } }
}

/** An object with exactly one key, which says what it is. */
export function wrapped<B extends Shapes>(
  bodies: B,
): Shape<{ [K in keyof B]: { readonly [P in K]: TypeOf<B[P]> } }[keyof B]> {
  return { node: { kind: 'wrapped', bodies: nodesOf(bodies) } }
}

export function union<S extends readonly Shape<unknown>[]>(...of: S): Shape<TypeOf<S[number]>> {
  return { node: { kind: 'union', of: of.map((shape) => shape.node) } }
}

/** A value that fits both shapes; at most one of them names all its keys. */
export function both<T>(first: Shape<unknown>, second: Shape<unknown>): Shape<T> {
  return { node: { kind: 'all', of: [first.node, second.node] } }
}

/** A shape that refers to a definition made elsewhere, since it contains itself. */
export function ref<T>(name: string): Shape<T> {
  return { node: { kind: 'ref', name, definition: undefined } }
}

/** A shape with a name and a description, which brings its own definition along. */
export function named<T>(name: string, description: string, shape: Shape<T>): Shape<T> {
  return { node: { kind: 'ref', name, definition: { node: shape.node, description } } }
}
