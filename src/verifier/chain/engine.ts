import { assert } from '../../assert.ts'
import type { HeldTable, Machine, Step } from '../../ruleset/index.ts'
import type { Space, TableView } from '../space/index.ts'
import { keyOf, viewTable } from '../space/index.ts'
import type { MarksRead } from './purity.ts'
import { mutatingChains } from './purity.ts'
import type { Summary } from './summary.ts'

/** One machine in one space: what evaluating its chains needs, and what it has found out so far. */
export interface Engine {
  readonly space: Space
  readonly machine: Machine
  readonly marks: MarksRead
  readonly views: ReadonlyMap<HeldTable, ViewedTable>
}

export interface ViewedTable extends TableView {
  readonly mutating: ReadonlySet<string>
  /** Of chains that only part packets, by name and by the addresses that the packets bear. */
  readonly summaries: Map<string, Summary>
}

/** `marks`: which of them are followed; where no rule looks at one, and nobody else asks, it changes nobody's fate. */
export const createEngine = (
  space: Space,
  machine: Machine,
  marks: MarksRead = marksRead(machine),
): Engine => {
  const views = new Map(
    machine.tables.map((table): [HeldTable, ViewedTable] => {
      const view = viewTable(table)
      return [table, { ...view, mutating: mutatingChains(view, marks), summaries: new Map() }]
    }),
  )
  return { space, machine, marks, views }
}

export const viewOf = (engine: Engine, table: HeldTable): ViewedTable => {
  const view = engine.views.get(table)
  assert(view !== undefined, 'a table of another machine')
  return view
}

const marksRead = (machine: Machine): MarksRead => {
  const steps = machine.tables.flatMap((table) =>
    table.chains.flatMap((chain) => chain.rules.flatMap((rule) => rule.steps)),
  )
  const reads = (mark: 'meta mark' | 'ct mark') => steps.some((step) => stepReads(step, mark))
  return { meta: reads('meta mark'), connection: reads('ct mark') }
}

const stepReads = (step: Step, mark: 'meta mark' | 'ct mark'): boolean => {
  if (step.kind === 'set-mark') return step.source === mark && step.target !== mark
  return keyOf(step).some((selector) => selector.field === mark)
}
