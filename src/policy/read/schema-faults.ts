import type { Diagnostic, DiagnosticCode } from '../../diagnostics/index.ts'
import { nearest, visible } from '../../diagnostics/index.ts'
import type { Path } from '../path.ts'
import { pathText } from '../path.ts'
import type { SchemaNode } from '../schema-tree.ts'
import { branchesOf, policySchema, stepInto } from '../schema-tree.ts'
import type { SchemaError } from '../validate.generated.js'
import { schemaErrors } from '../validate.generated.js'
import { branchesFor, expectedText, foundText, kindHelp, quoted, wordsOf } from './expectation.ts'
import type { Part, Places } from './place.ts'
import { locate } from './place.ts'

/** A fault that the schema finds, in our own words. */
interface Fault {
  readonly code: DiagnosticCode
  readonly path: Path
  readonly part: Part
  readonly message: string
  readonly help?: string | undefined
  /** The key that is missing. */
  readonly missing?: string
}

/** The steps of a JSON Pointer, as the document has them: lists take numbers. */
const stepsOf = (
  pointer: string,
  data: unknown,
): { path: Path; value: unknown; schema: SchemaNode } => {
  const path: (string | number)[] = []
  let value: unknown = data
  let schema: SchemaNode = policySchema
  for (const escaped of pointer.split('/').slice(1)) {
    const text = escaped.replaceAll('~1', '/').replaceAll('~0', '~')
    const step = Array.isArray(value) ? Number(text) : text
    path.push(step)
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined
    schema = stepInto(schema, step) ?? schema
  }
  return { path, value, schema }
}

const keysOf = (schema: SchemaNode): readonly string[] =>
  branchesOf(schema).flatMap((branch) => Object.keys(branch.properties ?? {}))

const unknownKey = (path: Path, key: string, known: readonly string[]): Fault => {
  const near = nearest(key, known)
  const where = path.length === 0 ? 'a policy' : `\`${pathText(path)}\``
  const list = known.map((name) => `\`${name}\``).join(', ')
  return {
    code: key === '<<' ? 'yaml-reference' : 'unknown-key',
    path: [...path, key],
    part: 'key',
    message: key === '<<' ? 'a policy has no merge keys' : `${where} has no key ${quoted(key)}`,
    help:
      key === '<<'
        ? 'write the keys out'
        : near === undefined
          ? `it has ${list}`
          : `did you mean \`${near}\`?`,
  }
}

const unknownValue = (path: Path, value: unknown, schema: SchemaNode): Fault => {
  const words = wordsOf(schema)
  const near = typeof value === 'string' ? nearest(value, words) : undefined
  return {
    code: 'unknown-value',
    path,
    part: 'value',
    message: `expected ${expectedText(schema)}, found ${foundText(value)}`,
    help: near === undefined ? kindHelp(schema, value) : `did you mean \`${near}\`?`,
  }
}

const wrongType = (path: Path, value: unknown, schema: SchemaNode): Fault => ({
  code: 'wrong-type',
  path,
  part: 'value',
  message: `expected ${expectedText(schema)}, found ${foundText(value)}`,
  help: kindHelp(schema, value),
})

const limitOf = (error: SchemaError): string => String(error.params['limit'])

const wrongLength = (path: Path, error: SchemaError): Fault => {
  const [one, many] = error.keyword.endsWith('Length')
    ? ['character', 'characters']
    : ['entry', 'entries']
  const bound = error.keyword.startsWith('min') ? 'at least' : 'at most'
  return {
    code: 'wrong-length',
    path,
    part: 'value',
    message: `\`${pathText(path)}\` takes ${bound} ${limitOf(error)} ${limitOf(error) === '1' ? one : many}`,
  }
}

const outOfRange = (path: Path, value: unknown, schema: SchemaNode): Fault => ({
  code: 'out-of-range',
  path,
  part: 'value',
  message: `expected ${expectedText(schema)}, found ${foundText(value)}`,
})

/** The branches of a choice that a value was meant for: judged by its kind, and where that leaves several, by its keys. */
const branchesMeant = (schema: SchemaNode, value: unknown): readonly SchemaNode[] => {
  const sameKind = branchesFor(schema, value)
  return sameKind.length > 1 ? sameKind.filter((branch) => hasItsKeys(branch, value)) : sameKind
}

/** Whether a value has all keys of a branch and no other. */
const hasItsKeys = (branch: SchemaNode, value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false
  const required = (branch.required ?? []).every((key) => Object.hasOwn(value, key))
  return required && Object.keys(value).every((key) => Object.hasOwn(branch.properties ?? {}, key))
}

