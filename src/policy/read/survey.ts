import type { CST } from 'yaml'
import type { Diagnostic, DiagnosticCode } from '../../diagnostics/index.ts'
import { policyLimits } from '../limits.ts'
import type { SpanMaker } from './place.ts'

type Token = CST.Token
type SourceToken = CST.SourceToken

/** What a token refuses a document for. */
const refusals: Partial<
  Record<Token['type'], { code: DiagnosticCode; message: string; help: string }>
> = {
  alias: {
    code: 'yaml-reference',
    message: 'a policy has no aliases',
    help: 'write the value out, or put quotes around a text that begins with `*`',
  },
  anchor: {
    code: 'yaml-reference',
    message: 'a policy has no anchors',
    help: 'nothing can refer to it; put quotes around a text that begins with `&`',
  },
  tag: {
    code: 'yaml-tag',
    message: 'a policy has no tags',
    help: 'a value is what it looks like; put quotes around a text that begins with `!`',
  },
  directive: {
    code: 'yaml-directive',
    message: 'a policy has no directives',
    help: '`%YAML 1.1` would read `no` as false and `010` as 8; leave the line out',
  },
}

/** The tokens that stand before, between and after the values of a token; a scalar has none before it. */
const marksOf = (token: Token): readonly Token[] => {
  if (token.type === 'document') return token.start
  if (token.type === 'block-scalar') return token.props
  if (!('items' in token)) return []
  return token.items.flatMap((item): SourceToken[] => [...item.start, ...(item.sep ?? [])])
}

/** The values inside a token. */
const valuesOf = (token: Token): readonly Token[] => {
  if (token.type === 'document') return token.value ? [token.value] : []
  if (!('items' in token)) return []
  return token.items.flatMap((item) =>
    [item.key, item.value].filter((part) => part !== null && part !== undefined),
  )
}

const tooDeep = (token: Token, span: SpanMaker): Diagnostic => ({
  code: 'yaml-too-deep',
  severity: 'error',
  message: `collections are nested deeper than ${policyLimits.depth}`,
  span: span(token.offset, token.offset + 1),
})

const tooMany = (): Diagnostic => ({
  code: 'yaml-too-many-nodes',
  severity: 'error',
  message: `the policy holds more than ${policyLimits.nodes} values and marks`,
  help: 'name networks by prefixes, and interfaces by patterns',
})

const refuse = (token: Token, span: SpanMaker): readonly Diagnostic[] => {
  const refusal = refusals[token.type]
  if (!refusal) return []
  const length = 'source' in token ? token.source.length : 1
  return [{ ...refusal, severity: 'error', span: span(token.offset, token.offset + length) }]
}

/**
 * Looks over the tokens of a text before anything recursive does.
 *
 * The `yaml` package composes documents by recursion. At some thousand levels that overflows the
 * stack, and where V8 happens to compile a regular expression just then, the whole process aborts:
 * nothing can catch it. Its tokenizer keeps a stack of its own, as this function does, so depth is
 * judged here. Anchors, aliases, tags and directives are refused for what they let a text hide.
 */
export const surveyTokens = (tokens: readonly Token[], span: SpanMaker): readonly Diagnostic[] => {
  const found: Diagnostic[] = []
  const stack = tokens.map((token) => ({ token, depth: 0 })).reverse()
  let nodes = 0
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { token, depth } = entry
    if (depth > policyLimits.depth) return [tooDeep(token, span)]
    const marks = marksOf(token)
    // Marks count too: a text of nothing but tags or commas takes as long as one of values.
    nodes += 1 + marks.filter(({ type }) => type !== 'space' && type !== 'newline').length
    if (nodes > policyLimits.nodes) return [tooMany()]
    found.push(...[token, ...marks].flatMap((mark) => refuse(mark, span)))
    const inner = depth + ('items' in token ? 1 : 0)
    for (const value of [...valuesOf(token)].reverse()) stack.push({ token: value, depth: inner })
  }
  return found.length > 0 ? found : severalDocuments(tokens, span)
}

const severalDocuments = (tokens: readonly Token[], span: SpanMaker): readonly Diagnostic[] => {
  const second = tokens.filter(({ type }) => type === 'document')[1]
  if (!second) return []
  return [
    {
      code: 'yaml-many-documents',
      severity: 'error',
      message: 'the file holds a second document',
      help: 'leave out the line `---`: one file is one policy',
      span: span(second.offset, second.offset + 3),
    },
  ]
}
