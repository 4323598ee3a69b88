import { Composer, Parser } from 'yaml'
import type { Diagnostic, Outcome } from '../../diagnostics/index.ts'
import { hasErrors, sortDiagnostics } from '../../diagnostics/index.ts'
import { completeDocument } from '../complete.ts'
import type { PolicyDocument } from '../document.generated.ts'
import type { Gateway } from '../gateway.ts'
import { policyLimits } from '../limits.ts'
import { resolveGateway } from '../resolve.ts'
import { checkDocument } from './check-document.ts'
import { checkText } from './check-text.ts'
import type { SpanMaker } from './place.ts'
import { spanMaker } from './place.ts'
import { schemaDiagnostics } from './schema-faults.ts'
import { surveyTokens } from './survey.ts'
import { syntaxDiagnostics } from './syntax.ts'
import type { Tree } from './tree.ts'
import { readTree } from './tree.ts'

/** A policy that was read: as it is written, and resolved. */
export interface PolicyReading {
  /** What the document states, without defaults. */
  readonly document: PolicyDocument
  readonly gateway: Gateway
}

export interface ReadOptions {
  /** The name for spans and for the header of what is compiled: as the user gave it, or `<stdin>`. */
  readonly source: string
}

const empty: Diagnostic = {
  code: 'source-empty',
  severity: 'error',
  message: 'the policy is empty',
  help: 'write `version: 1` for the defaults: an empty file may be one that was cut off',
}

/** From text to plain values with their places, or to what is wrong with the text. */
const readYaml = (text: string, span: SpanMaker): Tree | readonly Diagnostic[] => {
  const unfit = checkText(text, span)
  if (unfit.length > 0) return unfit
  const tokens = [...new Parser().parse(text)]
  const refused = surveyTokens(tokens, span)
  if (refused.length > 0) return refused
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    strict: true,
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'silent',
    // Told by readTree, with both places and in linear time.
    uniqueKeys: false,
  })
  const [document] = [...composer.compose(tokens, true, text.length)]
  if (!document) return [empty]
  if (document.errors.length > 0) return syntaxDiagnostics(document.errors, span)
  const tree = readTree(document.contents, span)
  return tree.data === null ? [empty] : tree
}

const isDiagnostics = (read: Tree | readonly Diagnostic[]): read is readonly Diagnostic[] =>
  Array.isArray(read)

/** Whether the schema admits a value, that is, whether it had nothing against it. */
const isDocument = (data: unknown, faults: readonly Diagnostic[]): data is PolicyDocument =>
  faults.length === 0 && typeof data === 'object'

const limited = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  const sorted = sortDiagnostics(diagnostics)
  if (sorted.length <= policyLimits.diagnostics) return sorted
  const more = sorted.length - policyLimits.diagnostics
  const message = `there are ${more} more, which are not told`
  return [
    // Errors first, so that a cut never makes a wrong policy look right.
    ...[...sorted]
      .sort((left, right) => Number(right.severity === 'error') - Number(left.severity === 'error'))
      .slice(0, policyLimits.diagnostics),
    { code: 'too-many-diagnostics', severity: 'warning', message },
  ]
}

/**
 * Reads a policy. Never throws on any text, and takes time bounded by the limits: what is wrong comes
 * back as diagnostics, sorted, all of a document at once. The value is there iff none of them is an error.
 */
export const readPolicy = (text: string, { source }: ReadOptions): Outcome<PolicyReading> => {
  const span = spanMaker(text.slice(0, policyLimits.sourceBytes), source)
  const tree = readYaml(text, span)
  if (isDiagnostics(tree)) return { value: undefined, diagnostics: limited(tree) }
  const { data, places, lines } = tree
  const faults = schemaDiagnostics(data, places)
  if (!isDocument(data, faults))
    return { value: undefined, diagnostics: limited([...tree.diagnostics, ...faults]) }
  const diagnostics = [...tree.diagnostics, ...checkDocument(data, places)]
  if (hasErrors(diagnostics)) return { value: undefined, diagnostics: limited(diagnostics) }
  const gateway = resolveGateway(completeDocument(data), { name: source, lines })
  return { value: { document: data, gateway }, diagnostics: limited(diagnostics) }
}
