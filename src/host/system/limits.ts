/** Limits of everything that this room waits for, reads or repeats, named once. */
export const hostLimits = {
  /** A command that takes longer hangs, and is killed with all that it started. */
  commandMilliseconds: 30_000,
  /** What a command may print, both streams together, in bytes. */
  commandBytes: 64 * 1024 * 1024,
  /** A file of the machine or of an artefact folder, in bytes. */
  fileBytes: 64 * 1024 * 1024,
  /** Files in a folder of artefacts. */
  folderFiles: 64,
  /** How long another run of ours may keep the lock before we give up. */
  lockSeconds: 60,
  /** How long a tool of iptables may wait for another one to be done. */
  tablesLockSeconds: 10,
  /** How often flows are looked for again once they were cut. */
  cutRounds: 4,
  /** How long somebody may take to confirm. */
  confirmSeconds: 86_400,
  /** Interfaces whose settings are read. */
  interfaces: 1_024,
} as const
