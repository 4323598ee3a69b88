import type { Compilation, Proof } from '../artefacts/index.ts'
import type { Diagnostic, Sources } from '../diagnostics/index.ts'
import { findingsOf } from './verification/findings.ts'

/** All that is not proved of some artefacts: packets, the rules to blame, and their lines of the policy. */
export const doubtsOf = (
  { artefacts }: Compilation,
  { rulesets }: Proof,
  differences: readonly Diagnostic[],
): { readonly diagnostics: readonly Diagnostic[]; readonly sources: Sources } => {
  const sources = new Map(artefacts.map(({ fileName, text }) => [fileName, text]))
  const findings = rulesets.flatMap(({ files, machine, verification }) => {
    if (machine === null || verification === null) return []
    const records = files.split(' + ').map((name) => ({ name, kind: 'compiled' }))
    return findingsOf({ asked: { machine, verification }, records, sources, diagnostics: [] })
  })
  return { diagnostics: [...findings, ...differences], sources }
}
