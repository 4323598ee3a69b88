import type { Severity, Span } from '../../../diagnostics/diagnostic.ts'
import type { SysctlReadCode } from './codes.ts'
import type { SysctlFacts, SysctlSetting } from './facts.ts'
import { isPattern, pathMatches, sysctlPath } from './path.ts'

/** A diagnostic of this reader: `Diagnostic` with codes of its own. */
export interface SysctlDiagnostic {
  readonly code: SysctlReadCode
  readonly severity: Severity
  readonly message: string
  readonly help: string
  readonly span: Span
}

/** The facts, or why there are none; warnings go with either. */
export interface SysctlReading {
  readonly value: SysctlFacts | undefined
  readonly diagnostics: readonly SysctlDiagnostic[]
}

export const sysctlLimits = {
  /** In UTF-16 units. */
  units: 4 * 1024 * 1024,
  settings: 2_000,
  diagnostics: 100,
} as const

interface Line {
  readonly text: string
  readonly number: number
  readonly offset: number
}

const linesOf = (text: string): readonly Line[] => {
  let offset = 0
  return text.split('\n').map((line, index) => {
    const start = offset
    offset += line.length + 1
    return { text: line.replace(/\r$/, ''), number: index + 1, offset: start }
  })
}

const spanOf = (source: string, { text, number, offset }: Line): Span => {
  const indent = text.length - text.trimStart().length
  const length = Math.max(1, text.trim().length)
  return {
    source,
    start: { offset: offset + indent, line: number, column: indent + 1 },
    end: { offset: offset + indent + length, line: number, column: indent + 1 + length },
  }
}

/** `-key = value`, or `-key` alone; undefined where the line is neither. */
const settingOf = (source: string, { text, number }: Line): SysctlSetting | undefined => {
  const [, dash = '', key = '', equals, value = ''] =
    /^\s*(-?)\s*([^\s=]+)\s*(?:(=)\s*(.*?))?\s*$/.exec(text) ?? []
  if (key === '' || (equals === undefined && dash === '')) return undefined
  const place = { source, line: number, column: text.length - text.trimStart().length + 1 }
  return {
    path: sysctlPath(key),
    value: equals === undefined ? null : value,
    mayFail: dash !== '',
    place,
  }
}

/** Values that a path is given, exact ones and patterns apart, in the order of the file. */
const givenTo = ({ settings }: SysctlFacts, path: string) => ({
  exact: settings.filter((setting) => setting.path === path),
  patterns: settings.filter(
    (setting) => isPattern(setting.path) && pathMatches(setting.path, path),
  ),
})

/**
 * What a key has once the file is loaded: what is said of it alone before what a pattern says, and of these the last
 * (systemd-sysctl). Undefined: the file does not say.
 */
export const sysctlValue = (facts: SysctlFacts, key: string): string | undefined => {
  const { exact, patterns } = givenTo(facts, sysctlPath(key))
  const last = exact.at(-1)
  if (last) return last.value ?? undefined
  return patterns.at(-1)?.value ?? undefined
}

const tooMany: readonly [SysctlReadCode, string, string] = [
  'sysctl-too-large',
  'this is larger than any file of settings',
  'is it one?',
]

const overruled = (facts: SysctlFacts): readonly SysctlSetting[] =>
  facts.settings.flatMap((setting, index) => {
    if (isPattern(setting.path) || setting.value === null) return []
    const later = facts.settings
      .slice(index + 1)
      .find(
        ({ path, value }) =>
          isPattern(path) && value !== setting.value && pathMatches(path, setting.path),
      )
    return later ? [later] : []
  })

/** Reads sysctl.conf(5), sysctl.d(5). Comments begin with `#` or `;`. Never throws. */
export const readSysctl = (source: string, text: string): SysctlReading => {
  const diagnostics: SysctlDiagnostic[] = []
  let errors = 0
  const tell = (
    severity: Severity,
    [code, message, help]: readonly [SysctlReadCode, string, string],
    line: Line,
  ) => {
    if (severity === 'error') errors += 1
    if (diagnostics.length < sysctlLimits.diagnostics)
      diagnostics.push({ code, severity, message, help, span: spanOf(source, line) })
  }
  const head: Line = { text: '', number: 1, offset: 0 }
  if (text.length > sysctlLimits.units) tell('error', tooMany, head)
  else if (text.includes('\0'))
    tell('error', ['sysctl-not-text', 'the file holds a zero byte', 'is it a text?'], head)
  if (errors > 0) return { value: undefined, diagnostics }
  const settings: SysctlSetting[] = []
  const lines = linesOf(text)
  for (const line of lines) {
    if (/^\s*([#;]|$)/.test(line.text)) continue
    const setting = settingOf(source, line)
    if (setting) settings.push(setting)
    else
      tell(
        'error',
        ['sysctl-line', 'the line sets nothing', 'KEY = VALUE; sysctl passes over it'],
        line,
      )
    if (settings.length > sysctlLimits.settings) {
      tell('error', tooMany, line)
      break
    }
  }
  const facts: SysctlFacts = { source, settings }
  for (const later of settings.some(({ path }) => isPattern(path)) ? overruled(facts) : [])
    tell(
      'warning',
      [
        'sysctl-overruled',
        'this pattern overrules an earlier line for sysctl -p, and not for systemd-sysctl',
        'write the pattern first',
      ],
      lines[later.place.line - 1] ?? head,
    )
  return { value: errors > 0 ? undefined : facts, diagnostics }
}
