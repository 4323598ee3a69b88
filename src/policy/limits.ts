/** Limits of a policy, each named once. A document beyond them is refused; nobody needs one, and an attacker may want one. */
export const policyLimits = {
  /** Of the YAML text in UTF-8. */
  sourceBytes: 64 * 1024,
  /** Collections inside collections. The deepest place of a true policy, a prefix of a service, is 5 deep. */
  depth: 16,
  /** Collections, keys, values and the marks between them. */
  nodes: 16_384,
  /** Diagnostics told of one document. */
  diagnostics: 100,
  interfaces: 32,
  fixedInterfaces: 256,
  addressesPerInterface: 16,
  prefixes: 64,
  localNetworks: 256,
  users: 8,
  socksPorts: 8,
  services: 64,
  /** Characters of a name, address or path that the schema lets through to the checks. */
  textLength: 128,
  serviceName: 32,
  /** useradd(8) takes 32 characters at most. */
  userName: 32,
  /** sun_path of sockaddr_un is 108 bytes with the closing zero (unix(7)). */
  socketPath: 107,
  /** iptables' LOG takes 29 characters; the name of the intent that dropped, 20 at most, stands behind. */
  logPrefix: 6,
  ratePerMinute: 6000,
  /** iptables' limit match refuses more than 10000. */
  burst: 10_000,
  /** Groups and uids are unsigned 32-bit numbers in the kernel. */
  unsigned32: 4_294_967_295,
} as const
