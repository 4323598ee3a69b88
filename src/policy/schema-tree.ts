import { schemaText } from './shipped.generated.js'

/** What of JSON Schema the policy's schema is made of. */
export interface SchemaNode {
  readonly title?: string
  readonly description?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly string[]
  readonly anyOf?: readonly SchemaNode[]
  readonly items?: SchemaNode
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly required?: readonly string[]
  readonly additionalProperties?: SchemaNode | false
  readonly minimum?: number
  readonly maximum?: number
}

/** The JSON Schema of policies, draft 2020-12, as it stands in policy.schema.json. */
export const policySchema: SchemaNode = JSON.parse(schemaText)

/** The schemas that a value may be held against: the branches of a choice, or the schema itself. */
export const branchesOf = (schema: SchemaNode): readonly SchemaNode[] => schema.anyOf ?? [schema]

/** The schema of a value inside a value; undefined where the language has none. */
export const stepInto = (schema: SchemaNode, step: string | number): SchemaNode | undefined => {
  for (const branch of branchesOf(schema)) {
    if (typeof step === 'number' && branch.items) return branch.items
    if (typeof step === 'number') continue
    if (branch.properties && Object.hasOwn(branch.properties, step)) return branch.properties[step]
    if (branch.additionalProperties) return branch.additionalProperties
  }
  return undefined
}
