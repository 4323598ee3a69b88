import type { Moment } from '../../ruleset/index.ts'
import type { Shown } from '../shown.ts'
import type { SpaceFamily } from '../space/index.ts'
import type { Breach, Evidence } from './evidence.ts'
import type { GuaranteeId } from './id.ts'

/** One theorem: what must be empty for it to hold. */
export interface Guarantee {
  readonly id: GuaranteeId
  /**
   * `forbids`: it holds whatever conntrack holds. `promises`: a service, to a packet that meets no older connection.
   */
  readonly kind: 'forbids' | 'promises'
  readonly families: readonly SpaceFamily[]
  /** Why it is not asked of these facts; null where it is. */
  readonly notAsked?: (evidence: Evidence) => string | null
  /** Sentences, each what is taken for granted. */
  readonly assumptions?: readonly string[]
  /** What else is, where it hangs on what was shown. */
  readonly assumed?: (evidence: Evidence) => readonly string[]
  /** Why it stays undecided although nothing breaks it; null where it does not. */
  readonly doubt?: (evidence: Evidence) => string | null
  /**
   * Where it is asked of what is in force at other times than now: of what. Null where nothing of it was shown. Without
   * this, it is asked of the machine itself.
   */
  readonly moments?: (shown: Shown) => readonly Moment[] | null
  readonly breaches: (evidence: Evidence) => readonly Breach[]
}
