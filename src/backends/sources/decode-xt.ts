import type { HeldChain, HeldRule, HeldTable } from '../../ruleset/index.ts'
import type { LoweredChain, LoweredRule, Rule } from '../iptables/index.ts'
import { lowerRestoreTable } from '../iptables/index.ts'
import { endOf, testsOf } from './canonical.ts'
import type { InputDiagnostic } from './problem.ts'
import { inputProblem } from './problem.ts'
import type { ReadSave } from './restore.ts'

export interface Decoding {
  readonly table: HeldTable
  readonly diagnostics: readonly InputDiagnostic[]
}

const isOpaque = ({ steps }: HeldRule): boolean => steps.some(({ kind }) => kind === 'opaque')

/** The rules that a line of the save stands for, wherever they went. */
const spelledOut = ({ rules, chains }: LoweredRule): readonly HeldRule[] =>
  chains.length === 0 ? rules : chains.flatMap((chain) => chain.rules)

/** Matches and targets that nft calls by their names alone: `xt match "conntrack"`, or the same in JSON. */
const extensionsOf = ({ steps }: HeldRule): readonly string[] =>
  steps.flatMap((step) => {
    if (step.kind !== 'opaque') return []
    const [, inText, inJson] =
      /xt (?:match|target) "?(\w+)"?|"xt":\{.*"name":"(\w+)"/.exec(step.text) ?? []
    return (inText ?? inJson) === undefined ? [] : [inText ?? inJson ?? '']
  })

/** What iptables calls by a name of its own, and the kernel by another (libxtables, `real_name`). */
const kernelNames: ReadonlyMap<string, string> = new Map([
  ['state', 'conntrack'],
  ['NOTRACK', 'CT'],
])

const namesOf = ({ matches, target }: Rule): ReadonlySet<string> => {
  const names = [
    ...matches.map((match) => (match.kind === 'opaque-match' ? match.name : match.kind)),
    target.kind === 'opaque-target' ? target.name : target.kind,
  ]
  return new Set([...names, ...names.map((name) => kernelNames.get(name) ?? name)])
}

/**
 * Whether the line may be what the listing shows: each test that the listing has in its own words stands in it, and
 * where both end by a verdict it is the same one.
 */
const fits = (listed: HeldRule, lowered: LoweredRule, rule: Rule): boolean => {
  const names = namesOf(rule)
  if (!extensionsOf(listed).every((name) => names.has(name))) return false
  const rows = spelledOut(lowered)
  const tests = testsOf(listed)
  const end = endOf(listed.steps)
  return rows.every((row) => {
    const own = testsOf(row)
    const sameEnd = lowered.chains.length > 0 || end === undefined || endOf(row.steps) === end
    return sameEnd && tests.every((test) => own.includes(test))
  })
}

const help =
  'iptables-nft-save tells little of tables that it did not make; take both listings at the same moment'

const decodeChain = (
  listed: HeldChain,
  saved: LoweredChain | undefined,
): { readonly chains: readonly HeldChain[]; readonly diagnostics: readonly InputDiagnostic[] } => {
  const mismatch = (message: string, place: HeldChain['place']) => ({
    chains: [listed],
    diagnostics: [inputProblem('error', ['input-xt-mismatch', message, help], place)],
  })
  if (!saved) return mismatch(`the save has no chain \`${listed.name}\``, listed.place)
  if (saved.rules.length !== listed.rules.length)
    return mismatch(
      `\`${listed.name}\` has ${listed.rules.length} rules here and ${saved.rules.length} in the save`,
      listed.place,
    )
  if (listed.base && saved.held.base && listed.base.policy !== saved.held.base.policy)
    return mismatch(`the policy of \`${listed.name}\` is another one in the save`, listed.place)
  const rules: HeldRule[] = []
  const chains: HeldChain[] = []
  for (const [index, rule] of listed.rules.entries()) {
    const lowered = saved.rules[index]
    const line = saved.chain.rules[index]
    if (!lowered || !line || !fits(rule, lowered, line))
      return mismatch(`this rule is another one in the save: \`${rule.text}\``, rule.place)
    rules.push(...(isOpaque(rule) ? lowered.rules : [rule]))
    if (isOpaque(rule)) chains.push(...lowered.chains)
  }
  return { chains: [{ ...listed, rules }, ...chains], diagnostics: [] }
}

/** Chains of the save that the listing does not have, and that would mean something. */
const missing = (listed: HeldTable, saved: readonly LoweredChain[]): readonly InputDiagnostic[] => {
  const names = new Set(listed.chains.map(({ name }) => name))
  return saved
    .filter(({ held }) => !names.has(held.name))
    .filter(({ held }) => !held.base || held.rules.length > 0 || held.base.policy === 'drop')
    .map(({ held }) =>
      inputProblem(
        'error',
        ['input-xt-mismatch', `the listing has no chain \`${held.name}\``, help],
        held.place,
      ),
    )
}

/**
 * A table of iptables-nft as nft lists it, with what nft cannot say (`xt`) put in from iptables-nft-save: the k-th rule
 * of a chain is the k-th line of it. What nft says in its own words is held against the line.
 */
export const decodeXt = (
  listed: HeldTable,
  { file, engine, sentinel }: ReadSave,
  accounts: ReadonlyMap<string, number>,
): Decoding => {
  const table = file.tables.find(({ name }) => name === listed.name)
  const saved = table ? lowerRestoreTable(file, table, { engine, sentinel, accounts }) : []
  const byName = new Map(saved.map((chain) => [chain.held.name, chain]))
  const decoded = listed.chains.map((chain) => decodeChain(chain, byName.get(chain.name)))
  const chains = decoded.flatMap((each) => each.chains)
  return {
    table: { ...listed, chains },
    diagnostics: [...decoded.flatMap(({ diagnostics }) => diagnostics), ...missing(listed, saved)],
  }
}
