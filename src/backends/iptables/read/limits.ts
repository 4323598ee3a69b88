/** Limits of a file for iptables-restore, each named once: beyond them it is refused before time or memory go. */
export const restoreLimits = {
  /** Of the text, in UTF-16 units: a rule has about 80, so this is more than half a million rules. */
  units: 64 * 1024 * 1024,
  lines: 1_000_000,
  /** After comma lists are taken apart. */
  rules: 500_000,
  /** iptables-restore reads lines into 10240 bytes, with newline and zero byte (iptables/iptables-restore.c). */
  lineUnits: 10_238,
  /** MAX_ARGC of iptables/xshared.h, less the program's name. */
  lineArguments: 253,
  /** `struct xt_param_buf` holds 1024 bytes with the zero byte (iptables/xshared.c). */
  argumentUnits: 1023,
  /** XT_EXTENSION_MAXNAMELEN is 29 with the zero byte. */
  chainName: 28,
  chains: 100_000,
  /** Rules looked at by -D, -I, -R, -E and -X together, which are not done in constant time. */
  steps: 200_000_000,
  diagnostics: 100,
} as const
