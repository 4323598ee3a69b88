/**
 * docs/intents.md from the doc comments of src/compiler/intents: the comment is the text, so they cannot differ.
 * `node scripts/generate-intents-doc.mjs` writes it; a test compares.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const folder = new URL('../src/compiler/intents/', import.meta.url)
const target = new URL('../docs/intents.md', import.meta.url)

const head = `# Intents

What the compiled rules are for: one section for each intent, in the order of its rules. The name stands as a comment on
every rule that came of it, with the line of the policy that asked for it. Leak classes (L1 and so on) are listed in
[leaks.md](leaks.md).
`

/** The text of the comment that stands right before \`export const NAME: Intent\`. */
const commentBefore = (source, name) => {
  const intent = source.indexOf(`name: '${name}'`)
  const declaration = source.lastIndexOf('export const', intent)
  const start = source.lastIndexOf('/**', declaration)
  const comment = source.slice(start, declaration)
  return comment
    .replace(/^\/\*\*|\*\/\s*$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim()
}

const names = () => {
  const index = readFileSync(new URL('index.ts', folder), 'utf8')
  const list = index.slice(index.indexOf('Object.freeze(['))
  const sources = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'))
  return [...list.matchAll(/^ {2}(\w+),$/gm)].map(([, constant]) => {
    const source = sources.find((text) => text.includes(`export const ${constant}: Intent`))
    if (!source) throw new Error(`no file exports ${constant}`)
    const after = source.slice(source.indexOf(`export const ${constant}: Intent`))
    return { source, name: /name: '([\w-]+)'/.exec(after)?.[1] }
  })
}

export const intentsDoc = () => {
  const seen = new Set()
  const sections = names().flatMap(({ source, name }) => {
    if (seen.has(name)) return []
    seen.add(name)
    return [`## ${name}\n\n${commentBefore(source, name)}\n`]
  })
  return [head, ...sections].join('\n')
}

if (process.argv[1] === new URL(import.meta.url).pathname) writeFileSync(target, intentsDoc())
