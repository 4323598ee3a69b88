/** Expressions as they are written, before it is known what they are compared with. */
import type { Integer, ReadExpression } from 'nftables-json'
import type { Datatype } from './datatypes.ts'
import type { Place } from './places.ts'
import type { StatefulBody } from './stateful.ts'

/** What `define` binds a name to. */
export interface Definition {
  readonly name: string
  readonly value: Syntax
}

/** What a selector yields: one datatype, or one for each part of what it reads side by side. */
export interface Selector {
  readonly kind: 'selector'
  readonly node: ReadExpression
  readonly type: Datatype
  readonly at: Place
}

/** What an element carries beside its key: the properties of a document's `elem`. */
export type ElementOptions = Readonly<Record<string, string | Integer | StatefulBody | null>>

export interface ElementSyntax {
  /** `*` catches what no other element does. */
  readonly key: Syntax | '*'
  readonly value: Syntax | undefined
  /** Of the element: `timeout`, `expires` (seconds), `comment`, and its stateful statements. */
  readonly options: ElementOptions
  readonly at: Place
}

export type Syntax =
  | {
      readonly kind: 'symbol'
      readonly text: string
      readonly quoted: boolean
      readonly at: Place
    }
  | { readonly kind: 'number'; readonly value: Integer; readonly at: Place }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: Place }
  | { readonly kind: 'reference'; readonly name: string; readonly at: Place }
  | Selector
  | {
      readonly kind: 'operation'
      readonly operator: '|' | '^' | '&' | '<<' | '>>'
      readonly operands: readonly Syntax[]
      readonly at: Place
    }
  | {
      readonly kind: 'prefix'
      readonly address: Syntax
      readonly length: Integer
      readonly at: Place
    }
  | { readonly kind: 'range'; readonly low: Syntax; readonly high: Syntax; readonly at: Place }
  | { readonly kind: 'concat'; readonly parts: readonly Syntax[]; readonly at: Place }
  | { readonly kind: 'list'; readonly items: readonly Syntax[]; readonly at: Place }
  | { readonly kind: 'set'; readonly elements: readonly ElementSyntax[]; readonly at: Place }
  | { readonly kind: 'map'; readonly key: Syntax; readonly data: Syntax; readonly at: Place }
  | { readonly kind: 'verdict'; readonly node: ReadExpression; readonly at: Place }
  | { readonly kind: 'variable'; readonly definition: Definition; readonly at: Place }
  /** What stands where nothing could be read; the error has been told. */
  | { readonly kind: 'nothing'; readonly at: Place }
