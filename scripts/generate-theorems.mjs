/**
 * src/report/theorems.generated.ts from the doc comments of src/verifier/guarantees: the comment is the theorem, so
 * what a page says of a guarantee cannot differ from it. `node scripts/generate-theorems.mjs` writes it; a test compares.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const folder = new URL('../src/verifier/guarantees/', import.meta.url)
const target = new URL('../src/report/theorems.generated.ts', import.meta.url)

/** The text of the comment that ends right before this place, with its paragraphs. */
const commentEndingAt = (source, end) => {
  const start = source.lastIndexOf('/**', end)
  return (
    source
      .slice(start, end)
      .replace(/^\/\*\*|\*\/\s*$/g, '')
      .split('\n')
      .map((line) => line.replace(/^\s*\* ?/, '').trim())
      .join('\n')
      .trim()
      .split(/\n\n+/)
      // A name of our own code tells a reader of a page nothing.
      .map((paragraph) => paragraph.replaceAll('\n', ' ').replace(/ \(`\w+`\)/g, ''))
  )
}

const theoremsIn = (source) => {
  const declared = /export const \w+: Guarantee = \{\s+id: '([\w-]+)'/.exec(source)
  return declared ? [[declared[1], commentEndingAt(source, declared.index)]] : []
}

export const theoremsModule = () => {
  const ids = readFileSync(new URL('id.ts', folder), 'utf8')
  const order = [...ids.matchAll(/^ {2}'([\w-]+)',$/gm)].map(([, id]) => id)
  const found = new Map(
    readdirSync(folder).flatMap((file) => theoremsIn(readFileSync(new URL(file, folder), 'utf8'))),
  )
  const theorems = Object.fromEntries(
    order.map((id) => {
      if (!found.has(id)) throw new Error(`no theorem of ${id}`)
      return [id, found.get(id)]
    }),
  )
  return `/* Made by scripts/generate-theorems.mjs from the doc comments of src/verifier/guarantees. */
import type { GuaranteeId } from '../verifier/index.ts'

/** Each guarantee's theorem, paragraph by paragraph; \`code\` stands between backticks. */
export const theorems: Readonly<Record<GuaranteeId, readonly string[]>> = ${JSON.stringify(theorems, null, 2)}
`
}

if (process.argv[1] === new URL(import.meta.url).pathname) writeFileSync(target, theoremsModule())
