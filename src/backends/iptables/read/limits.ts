/** Limits of a file for iptables-restore, each named once: beyond them it is refused before time or memory go. */
export const restoreLimits = {
  /** Of the text, in UTF-16 units: a rule has about 80, so this is more than half a million rules. */
  units: 64 * 1024 * 1024,
  lines: 1_000_000,
  /** After comma lists are taken apart. */
  rules: 250_000,
  /** iptables-restore reads lines into 10240 bytes, with newline and zero byte (iptables/iptables-restore.c). */
  lineUnits: 10_238,
  /** MAX_ARGC of iptables/xshared.h, less the program's name. */
  lineArguments: 253,
  /** `struct xt_param_buf` holds 1024 bytes with the zero byte (iptables/xshared.c). */
  argumentUnits: 1023,
  /** XT_EXTENSION_MAXNAMELEN is 29 with the zero byte. */
  chainName: 28,
  chains: 100_000,
  /** Rules looked at by -D, -C, -E and -X together, which search. */
  steps: 5_000_000,
  /** -I and -R move the rules behind them, so many in the time of looking at one. */
  movesPerStep: 64,
  diagnostics: 100,
} as const
