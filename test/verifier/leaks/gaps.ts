/** What the verifier does not tell yet, each with its cause; docs/trust.md says the same to users. Empty now. */

/** Kept by the case and the claim that still fails. */
const gaps: readonly (readonly [folder: string, name: string, claim: string, why: string])[] = []

export const gapOf = (folder: string, name: string, claim: string): string | undefined =>
  gaps.find(
    ([inFolder, ofCase, what]) => inFolder === folder && ofCase === name && what === claim,
  )?.[3]
