import type { Diagram } from '../diagram/index.ts'
import { and, FALSE, orAll } from '../diagram/index.ts'
import type { Binding, Space } from '../space/index.ts'
import { bindingKey } from '../space/index.ts'

/** Packets on their way, all of which bear the same of their addresses. */
export interface Flow {
  readonly set: Diagram
  readonly binding: Binding
}

/** The part of a flow that is in the set; nothing of it is no flow. */
export const within = (space: Space, flow: Flow, set: Diagram): readonly Flow[] => {
  const both = and(space.arena, flow.set, set)
  return both === FALSE ? [] : [{ ...flow, set: both }]
}

/** One flow for each binding. */
export const mergeFlows = (space: Space, flows: readonly Flow[]): readonly Flow[] => {
  const groups = new Map<string, Flow[]>()
  for (const flow of flows) {
    const key = bindingKey(flow.binding)
    const group = groups.get(key)
    if (group) group.push(flow)
    else groups.set(key, [flow])
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const set = orAll(
      space.arena,
      group.map((flow) => flow.set),
    )
    return set === FALSE ? [] : [{ ...first, set }]
  })
}
