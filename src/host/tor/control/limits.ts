/** Limits of a talk with Tor. Whoever answers there may be anybody who could make the socket. */
export const controlLimits = {
  /** Of everything that it may say, in bytes. */
  bytes: 1024 * 1024,
  /** Of one line, in characters. */
  line: 64 * 1024,
  /** Lines of one reply. */
  lines: 4_096,
  /** How long the whole talk may take. */
  milliseconds: 2_000,
  /** Circuits that are counted; a client has some dozens. */
  circuits: 4_096,
} as const
