/**
 * From the one source of the policy language, src/policy/schema, makes
 *   policy/policy.schema.json           for editors (committed)
 *   src/policy/document.generated.ts    the type PolicyDocument (committed)
 *   src/policy/validate.generated.js    the validator, compiled, so that nothing is compiled at run time
 *   src/policy/shipped.generated.js     the texts of policy/, so that the one-file command carries them
 * Files whose content has not changed are left alone.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standaloneCode from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

const writeChanged = async (path, text) => {
  const old = await readFile(`${root}/${path}`, 'utf8').catch(() => undefined)
  if (old !== text) await writeFile(`${root}/${path}`, text)
}

/** One module with all that it imports, as text. Whatever is left to `require` would not run. */
const bundle = async (entry) => {
  const { outputFiles } = await build({
    ...entry,
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'node20',
    charset: 'utf8',
    logLevel: 'warning',
  })
  const text = outputFiles[0].text
  if (/Dynamic require of/.test(text)) throw new Error('the bundle calls require at run time')
  return text
}

/** The schema as plain JSON. */
export const readSchema = async () => {
  const text = await bundle({ entryPoints: ['src/policy/schema/index.ts'] })
  const module = await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: module.schemaId,
    ...module.policySchema,
  }
  return JSON.parse(JSON.stringify(schema))
}

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))

/** Patterns are for editors: our own checks say what is wrong. Annotations validate nothing. */
const forValidator = (schema) => {
  if (Array.isArray(schema)) return schema.map(forValidator)
  if (typeof schema !== 'object' || schema === null) return schema
  const { title, description, default: fallback, examples, pattern, properties, ...rest } = schema
  return {
    ...mapValues(rest, forValidator),
    ...(properties && { properties: mapValues(properties, forValidator) }),
  }
}

const compileValidator = async (schema) => {
  const ajv = new Ajv2020({
    strict: true,
    allErrors: true,
    messages: false,
    code: { source: true, esm: true },
  })
  const source = standaloneCode(ajv, ajv.compile(forValidator(schema)))
  const name = /export default (\w+)/.exec(source)?.[1]
  if (name === undefined) throw new Error('ajv names no validator')
  return bundle({
    stdin: {
      contents: `${source.replace(/export default \w+;/, '').replace(/export const validate = \w+;/, '')}
export const schemaErrors = (data) => (${name}(data) ? [] : ${name}.errors)`,
      resolveDir: root,
    },
    minifyWhitespace: true,
  })
}

const validatorTypes = `/** One fault that the schema finds, as ajv tells it. */
export interface SchemaError {
  readonly instancePath: string
  readonly schemaPath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
}
/** Every fault of a value; empty where the schema admits it. */
export declare const schemaErrors: (data: unknown) => readonly SchemaError[]
`

const comment = (schema, indent) => {
  const lines = [schema.description ?? '']
  if (schema.default !== undefined && JSON.stringify(schema.default).length <= 80)
    lines.push(`@default ${JSON.stringify(schema.default)}`)
  const text = lines.filter((line) => line !== '').map((line) => line.replaceAll('*/', '*\u200b/'))
  if (text.length === 0) return ''
  return `${indent}/**\n${text.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`
}

/** The TypeScript type that a schema admits. */
const typeOf = (schema, indent) => {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(' | ')
  if (schema.anyOf) return schema.anyOf.map((branch) => typeOf(branch, indent)).join(' | ')
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type
    case 'integer':
      return 'number'
    case 'array':
      return `readonly ${inParentheses(typeOf(schema.items, indent))}[]`
    case 'object':
      return objectType(schema, indent)
    default:
      throw new Error(`no type for ${JSON.stringify(schema)}`)
  }
}

const inParentheses = (type) => (/^[\w]+$/.test(type) || type.startsWith('{') ? type : `(${type})`)

const objectType = (schema, indent) => {
  if (schema.additionalProperties)
    return `Readonly<Record<string, ${typeOf(schema.additionalProperties, indent)}>>`
  const inner = `${indent}  `
  const properties = Object.entries(schema.properties).map(([name, property]) => {
    const optional = schema.required?.includes(name) ? '' : '?'
    return `${comment(property, inner)}${inner}readonly ${name}${optional}: ${typeOf(property, inner)}\n`
  })
  return `{\n${properties.join('')}${indent}}`
}

const documentType = (
  schema,
) => `// Generated from src/policy/schema by scripts/generate-policy-schema.mjs; do not edit.

${comment(schema, '')}export interface PolicyDocument ${objectType(schema, '')}
`

const shippedModule = async (schemaText) => {
  const files = (await readdir(`${root}/policy`)).filter((name) => name.endsWith('.yaml')).sort()
  const texts = await Promise.all(
    files.map(async (name) => [name, await readFile(`${root}/policy/${name}`, 'utf8')]),
  )
  return `export const shippedTexts = ${JSON.stringify(Object.fromEntries(texts), null, 2)}
export const schemaText = ${JSON.stringify(schemaText)}
`
}

const shippedTypes = `/** Text of each file of policy/, by its name. */
export declare const shippedTexts: Readonly<Record<string, string>>
/** policy.schema.json, as it stands in the file. */
export declare const schemaText: string
`

export default async function generatePolicySchema() {
  const schema = await readSchema()
  const schemaText = `${JSON.stringify(schema, null, 2)}\n`
  await mkdir(`${root}/policy`, { recursive: true })
  await Promise.all([
    writeChanged('policy/policy.schema.json', schemaText),
    writeChanged('src/policy/document.generated.ts', documentType(schema)),
    writeChanged('src/policy/validate.generated.js', await compileValidator(schema)),
    writeChanged('src/policy/validate.generated.d.ts', validatorTypes),
    writeChanged('src/policy/shipped.generated.js', await shippedModule(schemaText)),
    writeChanged('src/policy/shipped.generated.d.ts', shippedTypes),
  ])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generatePolicySchema()
