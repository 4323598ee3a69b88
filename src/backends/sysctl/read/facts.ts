import type { Place } from '../../../ruleset/index.ts'

/** What a file of sysctl.d(5) asks of the kernel. */
export interface SysctlFacts {
  readonly source: string
  readonly settings: readonly SysctlSetting[]
}

export interface SysctlSetting {
  /** Path below /proc/sys, `net/ipv4/conf/eth0.100/rp_filter`; `*`, `?` and `[]` stand for other names. */
  readonly path: string
  /** Null: what a pattern says elsewhere is not for this one (`-net.ipv4.conf.lo.rp_filter`). */
  readonly value: string | null
  /** Whether it is passed over in silence where it cannot be set. */
  readonly mayFail: boolean
  readonly place: Place
}
