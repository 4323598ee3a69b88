import type { DiagnosticCode } from './codes.ts'
import { diagnosticCodes, lintCodes, statusCodes } from './codes.ts'
import type { Diagnostic, Span } from './diagnostic.ts'
import type { Sources } from './human.ts'
import { sortDiagnostics } from './sort.ts'
import { visible, visibleJson } from './visible.ts'

export interface SarifOptions {
  readonly version: string
  readonly sources: Sources
  /** The folder that relative URIs are relative to, absolute and without a slash at its end. */
  readonly root: string
}

/**
 * For code scanning: SARIF 2.1.0 (OASIS, 2020-03-27), one run, results sorted, rules in the order of their codes.
 * URIs are relative wherever the source lies under the root: absolute ones would make GitHub repeat its alerts.
 */
export const renderSarif = (
  diagnostics: readonly Diagnostic[],
  { version, sources, root }: SarifOptions,
): string => {
  const sorted = sortDiagnostics(diagnostics)
  const codes = [...new Set(sorted.map(({ code }) => code))].sort()
  const hashes = lineHashes(sorted, sources, root)
  const run = {
    tool: {
      driver: { name: 'qubes-tor-fw', version, rules: codes.map((code) => rule(code, sorted)) },
    },
    columnKind: 'utf16CodeUnits',
    results: sorted.map((diagnostic, index) => ({
      ruleId: diagnostic.code,
      ruleIndex: codes.indexOf(diagnostic.code),
      level: diagnostic.severity,
      message: { text: messageText(diagnostic) },
      ...(diagnostic.span && { locations: [location(diagnostic.span, root)] }),
      ...(diagnostic.related && {
        relatedLocations: diagnostic.related.map(({ message, span }, id) => ({
          id,
          ...location(span, root),
          message: { text: visible(message) },
        })),
      }),
      partialFingerprints: { primaryLocationLineHash: hashes[index] },
    })),
  }
  const schema = 'https://json.schemastore.org/sarif-2.1.0.json'
  return `${visibleJson(JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2))}\n`
}

/** A rule's level is the worst that its results have. */
const rule = (code: DiagnosticCode, diagnostics: readonly Diagnostic[]) => ({
  id: code,
  shortDescription: { text: diagnosticCodes[code] },
  help: { text: `${documentOf(code)}, section ${code}` },
  defaultConfiguration: {
    level: (['error', 'warning', 'note'] as const).find((level) =>
      diagnostics.some((one) => one.code === code && one.severity === level),
    ),
  },
})

const messageText = ({ message, help }: Diagnostic): string =>
  help === undefined ? visible(message) : `${visible(message)}\n${visible(help)}`

const location = ({ source, start, end }: Span, root: string) => ({
  physicalLocation: {
    artifactLocation: { uri: uriOf(source, root) },
    region: {
      startLine: start.line,
      startColumn: start.column,
      endLine: end.line,
      endColumn: end.column,
    },
  },
})

/** A relative reference of RFC 3986 where the source lies under the root or was given so, a `file:` URI otherwise. */
const uriOf = (source: string, root: string): string => {
  const local = source.startsWith(`${root}/`) ? source.slice(root.length + 1) : source
  const path = local
    .replace(/^(\.\/+)+/, '')
    .split('/')
    .map(encodeSegment)
    .join('/')
  return path.startsWith('/') ? `file://${path}` : path
}

/** Lone surrogates, which encodeURIComponent does not take, become U+FFFD. */
const encodeSegment = (segment: string): string =>
  encodeURIComponent(segment.replace(/\p{Cs}/gu, '\u{fffd}'))

/**
 * What makes a finding the same finding after lines above it came or went: its code, its file and its own line's
 * text; with `:1`, `:2`, ... for equal ones, the form that GitHub's own hashes have.
 */
const lineHashes = (
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  root: string,
): readonly string[] => {
  const seen = new Map<string, number>()
  return diagnostics.map(({ code, span }) => {
    const line = span && sources.get(span.source)?.split('\n')[span.start.line - 1]
    const hash = fnv1a([code, span ? uriOf(span.source, root) : '', (line ?? '').trim()].join('\0'))
    const ordinal = (seen.get(hash) ?? 0) + 1
    seen.set(hash, ordinal)
    return `${hash}:${ordinal}`
  })
}

/** FNV-1a of 64 bits over UTF-16 units, in hexadecimal: it tells findings apart and keeps no secret. */
const fnv1a = (text: string): string => {
  let hash = 0xcbf29ce484222325n
  for (let index = 0; index < text.length; index++)
    hash = ((hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n) & 0xffffffffffffffffn
  return hash.toString(16).padStart(16, '0')
}

/** The page that has a section for the code. */
const documentOf = (code: string): string => {
  if (code in lintCodes) return 'docs/lints.md'
  return code in statusCodes ? 'docs/status.md' : 'docs/diagnostics.md'
}
