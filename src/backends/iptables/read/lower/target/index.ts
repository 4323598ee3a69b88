import type { Target } from '../../tree.ts'
import { alterHandlers } from './alter.ts'
import { markHandlers } from './mark.ts'
import type {
  TargetContext,
  TargetHandlers,
  TargetKind,
  TargetRecord,
  TargetResult,
} from './result.ts'
import { changing, result, unknownTarget, verdict } from './result.ts'
import { tellHandlers } from './tell.ts'
import { translationHandlers } from './translate.ts'

export type { TargetContext, TargetResult } from './result.ts'

const handlers: TargetHandlers<TargetKind> = {
  ...tellHandlers,
  ...markHandlers,
  ...alterHandlers,
  ...translationHandlers,
}

const lowerKnown = <K extends TargetKind>(
  kind: K,
  target: TargetRecord[K],
  context: TargetContext,
): TargetResult => handlers[kind](target, context)

/** FLOWOFFLOAD (xt_FLOWOFFLOAD of OpenWrt) takes a connection's packets past every hook. */
const offload = 'FLOWOFFLOAD'

/** What a target does to a packet that fits. */
export const lowerTarget = (target: Target, context: TargetContext): TargetResult => {
  switch (target.kind) {
    case 'none':
      return result()
    case 'jump':
      return changing(verdict({ kind: 'jump', chain: target.chain }))
    case 'goto':
      return result(verdict({ kind: 'goto', chain: target.chain }))
    case 'opaque-target':
      return target.name === offload
        ? result({ kind: 'escape', way: 'offload', text: context.text() })
        : unknownTarget(context.text())
    default:
      return lowerKnown(target.kind, target, context)
  }
}
