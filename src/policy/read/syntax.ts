import type { ErrorCode, YAMLError } from 'yaml'
import type { Diagnostic } from '../../diagnostics/index.ts'
import type { SpanMaker } from './place.ts'

/** What each fault that the `yaml` package finds is called here, and what mends it. */
const faults: Readonly<Record<ErrorCode, readonly [message: string, help?: string]>> = {
  ALIAS_PROPS: ['an alias has an anchor or tag'],
  BAD_ALIAS: ['a text begins with `*`, which makes it an alias', 'put quotes around it'],
  BAD_COLLECTION_TYPE: ['a tag names another kind of value'],
  BAD_DIRECTIVE: ['a directive cannot be read'],
  BAD_DQ_ESCAPE: [
    'a text in double quotes holds an escape that YAML does not have',
    'single quotes take `\\` as it is',
  ],
  BAD_INDENT: ['a line is indented neither as its neighbours nor as what they hold'],
  BAD_PROP_ORDER: ['an anchor or tag stands in the wrong place'],
  BAD_SCALAR_START: [
    'a text begins with a character that YAML keeps for itself',
    'put quotes around it',
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    'a mapping or list stands where a key is expected',
    'put quotes around a text that holds `: `',
  ],
  BLOCK_IN_FLOW: ['a list of lines stands inside brackets', 'write the list with commas'],
  DUPLICATE_KEY: ['a key is given twice'],
  IMPOSSIBLE: ['the text cannot be read here'],
  KEY_OVER_1024_CHARS: ['a key is longer than 1024 characters'],
  MISSING_CHAR: ['something is missing here: a space, a comma, or the end of brackets or quotes'],
  MULTILINE_IMPLICIT_KEY: [
    'a key goes over more than one line',
    'does the line before lack its `:`?',
  ],
  MULTIPLE_ANCHORS: ['a value has two anchors'],
  MULTIPLE_DOCS: ['the file holds a second document'],
  MULTIPLE_TAGS: ['a value has two tags'],
  NON_STRING_KEY: [
    'a key is a mapping or list',
    'put quotes around a text that begins with `{` or `[`',
  ],
  RESOURCE_EXHAUSTION: ['the text takes too much to read'],
  TAB_AS_INDENT: ['a line is indented with a tab', 'use spaces: YAML takes no tabs there'],
  TAG_RESOLVE_FAILED: ['a tag is unknown'],
  UNEXPECTED_TOKEN: ['a character stands where none of its kind is expected'],
}

/** Faults of syntax as diagnostics: one a line, since the parser, once lost, finds more of them than there are. */
export const syntaxDiagnostics = (
  errors: readonly YAMLError[],
  span: SpanMaker,
): readonly Diagnostic[] => {
  const byLine = new Map<number, Diagnostic>()
  for (const { code, pos } of errors) {
    const [message, help] = faults[code]
    const place = span(pos[0], pos[1])
    if (byLine.has(place.start.line)) continue
    byLine.set(place.start.line, {
      code: 'yaml-syntax',
      severity: 'error',
      message,
      ...(help !== undefined && { help }),
      span: place,
    })
  }
  return [...byLine.values()]
}
