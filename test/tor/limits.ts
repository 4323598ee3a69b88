/** Every limit of these tests, named once. */
export const limits = {
  /** From the start of the authorities to a consensus that a client can build circuits from. */
  bootstrapMilliseconds: 120_000,
  /** The same on a gateway that was broken on purpose: nothing comes there, or at once. */
  brokenFetchSeconds: 4,
  /** One fetch through Tor, its circuit included. */
  fetchSeconds: 20,
  /** How often a claim may leave somebody unserved before it does not hold. */
  attempts: 3,
  /** How long an onion service may take until its descriptor can be fetched. */
  onionMilliseconds: 180_000,
  /** Until Tor has a circuit for a stream that it took. */
  attachMilliseconds: 15_000,
  /** One answer on Tor's control socket. */
  controlMilliseconds: 10_000,
  /** Between two looks at what tor says of itself. */
  pollMilliseconds: 100,
  /** How long a thing that must not come is waited for, once all before it is known to be dealt with. */
  silenceMilliseconds: 250,
  /** Seconds after which the gateway gives up missing fragments. */
  fragmentSeconds: 1,
  /** Frames of one tap: more end the run. */
  tapFrames: 2_000_000,
  /** Longest frame that a tap takes whole; the wires carry none that is longer. */
  tapFrameBytes: 2048,
  /** tcpdump's ring buffer for each tap. */
  tapKilobytes: 65_536,
} as const
