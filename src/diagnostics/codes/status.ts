/** What `status` finds, and `watch` tells: a closed list, each with its section in docs/status.md. */
export const statusCodes = {
  'firewall-leaks': 'what is in force lets a packet past Tor',
  'firewall-undecided': 'what is in force is not shown to hold',
  'firewall-dead': 'what is in force serves no client',
  'firewall-locked-down': 'the gateway is locked down',
  'firewall-not-applied': 'what the policy asks for is not in force',
  'firewall-drift': 'somebody changed what was applied',
  'policy-differs': 'what was applied is of another policy',
  'setting-drift': 'a setting of the kernel is not what it was set to',
  'custom-input-missing': "Qubes' own chain does not let clients reach Tor",
  'tor-down': 'Tor is not running',
  'tor-silent': 'Tor cannot be asked how it is',
  'tor-bootstrapping': 'Tor is not in the network yet',
  'tor-not-listening': 'nobody listens where the rules send clients',
  'tor-stranger': 'somebody else listens where Tor should',
} as const

export type StatusCode = keyof typeof statusCodes
