/**
 * docs/policy.md from policy/policy.schema.json: what an editor says of a property is what the page says.
 * `node scripts/generate-policy-doc.mjs` writes it; a test compares.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { stringify } from 'yaml'

const root = new URL('..', import.meta.url)
const target = new URL('docs/policy.md', root)

const head = `# The policy

Every property of a policy, in the order of the schema that editors read, [policy.schema.json](../policy/policy.schema.json);
\`qubes-tor-fw schema\` prints it. Everything is optional: what a policy does not state is as the default says, and \`version: 1\` alone is a Qubes TorVM. What fits no property is an error with its place and what to do;
[diagnostics.md](diagnostics.md) has each. Policies to start from stand in [policy/](../policy/).
`

/** The value on one line, as YAML. */
const inline = (value) =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim()

/** A longer default, the networks that count as local, say, is told by its number. */
const DEFAULT_CHARACTERS_MAX = 90

const defaultWords = (value) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return []
  const text = inline(value)
  if (text.length <= DEFAULT_CHARACTERS_MAX) return [`by default \`${text}\``]
  return [`by default ${value.length} of them: \`${inline(value[0])}\` and so on`]
}

/** An example where it stands in a policy. */
const exampleOf = (path, value) =>
  path
    .map((key, depth) => `${'  '.repeat(depth)}${key}:`)
    .join('\n')
    .concat(` ${inline(value)}`)

const isSimple = (node) => node.properties === undefined

/** The first example that differs from the default shows more than the default does. */
const pickExample = ({ examples = [], default: fallback }) =>
  examples.find((each) => JSON.stringify(each) !== JSON.stringify(fallback)) ?? examples[0]

/** What a property's alternatives, and the items of its list, have inside: told in a list below it. */
const insides = (node) =>
  [node, node.items ?? {}, ...(node.anyOf ?? [])]
    .slice(1)
    .flatMap((each) => Object.entries(each.properties ?? {}))

const insideLines = (node, indent = '') =>
  insides(node).flatMap(([key, each]) => [
    `${indent}- \`${key}\`: ${[each.title, ...('default' in each ? defaultWords(each.default) : [])].join(', ')}. ${each.description}`,
    ...insideLines(each, `${indent}  `),
  ])

const capital = (text) => text.replace(/^[a-z]/, (letter) => letter.toUpperCase())

const section = (path, node) => {
  const name = path.join('.')
  const title = path.length === 1 && !isSimple(node) ? [] : [node.title]
  const facts = [...title, ...('default' in node ? defaultWords(node.default) : [])]
  const example = pickExample(node)
  const lines = [
    `${'#'.repeat(path.length === 1 ? 2 : 3)} ${name}`,
    ...(isSimple(node) && facts.length > 0 ? [`${capital(facts.join(', '))}.`] : []),
    node.description,
    ...(insides(node).length > 0 ? [insideLines(node).join('\n')] : []),
    ...(isSimple(node) && example !== undefined
      ? [`\`\`\`yaml\n${exampleOf(path, example)}\n\`\`\``]
      : []),
  ]
  const below = Object.entries(node.properties ?? {}).flatMap(([key, each]) =>
    section([...path, key], each),
  )
  return [lines.join('\n\n'), ...below]
}

export const policyDoc = () => {
  const schema = JSON.parse(readFileSync(new URL('policy/policy.schema.json', root), 'utf8'))
  const sections = Object.entries(schema.properties).flatMap(([key, node]) => section([key], node))
  return `${[head.trimEnd(), ...sections].join('\n\n')}\n`
}

if (process.argv[1] === new URL(import.meta.url).pathname) writeFileSync(target, policyDoc())