/** A choice that no branch takes is told once, unless one branch was meant: then its own faults are told instead. */
const choice = (path: Path, value: unknown, schema: SchemaNode): readonly Fault[] => {
  const meant = branchesMeant(schema, value)
  if (meant.length === 1 && !meant[0]?.enum) return []
  if (meant.length === 1) return [unknownValue(path, value, schema)]
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const open = branchesFor(schema, value).some((branch) => branch.additionalProperties)
    const known = keysOf(schema)
    const foreign = Object.keys(value).filter((key) => !open && !known.includes(key))
    if (foreign.length > 0) return foreign.map((key) => unknownKey(path, key, known))
  }
  return [wrongType(path, value, schema)]
}

const faultsOf = (error: SchemaError, data: unknown): readonly Fault[] => {
  const { path, value, schema } = stepsOf(error.instancePath, data)
  switch (error.keyword) {
    case 'additionalProperties':
      return [unknownKey(path, String(error.params['additionalProperty']), keysOf(schema))]
    case 'required': {
      const missing = String(error.params['missingProperty'])
      const message = `the key \`${missing}\` is missing`
      return [{ code: 'missing-key', path, part: 'value', message, missing }]
    }
    case 'type':
      return [
        typeof value === 'number' && schema.type === 'integer'
          ? outOfRange(path, value, schema)
          : wrongType(path, value, schema),
      ]
    case 'enum':
    case 'const':
      return [unknownValue(path, value, schema)]
    case 'minimum':
    case 'maximum':
      return [outOfRange(path, value, schema)]
    case 'uniqueItems': {
      const [again, first] = [Number(error.params['i']), Number(error.params['j'])]
      const message = `\`${pathText(path)}\` holds ${quoted(Array.isArray(value) ? value[again] : '')} twice`
      return [
        { code: 'repeated-item', path: [...path, Math.max(again, first)], part: 'value', message },
      ]
    }
    case 'propertyNames': {
      const key = String(error.params['propertyName'])
      const message = `the key ${quoted(key)} is too long`
      return [{ code: 'wrong-length', path: [...path, key], part: 'key', message }]
    }
    case 'anyOf':
      return choice(path, value, schema)
    default:
      // The name's own fault; `propertyNames` tells it.
      if (error.schemaPath.includes('/propertyNames/')) return []
      return [wrongLength(path, error)]
  }
}

/** Faults of the branches of a choice that were not meant. */
const isNoise = (error: SchemaError, failed: readonly SchemaError[], data: unknown): boolean =>
  failed.some((whole) => {
    const inside = `${whole.schemaPath}/`
    if (whole.keyword !== 'anyOf' || !error.schemaPath.startsWith(inside)) return false
    const { value, schema } = stepsOf(whole.instancePath, data)
    const meant = branchesMeant(schema, value)
    const index = Number(error.schemaPath.slice(inside.length).split('/')[0])
    return (
      meant.length !== 1 || meant[0]?.enum !== undefined || branchesOf(schema)[index] !== meant[0]
    )
  })

/** A key that is missing because it is mistyped beside: the suggestion there says it all. */
const isMistyped = ({ code, path, missing }: Fault, all: readonly Fault[]): boolean =>
  code === 'missing-key' &&
  all.some(
    (other) =>
      other.code === 'unknown-key' &&
      pathText(other.path.slice(0, -1)) === pathText(path) &&
      other.help === `did you mean \`${missing}\`?`,
  )

/** What the schema has against a document: one diagnostic a place, each at the narrowest place there is. */
export const schemaDiagnostics = (data: unknown, places: Places): readonly Diagnostic[] => {
  const failed = schemaErrors(data)
  const faults = failed
    .filter((error) => !isNoise(error, failed, data))
    .flatMap((error) => faultsOf(error, data))
    .filter((fault, _, all) => !isMistyped(fault, all))
  if (failed.length > 0 && faults.length === 0) throw new Error('a fault of the schema went untold')
  const byPlace = new Map<string, Diagnostic>()
  for (const { code, path, part, message, help } of faults) {
    const span = locate(places, path, part)
    const place = JSON.stringify([path, code === 'missing-key' ? message : part])
    if (byPlace.has(place)) continue
    byPlace.set(place, {
      code,
      severity: 'error',
      message: visible(message),
      ...(help !== undefined && { help: visible(help) }),
      ...(span && { span }),
    })
  }
  return [...byPlace.values()]
}
