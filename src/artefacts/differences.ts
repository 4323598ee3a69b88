import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Proof } from './prove.ts'

/** What cannot be read back, and which artefacts differ, with a packet; of what each lets through a proof tells. */
export const differences = ({ rulesets, comparisons }: Proof): readonly Diagnostic[] => [
  ...rulesets.flatMap(({ files, why }) =>
    why.map(
      (reason): Diagnostic => ({
        code: 'artefact-unreadable',
        severity: 'error',
        message: `${files}: ${reason}`,
        help: 'this is a bug of the compiler: please report it with the policy',
      }),
    ),
  ),
  ...comparisons.flatMap(({ files, comparison }): readonly Diagnostic[] => {
    if (comparison.verdict === 'equal') return []
    const [packet] = [...comparison.onlyFirst, ...comparison.onlySecond]
    const told = packet ? `\`${packet.packet}\`: ${packet.fate}` : comparison.why
    return [
      {
        code: 'artefacts-differ',
        severity: 'error',
        message: `${files} ${comparison.verdict === 'undecided' ? 'may differ' : 'differ'}: ${told}`,
        help: 'this is a bug of the compiler: please report it with the policy',
      },
    ]
  }),
]
