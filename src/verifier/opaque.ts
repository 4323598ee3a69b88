import type { Machine } from '../ruleset/index.ts'
import type { OpaqueNode } from './result.ts'

/** Told of one answer; the rest is counted by whoever looks at the ruleset. */
const OPAQUE_TOLD_MAX = 50

/** What of the machine no reader understood. */
export const opaqueNodes = (machine: Machine): readonly OpaqueNode[] =>
  machine.tables
    .flatMap((table) =>
      table.chains.flatMap((chain) =>
        chain.rules.flatMap((rule) =>
          rule.steps.flatMap((step) =>
            step.kind === 'opaque' ? [{ text: step.text, place: rule.place }] : [],
          ),
        ),
      ),
    )
    .slice(0, OPAQUE_TOLD_MAX)
