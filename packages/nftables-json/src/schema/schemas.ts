/** The two JSON Schemas, made from the shapes; the files in `schema/` are written from here. */
import { readDefinitions } from '../read/shapes.ts'
import { schemaDocument } from '../shape/json-schema.ts'
import type { JsonObject } from '../types/json.ts'
import { writeDefinitions } from '../write/shapes-commands.ts'

export const readSchema: JsonObject = schemaDocument({
  id: 'urn:nftables-json:read.schema.json',
  title: 'libnftables-json, as it is read',
  description:
    'Every shape that any release of nft prints. Unknown keys are let through: the reader keeps them as opaque nodes.',
  root: 'document',
  definitions: readDefinitions,
  strictness: 'lenient',
})

export const writeSchema: JsonObject = schemaDocument({
  id: 'urn:nftables-json:write.schema.json',
  title: 'libnftables-json, as it is written',
  description:
    'What a document may say so that no release of nft misreads it silently: no names that DNS or the services database resolve, base chains whole or not at all, bit fields tested without doubt, no unknown key or unit.',
  root: 'document',
  definitions: writeDefinitions,
  strictness: 'strict',
})
