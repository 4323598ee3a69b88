import type { HeldChain, HeldTable, Machine, Step } from '../../ruleset/index.ts'

/**
 * What the steps that ask something are called, so that equal questions of two machines have one answer: by table,
 * chain and text. Of equal texts in one chain the first of one machine is the first of the other.
 */
export const questionNames = (machines: readonly Machine[]): ReadonlyMap<Step, string> =>
  new Map(
    machines.flatMap(({ tables }) =>
      tables.flatMap((table) => table.chains.flatMap((chain) => namesIn(table, chain))),
    ),
  )

const namesIn = (table: HeldTable, chain: HeldChain): readonly (readonly [Step, string])[] => {
  const counts = new Map<string, number>()
  return chain.rules.flatMap(({ steps }) =>
    steps.flatMap((step) => {
      const text = textOf(step)
      if (text === undefined) return []
      const count = (counts.get(text) ?? 0) + 1
      counts.set(text, count)
      return [[step, `${table.family} ${table.name} ${chain.name}: ${text} (${count})`] as const]
    }),
  )
}

const textOf = (step: Step): string | undefined => {
  if (step.kind === 'choice' || step.kind === 'opaque') return step.text
  return step.kind === 'translate' && step.target.kind === 'opaque' ? step.nat : undefined
}
