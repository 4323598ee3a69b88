/** What reading carries along: tokens, scopes of definitions, places, and what has been declared so far. */
import type { Datatype } from './datatypes.ts'
import { Input } from './input.ts'
import { nftTextLimits } from './limits.ts'
import { type Place, Places, type SourceText, through } from './places.ts'
import type { Definition, Syntax } from './syntax.ts'

/** The datatypes of a set's keys and, of a map, its values. */
export interface SetTypes {
  readonly key: readonly Datatype[]
  /** Undefined for a set; `object` for a map that yields counters and the like. */
  readonly value: readonly Datatype[] | 'verdict' | 'object' | undefined
}

/** What the matches of a rule say so far about the packet. */
export interface RuleContext {
  readonly family: string
  network: 'ip' | 'ip6' | undefined
  transport: boolean
  /** Whether this is no rule but a `typeof`, which asks for nothing. */
  readonly declaring?: boolean
}

export interface Reader {
  /** The name of the source that was given first. */
  readonly main: string
  readonly input: Input
  readonly sources: ReadonlyMap<string, SourceText>
  readonly places: Places
  /** Whether elements get places: those of sets that are objects do, those in a rule are in its statement's. */
  keepsElements: boolean
  readonly sets: Map<string, SetTypes>
  /** Chains that stand in the text so far; a later block may give one of them another policy and nothing else. */
  readonly chains: Set<string>
  /** Names to definitions, innermost last. */
  readonly scopes: Map<string, Definition>[]
  /** The table that is being read. */
  table: string
  rule: RuleContext
  includes: number
  /** Nodes that variables have expanded to. */
  expansion: number
  /** How many variables are being expanded, one within the other. */
  expanding: number
}

export function makeReader(main: SourceText, sources: ReadonlyMap<string, SourceText>): Reader {
  return {
    main: main.name,
    input: new Input(main),
    sources,
    places: new Places(),
    keepsElements: false,
    sets: new Map(),
    chains: new Set(),
    scopes: [new Map()],
    table: '',
    rule: { family: 'ip', network: undefined, transport: false },
    includes: 0,
    expansion: 0,
    expanding: 0,
  }
}

export function lookUpDefinition(reader: Reader, name: string): Definition | undefined {
  for (let index = reader.scopes.length - 1; index >= 0; index -= 1) {
    const definition = reader.scopes[index]?.get(name)
    if (definition !== undefined) return definition
  }
  return undefined
}

/** `$name`: the definition that the name has where it stands. */
export function parseVariable(reader: Reader): Syntax {
  const { input } = reader
  const start = input.peek()
  input.expectSign('$')
  const token = input.next()
  if (token.kind !== 'word') {
    input.fail('nft-syntax', 'a name is expected after `$`', token)
    return nothing(reader)
  }
  const at = through(start, token)
  const definition = lookUpDefinition(reader, token.text)
  if (definition !== undefined) return { kind: 'variable', definition, at }
  const trimmed = token.text.replace(/[-./]+.*$/, '')
  const known = trimmed !== '' && lookUpDefinition(reader, trimmed) !== undefined
  const help = known
    ? `nft reads \`${token.text}\` as one name: put blanks around what follows \`$${trimmed}\``
    : undefined
  input.report('nft-undefined-variable', `nothing defines \`$${token.text}\``, at, help)
  return { kind: 'nothing', at }
}

export function nothing(reader: Reader): Syntax {
  return { kind: 'nothing', at: reader.input.last }
}

/** What stands behind a variable. A definition never holds a mere variable: see `parseDefinition`. */
export function resolved(syntax: Syntax): Syntax {
  return syntax.kind === 'variable' ? syntax.definition.value : syntax
}

/** False, with the error told, once variables have expanded to more than there may be. */
export function countExpansion(reader: Reader, at: Place): boolean {
  reader.expansion += 1
  if (reader.expansion <= nftTextLimits.expansion) return true
  const message = `definitions expand to more than ${nftTextLimits.expansion} values`
  reader.input.fail('nft-expansion-too-large', message, at)
  return false
}

/** The key of a set in the register of what has been declared. */
export const setKey = (family: string, table: string, name: string) => `${family} ${table} ${name}`
