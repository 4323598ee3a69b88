import type { Lint } from './lint-type.ts'
import { acceptOverruled } from './lints/accept-overruled.ts'
import { accountByName } from './lints/account-by-name.ts'
import { chainDead } from './lints/chain-dead.ts'
import { chainLostHook } from './lints/chain-lost-hook.ts'
import { ctBeforeConntrack } from './lints/ct-before-conntrack.ts'
import { establishedBeforeWall } from './lints/established-before-wall.ts'
import { familyUncovered } from './lints/family-uncovered.ts'
import { flagsExact } from './lints/flags-exact.ts'
import { flushAll } from './lints/flush-all.ts'
import { forwardOpen } from './lints/forward-open.ts'
import { forwardingOn } from './lints/forwarding-on.ts'
import { fragmentPorts } from './lints/fragment-ports.ts'
import { fragmentsGone } from './lints/fragments-gone.ts'
import { interfaceIndex } from './lints/interface-index.ts'
import { limitLimitsNothing } from './lints/limit-limits-nothing.ts'
import { natAsleep } from './lints/nat-asleep.ts'
import { natFilters } from './lints/nat-filters.ts'
import { natOutrun } from './lints/nat-outrun.ts'
import { natPriority } from './lints/nat-priority.ts'
import { natToLoopback } from './lints/nat-to-loopback.ts'
import { notrackSkipsNat } from './lints/notrack-skips-nat.ts'
import { offloadBeforeWall } from './lints/offload-before-wall.ts'
import { priorityTie } from './lints/priority-tie.ts'
import { queueBypass } from './lints/queue-bypass.ts'
import { redirectToItself } from './lints/redirect-to-itself.ts'
import { relatedTrusted } from './lints/related-trusted.ts'
import { ruleDead } from './lints/rule-dead.ts'
import { ruleIdle } from './lints/rule-idle.ts'
import { ruleNeverMatches } from './lints/rule-never-matches.ts'
import { ruleRedundant } from './lints/rule-redundant.ts'
import { ruleShadowed } from './lints/rule-shadowed.ts'
import { setEmpty } from './lints/set-empty.ts'
import { testVacuous } from './lints/test-vacuous.ts'

/** In the order of docs/lints.md: rules, chains, NAT, connections, what stands beside other tables, and loading. */
export const lints: readonly Lint[] = [
  ruleNeverMatches,
  ruleDead,
  ruleShadowed,
  ruleRedundant,
  testVacuous,
  ruleIdle,
  limitLimitsNothing,
  flagsExact,
  setEmpty,
  chainDead,
  chainLostHook,
  natAsleep,
  natFilters,
  natOutrun,
  natPriority,
  natToLoopback,
  redirectToItself,
  notrackSkipsNat,
  ctBeforeConntrack,
  establishedBeforeWall,
  relatedTrusted,
  fragmentPorts,
  fragmentsGone,
  queueBypass,
  offloadBeforeWall,
  acceptOverruled,
  priorityTie,
  forwardOpen,
  forwardingOn,
  familyUncovered,
  interfaceIndex,
  accountByName,
  flushAll,
]
