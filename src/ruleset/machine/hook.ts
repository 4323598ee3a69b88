/** Hooks of IPv4, IPv6 and ARP, and those of a device (netdev tables, and inet's ingress). */
export type BaseHook =
  | 'prerouting'
  | 'input'
  | 'forward'
  | 'output'
  | 'postrouting'
  | 'ingress'
  | 'egress'

export type HeldFamily = 'inet' | 'ip' | 'ip6' | 'arp' | 'bridge' | 'netdev'
