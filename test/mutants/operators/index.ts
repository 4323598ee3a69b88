/** Every way in which we spoil what we emit. */
import type { Operator } from '../mutant.ts'
import { dropHook, flipPolicy, shiftPriority } from './change-base.ts'
import { deleteRule } from './delete-rule.ts'
import { dropFamily } from './drop-family.ts'
import { moveToBeginning, moveToEnd } from './move-rule.ts'
import { emptyTarget, retargetRule } from './retarget-rule.ts'
import { weakenRule } from './weaken-rule.ts'

export const operators: readonly Operator[] = [
  deleteRule,
  weakenRule,
  moveToBeginning,
  moveToEnd,
  retargetRule,
  emptyTarget,
  flipPolicy,
  shiftPriority,
  dropHook,
  dropFamily,
]
