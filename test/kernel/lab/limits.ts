/** Every limit of the lab, named once. */
export const limits = {
  /** Datagrams sent in one turn of the event loop; more overflow the receive buffer. */
  batchFrames: 16,
  /** How long a condition is waited for before the lab says what did not happen. */
  conditionMilliseconds: 15_000,
  /** One command in the router. */
  commandMilliseconds: 30_000,
  /** Output of one command. */
  commandBytes: 64 * 1024 * 1024,
  /** Between two looks at a counter. */
  pollMilliseconds: 4,
  /** How often in a row the counters must stand still before the router counts as idle. */
  quietPolls: 4,
  /** Elements of the observer's sets: as many tuples can be told apart. */
  observedTuples: 65_535,
  /** Cases of one catalogue: each needs a source port of its own. */
  cases: 50_000,
  /** Routers that stand at the same time. */
  parallelStories: 3,
} as const
