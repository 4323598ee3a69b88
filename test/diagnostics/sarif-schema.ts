import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'

/** The schema is of draft 04, whose `id` a newer validator does not take; nothing else in it differs. */
const schemaPath = createRequire(import.meta.url).resolve(
  '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
)
const { id: _, $schema: __, ...schema } = JSON.parse(readFileSync(schemaPath, 'utf8'))
const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false })

/** Whether a report is what the published schema of SARIF 2.1.0 asks; `errors` says what is not. */
export const validateSarif = ajv.compile(schema)
