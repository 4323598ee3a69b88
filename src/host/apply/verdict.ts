import type { Diagnostic } from '../../diagnostics/index.ts'
import type { GuaranteeId, GuaranteeResult } from '../../verifier/index.ts'

/** What a gateway serves, and no safety hangs on. Where others' rules keep clients out, it does not hold, and nothing escapes. */
export const serviceGuarantees: readonly GuaranteeId[] = [
  'tcp-reaches-tor',
  'dns-reaches-tor',
  'client-address-kept',
]

/** A finding for each guarantee that does not hold, with its first packet. */
export const doubtsAbout = (
  files: string,
  guarantees: readonly GuaranteeResult[],
): readonly Diagnostic[] =>
  guarantees.flatMap(({ id, verdict, counterexamples, why }) => {
    if (verdict !== 'refuted' && verdict !== 'undecided') return []
    const [first] = counterexamples
    const told = first ? `\`${first.packet}\`: ${first.fate}` : (why ?? 'no packet was found')
    return [{ code: id, severity: 'error', message: `${files}: ${id} is ${verdict}: ${told}` }]
  })
