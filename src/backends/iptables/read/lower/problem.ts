import type { IptablesLowerCode, Severity, Span } from '../../../../diagnostics/index.ts'
import { spanOf } from '../place.ts'
import type { RestoreFile, Rule } from '../tree.ts'
import { lowerLimits } from './limits.ts'

export type { IptablesLowerCode } from '../../../../diagnostics/index.ts'
export { iptablesLowerCodes } from '../../../../diagnostics/index.ts'

export interface LowerDiagnostic {
  readonly code: IptablesLowerCode
  readonly severity: Severity
  readonly message: string
  readonly help: string
  readonly span: Span
}

const namesIn = (rule: Rule) =>
  rule.matches.flatMap((match) => {
    if (match.kind !== 'owner') return []
    const { 'uid-owner': uid, 'gid-owner': gid } = match.options
    return [
      ...(uid?.value.kind === 'name'
        ? [{ name: uid.value.name, isUser: true, at: uid.place }]
        : []),
      ...(gid?.value.kind === 'name'
        ? [{ name: gid.value.name, isUser: false, at: gid.place }]
        : []),
    ]
  })

/** Accounts by name: the test is opaque, and the whole file does not load where there is no such account. */
export const unknownAccounts = (
  { tables, source }: RestoreFile,
  accounts: ReadonlyMap<string, number>,
): readonly LowerDiagnostic[] => {
  const found = new Map<string, LowerDiagnostic>()
  for (const { chains } of tables)
    for (const { rules } of chains)
      for (const rule of rules)
        for (const { name, isUser, at } of namesIn(rule)) {
          if ((isUser && accounts.has(name)) || found.has(name)) continue
          if (found.size >= lowerLimits.diagnostics) break
          found.set(name, {
            code: 'iptables-unknown-account',
            severity: 'warning',
            message: `what number \`${name}\` has is not known here`,
            help: 'write the number; where the account is missing the file does not load, and leaves everything open',
            span: spanOf(source, at),
          })
        }
  return [...found.values()]
}
