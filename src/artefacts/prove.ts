import type { Machine } from '../ruleset/index.ts'
import { isSameMachine } from '../ruleset/index.ts'
import type { Comparison, GatewayFacts, Shown, Verification } from '../verifier/index.ts'
import { compare, verify } from '../verifier/index.ts'
import type { Compilation } from './artefact.ts'
import { gatewayFacts } from './facts.ts'
import { besides, readBack, rulesets } from './read-back.ts'

/** What was found of the artefacts of one policy. */
export interface Proof {
  /** `refuted` too where two of them differ, or one of them cannot be read back. */
  readonly verdict: Verification['verdict']
  readonly rulesets: readonly RulesetProof[]
  /** Each ruleset but the first against the first. */
  readonly comparisons: readonly { readonly files: string; readonly comparison: Comparison }[]
}

export interface RulesetProof {
  /** The names of the files that make it. */
  readonly files: string
  /** Null: they cannot be read back, and `why` says the reasons. */
  readonly machine: Machine | null
  readonly verification: Verification | null
  readonly why: readonly string[]
}

/**
 * Reads every ruleset that was compiled back from its text, asks it for all guarantees of the policy, and compares
 * each with the first: the same packets arrive and leave, with the same addresses.
 */
export const prove = ({ gateway, artefacts }: Compilation): Proof => {
  const facts = gatewayFacts(gateway)
  const read = rulesets.flatMap((targets) => {
    const of = (wanted: typeof targets) =>
      wanted.flatMap((target) => artefacts.filter((each) => each.target === target))
    const chosen = of(targets)
    const files = chosen.map(({ fileName }) => fileName).join(' + ')
    return chosen.length === 0 ? [] : [{ files, result: readBack([...chosen, ...of(besides)]) }]
  })
  const verified = verifyEach(facts)
  const proofs = read.map(
    ({ files, result }): RulesetProof =>
      result.kind === 'machine'
        ? {
            files,
            machine: result.machine,
            verification: verified(result.machine, result.shown),
            why: [],
          }
        : { files, machine: null, verification: null, why: result.why },
  )
  const machines = read.flatMap(({ files, result }) =>
    result.kind === 'machine' ? [{ files, machine: result.machine }] : [],
  )
  const [first, ...others] = machines
  const comparisons = first
    ? others.map(({ files, machine }) => ({
        files: `${first.files} and ${files}`,
        comparison: compare(first.machine, machine, facts),
      }))
    : []
  return { verdict: overall(proofs, comparisons), rulesets: proofs, comparisons }
}

/**
 * Two artefacts that come to the same machine have one proof: nft's text and its JSON, as a rule. What is in force
 * beside them is the same for all. A refutation is found again, since it tells the places of its own files.
 */
const verifyEach = (facts: GatewayFacts): ((machine: Machine, shown: Shown) => Verification) => {
  const proved: { readonly machine: Machine; readonly verification: Verification }[] = []
  return (machine, shown) => {
    const known = proved.find((each) => isSameMachine(each.machine, machine))
    if (known) return known.verification
    const verification = verify(machine, facts, { shown })
    if (verification.verdict === 'proved') proved.push({ machine, verification })
    return verification
  }
}

const overall = (
  proofs: readonly RulesetProof[],
  comparisons: Proof['comparisons'],
): Proof['verdict'] => {
  const verdicts = proofs.map(({ verification }) => verification?.verdict ?? 'refuted')
  const equal = comparisons.map(({ comparison }) => comparison.verdict)
  if (verdicts.includes('refuted')) return 'refuted'
  if (equal.some((verdict) => verdict !== 'equal' && verdict !== 'undecided')) return 'refuted'
  return verdicts.includes('undecided') || equal.includes('undecided') || proofs.length === 0
    ? 'undecided'
    : 'proved'
}
