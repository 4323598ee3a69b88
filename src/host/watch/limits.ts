/** Limits and intervals of a watch, named once. Times are in milliseconds. */
export const watchLimits = {
  /** Between two looks at what nobody announces. */
  tick: 500,
  /** Quiet after which a burst of events is taken to be over. */
  quiet: 60,
  /** How long a burst may keep a look from being taken. */
  burst: 300,
  /** How long reading and proving may take before what is in force counts as not seen. */
  look: 5_000,
  /** How long another run of ours may hold the lock before it counts as hanging. */
  busy: 90_000,
  /** How long a monitor may take until it listens. */
  start: 3_000,
  /** Ends of a monitor that are mended within `endsWithin`; with one more the watch gives up. */
  ends: 3,
  endsWithin: 60_000,
  /** Between two tries to restore. */
  restore: 10_000,
  /** Causes that are told of one look. */
  causes: 8,
  /** Characters of one line of a monitor that are looked at. */
  line: 4_096,
} as const

/** The same, for a test that has no time. */
export type WatchLimits = { readonly [Name in keyof typeof watchLimits]: number }
