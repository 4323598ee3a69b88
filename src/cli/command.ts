import type { Exit } from './exit-code.ts'
import type { World } from './world.ts'

/** One row of the command table: help, completion, the man page and the parser of arguments all read it. */
export interface Command {
  readonly name: string
  /** Half a sentence, for lists. */
  readonly summary: string
  /** Paragraphs. */
  readonly description: readonly string[]
  readonly arguments: readonly Argument[]
  readonly options: readonly Option[]
  /** The ways it can end, besides `usage` and `failed`, which every command has. */
  readonly exits: readonly Exit[]
  readonly examples: readonly Example[]
  /** Loads what it needs when it is called, so that other commands start without it. */
  readonly run: (call: Call) => Promise<Exit>
}

export interface Argument {
  readonly name: string
  readonly summary: string
  readonly optional: boolean
  /** Takes all the words that are left. Only the last argument can. */
  readonly repeated?: true
  readonly value: ValueKind
}

export interface Option {
  /** Without the dashes. */
  readonly name: string
  readonly short?: string
  readonly summary: string
  /** What it takes; a flag takes nothing. */
  readonly value?: ValueKind & { readonly placeholder: string }
  /** May be given several times; each value counts. */
  readonly repeated?: true
}

/** What a value is, for completion and for checks. */
export type ValueKind =
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'file' }
  | { readonly kind: 'folder' }
  /** Anything else. `form`: what it has to be, as half a sentence. */
  | { readonly kind: 'text'; readonly form: string }

export interface Example {
  readonly line: string
  readonly meaning: string
}

/** A command line understood: choices are among the choices, and no argument is missing or too many. */
export interface Call {
  readonly world: World
  readonly arguments: readonly string[]
  /** Values by the option's name, of options that may be given once. */
  readonly values: ReadonlyMap<string, string>
  /** The same of options that may be given several times; those not given are not there. */
  readonly lists: ReadonlyMap<string, readonly string[]>
  readonly flags: ReadonlySet<string>
}
