import type { PolicyDocument } from './document.generated.ts'
import { policyLimits } from './limits.ts'
import type { SchemaNode } from './schema-tree.ts'
import { branchesOf, policySchema, stepInto } from './schema-tree.ts'

/** Words that YAML 1.2 core, or an older reader, takes for something else than text. */
const otherValues = /^(null|true|false|yes|no|on|off|y|n)$/i

/** Text that is the same text without quotes, in lines and inside brackets, for every reader of YAML. */
const plainText = /^([A-Za-z][A-Za-z0-9_.*/-]*|\/[A-Za-z0-9_./-]+|[0-9]+(\.[0-9]+){3}(\/[0-9]+)?)$/

/** JSON's strings are YAML's double-quoted ones, but for what YAML calls no text. */
const formatText = (text: string): string =>
  plainText.test(text) && (!otherValues.test(text) || text === 'off') ? text : JSON.stringify(text)

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isCollection = (value: unknown): boolean => typeof value === 'object' && value !== null

/** What is no value of JSON is written as a text that says so: the reader then tells where it stands. */
const formatScalar = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return formatText(value)
    case 'number':
      return Number.isFinite(value) ? JSON.stringify(value) : JSON.stringify(String(value))
    case 'boolean':
      return String(value)
    default:
      return value === null ? 'null' : JSON.stringify(`(${typeof value})`)
  }
}

/** Keys in the order of the schema; those that it does not have come last, as they are. What is undefined is left out. */
const entriesOf = (
  mapping: Readonly<Record<string, unknown>>,
  schema: SchemaNode | undefined,
): readonly (readonly [string, unknown])[] => {
  const order = schema
    ? branchesOf(schema).flatMap(({ properties }) => Object.keys(properties ?? {}))
    : []
  const rank = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length)
  return Object.entries(mapping)
    .filter(([, value]) => value !== undefined)
    .sort(([left], [right]) => rank(left) - rank(right))
}

/** Lines of a value, without indentation of their own. */
const formatValue = (
  value: unknown,
  schema: SchemaNode | undefined,
  depth: number,
): readonly string[] => {
  // Deeper than any policy, and what refers to itself has no end: the reader refuses the text.
  if (depth > policyLimits.depth + 1) return ['"(too deep)"']
  if (Array.isArray(value)) return formatList(value, schema, depth)
  if (!isMapping(value)) return [formatScalar(value)]
  const entries = entriesOf(value, schema)
  if (entries.length === 0) return ['{}']
  return entries.flatMap(([key, inner]) => {
    const lines = formatValue(inner, schema && stepInto(schema, key), depth + 1)
    const name = formatText(key)
    const [first = ''] = lines
    const inline = lines.length === 1 && (!isCollection(inner) || /^[[{]/.test(first))
    return inline ? [`${name}: ${first}`] : [`${name}:`, ...lines.map((line) => `  ${line}`)]
  })
}

const formatList = (
  list: readonly unknown[],
  schema: SchemaNode | undefined,
  depth: number,
): readonly string[] => {
  if (!list.some(isCollection)) return [`[${list.map(formatScalar).join(', ')}]`]
  return list.flatMap((item) =>
    formatValue(item, schema && stepInto(schema, 0), depth + 1).map((line, index) =>
      index === 0 ? `- ${line}` : `  ${line}`,
    ),
  )
}

/**
 * The canonical YAML of a document: keys in the order of the schema, two spaces, lists of plain values
 * in brackets. `readPolicy(formatPolicy(document))` has the same document.
 */
export const formatPolicy = (document: PolicyDocument): string =>
  `${formatValue(document, policySchema, 0).join('\n')}\n`
