import type { SchemaNode } from '../schema-tree.ts'
import { branchesOf } from '../schema-tree.ts'

/** The kinds of values that JSON Schema tells apart; an integer is a number too. */
export type ValueKind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

export const kindOf = (value: unknown): ValueKind => {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'boolean' || type === 'number' || type === 'string' ? type : 'object'
}

const quotedMaximum = 40

/** A value as it is quoted in a message. */
export const quoted = (value: unknown): string => {
  const text = String(value)
  return `\`${text.length > quotedMaximum ? `${text.slice(0, quotedMaximum)}…` : text}\``
}

/** What was found, in YAML's terms. */
export const foundText = (value: unknown): string => {
  switch (kindOf(value)) {
    case 'null':
      return 'nothing'
    case 'boolean':
      return quoted(value)
    case 'number':
      return `the number ${quoted(value)}`
    case 'string':
      return value === '' ? 'an empty text' : `the text ${quoted(value)}`
    case 'array':
      return 'a list'
    case 'object':
      return 'a mapping'
  }
}

const withArticle = (noun: string): string => {
  if (!/^[a-z]/i.test(noun)) return noun
  return `${/^[aeio]/i.test(noun) ? 'an' : 'a'} ${noun}`
}

/** What is expected, in YAML's terms. */
export const expectedText = (schema: SchemaNode): string =>
  schema.type === 'object' ? 'a mapping' : withArticle(schema.title ?? 'value')

/** The kind of value that a branch takes. */
const branchKind = (branch: SchemaNode): ValueKind => {
  if (branch.const !== undefined) return kindOf(branch.const)
  const { type } = branch
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'null' || type === 'boolean' || type === 'array' || type === 'object') return type
  return 'string'
}

/** The branches that take values of this kind. */
export const branchesFor = (schema: SchemaNode, value: unknown): readonly SchemaNode[] =>
  branchesOf(schema).filter((branch) => branchKind(branch) === kindOf(value))

/** The words that a schema allows. */
export const wordsOf = (schema: SchemaNode): readonly string[] =>
  branchesOf(schema).flatMap((branch) => branch.enum ?? [])

const truth = new Map([
  ['yes', true],
  ['on', true],
  ['y', true],
  ['true', true],
  ['no', false],
  ['off', false],
  ['n', false],
  ['false', false],
])

/** What mends a value of the wrong kind, where one can tell. */
export const kindHelp = (schema: SchemaNode, value: unknown): string | undefined => {
  const kinds = branchesOf(schema).map(branchKind)
  if (kindOf(value) === 'null') return 'leave the key out for the default'
  if (kinds.includes('boolean') && typeof value === 'string') {
    const meant = truth.get(value.toLowerCase())
    return meant === undefined
      ? undefined
      : `YAML 1.2 reads ${quoted(value)} as text: write \`${meant}\``
  }
  if (value === false && wordsOf(schema).includes('off')) return 'write `off`'
  if (kinds.includes('number') && typeof value === 'string' && /^[0-9]+$/.test(value))
    return 'write the number without quotes'
  if (kinds.includes('string') && typeof value === 'number') return 'put quotes around it'
  if (kinds.includes('array') && kindOf(value) === 'string')
    return `a list of one is written \`[${quoted(value).slice(1, -1)}]\``
  return undefined
}
