export const logLevels = [
  'emerg',
  'alert',
  'crit',
  'err',
  'warn',
  'notice',
  'info',
  'debug',
  'audit',
] as const
export type LogLevel = (typeof logLevels)[number]

export const logFlags = [
  'tcp sequence',
  'tcp options',
  'ip options',
  'skuid',
  'ether',
  'all',
] as const
export type LogFlag = (typeof logFlags)[number]

export const natFlags = ['random', 'fully-random', 'persistent', 'netmap'] as const
export type NatFlag = (typeof natFlags)[number]

export const natTypeFlags = ['interval', 'prefix', 'concat'] as const
export type NatTypeFlag = (typeof natTypeFlags)[number]

export const queueFlags = ['bypass', 'fanout'] as const
export type QueueFlag = (typeof queueFlags)[number]

export const synproxyFlags = ['timestamp', 'sack-perm'] as const
export type SynproxyFlag = (typeof synproxyFlags)[number]

/** Times a limit's rate is per. Any other word would silently mean a second. */
export const limitPeriods = ['second', 'minute', 'hour', 'day', 'week'] as const
export type LimitPeriod = (typeof limitPeriods)[number]

/** Units of a limit's rate and burst. Any other word would silently mean bytes. */
export const limitUnits = ['packets', 'bytes', 'kbytes', 'mbytes'] as const
export type LimitUnit = (typeof limitUnits)[number]

/** Units of a quota. Any other word would silently mean bytes. */
export const quotaUnits = ['bytes', 'kbytes', 'mbytes'] as const
export type QuotaUnit = (typeof quotaUnits)[number]

/** Codes of `reject`, by the type of answer. */
export const rejectCodes = {
  icmp: [
    'net-unreachable',
    'host-unreachable',
    'prot-unreachable',
    'port-unreachable',
    'net-prohibited',
    'host-prohibited',
    'admin-prohibited',
    'frag-needed',
  ],
  icmpv6: [
    'no-route',
    'admin-prohibited',
    'addr-unreachable',
    'port-unreachable',
    'policy-fail',
    'reject-route',
  ],
  icmpx: ['port-unreachable', 'admin-prohibited', 'no-route', 'host-unreachable'],
} as const
export type RejectType = keyof typeof rejectCodes
export type RejectCode<T extends RejectType> = (typeof rejectCodes)[T][number]

/** Comparisons of `match` on anything but a bit field. */
export const comparisons = ['==', '!=', '<', '>', '<=', '>='] as const
export type Comparison = (typeof comparisons)[number]
