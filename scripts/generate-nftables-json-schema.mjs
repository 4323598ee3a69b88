/**
 * Writes the JSON Schemas of packages/nftables-json, and their validators as plain code.
 * ajv compiles here and never at run time: the package depends on nothing and evaluates nothing.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const home = new URL('../packages/nftables-json/', import.meta.url)

/** Generates everything; files that would not change are not touched. */
export default async function generate() {
  const { readSchema, writeSchema } = await loadSchemas()
  await mkdir(new URL('schema/', home), { recursive: true })
  await writeIfChanged('schema/read.schema.json', `${JSON.stringify(readSchema, null, 2)}\n`)
  await writeIfChanged('schema/write.schema.json', `${JSON.stringify(writeSchema, null, 2)}\n`)
  await writeIfChanged('src/validators.generated.d.ts', declarations)
  await compileIfChanged(readSchema, writeSchema)
}

/** The schemas, from the sources: nothing needs to be built before. */
async function loadSchemas() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['packages/nftables-json/src/schema/schemas.ts'],
  })
  return await import(dataUrl(outputFiles[0].text))
}

/** Compiling takes a second, so it is done only where the schemas, or this file, are not those of last time. */
async function compileIfChanged(readSchema, writeSchema) {
  const self = await readFile(new URL(import.meta.url), 'utf8')
  const sources = JSON.stringify([self, readSchema, writeSchema])
  const mark = `// Generated from schema/*.schema.json (${createHash('sha256').update(sources).digest('hex')}).\n`
  const path = 'src/validators.generated.js'
  const old = await readFile(new URL(path, home), 'utf8').catch(() => '')
  if (!old.startsWith(mark))
    await writeIfChanged(path, mark + (await compile(readSchema, writeSchema)))
}

/** Both validators as one module. ajv's code asks for its own `ucs2length` with `require`: bundled in. */
async function compile(readSchema, writeSchema) {
  const ajv = new Ajv2020({
    schemas: [readSchema, writeSchema],
    code: { source: true, esm: true, optimize: false },
    strict: true,
    allowUnionTypes: true,
    unicodeRegExp: true,
    inlineRefs: false,
    messages: false,
  })
  const code = standalone.default(ajv, {
    validateRead: readSchema.$id,
    validateWrite: writeSchema.$id,
  })
  const { outputFiles } = await build({
    ...common,
    stdin: { contents: code, resolveDir: root, loader: 'js' },
    minifySyntax: true,
    minifyWhitespace: true,
  })
  return outputFiles[0].text
}

const common = {
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  conditions: ['source'],
  absWorkingDir: root,
  logLevel: 'warning',
}

const declarations = `// Generated from schema/*.schema.json.
/** A failure as ajv reports it. */
export interface SchemaError {
  readonly instancePath: string
  readonly schemaPath: string
  readonly keyword: string
  readonly params: { readonly [name: string]: unknown }
  readonly message?: string
}
export interface Validator {
  (data: unknown): boolean
  readonly errors?: readonly SchemaError[] | null
}
export declare const validateRead: Validator
export declare const validateWrite: Validator
`

function dataUrl(code) {
  return `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
}

async function writeIfChanged(path, text) {
  const url = new URL(path, home)
  const old = await readFile(url, 'utf8').catch(() => undefined)
  if (old !== text) await writeFile(url, text)
}
