import type { HeldChain, HeldRule, HeldVerdict, Step } from '../../ruleset/index.ts'
import type { TableView } from '../space/index.ts'

/** Whether any rule of the machine looks at a mark: where none does, writing one changes nobody's fate. */
export interface MarksRead {
  readonly meta: boolean
  readonly connection: boolean
}

/** Whether what comes after sees the step's doing, so that a chain with it is no mere parting of packets. */
export const stepMutates = (step: Step, marks: MarksRead): boolean => {
  switch (step.kind) {
    case 'set-mark':
      return step.target === 'meta mark' ? marks.meta : marks.connection
    case 'set-field':
    case 'notrack':
    case 'translate':
    case 'tproxy':
      return true
    case 'test':
    case 'choice':
    case 'note':
    case 'escape':
    case 'verdict-map':
    case 'verdict':
    case 'opaque':
      return false
  }
}

/** The chains of a table that change packets, themselves or by a chain that they lead to. */
export const mutatingChains = (view: TableView, marks: MarksRead): ReadonlySet<string> => {
  const found = new Set<string>()
  const callers = new Map<string, string[]>()
  const waiting: string[] = []
  for (const chain of view.chains.values()) {
    if (chain.rules.some((rule) => rule.steps.some((step) => stepMutates(step, marks))))
      waiting.push(chain.name)
    for (const target of targetsOf(view, chain))
      callers.set(target, [...(callers.get(target) ?? []), chain.name])
  }
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue
    found.add(name)
    waiting.push(...(callers.get(name) ?? []))
  }
  return found
}

const targetsOf = (view: TableView, chain: HeldChain): readonly string[] => [
  ...new Set(chain.rules.flatMap((rule) => verdictsOf(view, rule).flatMap(targetOf))),
]

/** Every verdict that a rule can come to. */
export const verdictsOf = (view: TableView, rule: HeldRule): readonly HeldVerdict[] =>
  rule.steps.flatMap((step) => {
    if (step.kind === 'verdict') return [step.verdict]
    if (step.kind !== 'verdict-map') return []
    return mapEntries(view, step).map((entry) => entry.verdict)
  })

/** The entries of a verdict map, its own or those of the table's map. */
export const mapEntries = (view: TableView, step: Extract<Step, { kind: 'verdict-map' }>) => {
  if ('length' in step.entries) return step.entries
  const map = view.maps.get(step.entries.map)
  return map?.entries.kind === 'verdicts' ? map.entries.list : []
}

const targetOf = (verdict: HeldVerdict): readonly string[] =>
  verdict.kind === 'jump' || verdict.kind === 'goto' ? [verdict.chain] : []
