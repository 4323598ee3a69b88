import { assert } from '../assert.ts'
import type { Machine, Moment } from '../ruleset/index.ts'
import { isSameMachine } from '../ruleset/index.ts'
import type { Comparison, GatewayFacts, Shown, Verification } from '../verifier/index.ts'
import { compare, verify } from '../verifier/index.ts'
import type { Artefact, Compilation, Target } from './artefact.ts'
import { usualTarget } from './artefact.ts'
import { gatewayFacts } from './facts.ts'
import { verifyLockdown } from './lockdown.ts'
import type { Loaded } from './passage.ts'
import { iptablesPassage, nftPassage } from './passage.ts'
import { besides, lockdownFor, lockdowns, readBack, rulesets } from './read-back.ts'

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
 * each with the first: the same packets arrive and leave, with the same addresses. The lockdown is asked what holds
 * where nothing is served.
 */
export const prove = ({ gateway, artefacts }: Compilation): Proof => {
  const facts = gatewayFacts(gateway)
  const firewalls = proveEach(artefacts, rulesets, verifyEach(facts), lockdownFor)
  const locked = proveEach(artefacts, lockdowns, verifyLockdown(facts))
  const [first, ...others] = firewalls.flatMap(({ files, machine }) =>
    machine === null ? [] : [{ files, machine }],
  )
  const comparisons = first
    ? others.map(({ files, machine }) => ({
        files: `${first.files} and ${files}`,
        comparison: compare(first.machine, machine, facts),
      }))
    : []
  const proofs = [...firewalls, ...locked]
  return { verdict: overall(proofs, comparisons), rulesets: proofs, comparisons }
}

/**
 * Each of these rulesets that is there, read back with what is in force beside it, and with all that is in force on the
 * way between it and its lockdown.
 */
const proveEach = (
  artefacts: readonly Artefact[],
  kinds: readonly (readonly Target[])[],
  verified: (machine: Machine, shown: Shown) => Verification,
  lockdownOf: (targets: readonly Target[]) => readonly Target[] = () => [],
): readonly RulesetProof[] => {
  const of = (wanted: readonly Target[]) =>
    wanted.flatMap((target) => artefacts.filter((each) => each.target === target))
  return kinds.flatMap((targets): readonly RulesetProof[] => {
    const chosen = of(targets)
    if (chosen.length === 0) return []
    const files = chosen.map(({ fileName }) => fileName).join(' + ')
    const result = readBack([...chosen, ...of(besides)])
    if (result.kind !== 'machine')
      return [{ files, machine: null, verification: null, why: result.why }]
    const { machine, shown } = result
    const lockdown = readBack(of(lockdownOf(targets)))
    const passage =
      lockdown.kind === 'machine' && lockdown.machine.tables.length > 0
        ? passageOf(targets, { firewall: machine, lockdown: lockdown.machine })
        : null
    return [{ files, machine, verification: verified(machine, { ...shown, passage }), why: [] }]
  })
}

/** All that is in force on the ways between the environment's own ruleset and its lockdown. */
export const usualPassage = (compilation: Compilation): readonly Moment[] => {
  const usual = usualTarget(compilation.gateway)
  const targets = rulesets.find((each) => each.includes(usual)) ?? []
  const machineOf = (wanted: readonly Target[]): Machine => {
    const result = readBack(
      wanted.flatMap((target) => compilation.artefacts.filter((each) => each.target === target)),
    )
    assert(result.kind === 'machine', 'what was compiled reads')
    return result.machine
  }
  const lockdown = machineOf(lockdownFor(targets))
  return passageOf(targets, { firewall: machineOf(targets), lockdown })
}

const passageOf = (targets: readonly Target[], loaded: Loaded): readonly Moment[] =>
  targets.includes('iptables') ? iptablesPassage(loaded) : nftPassage(loaded)

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
