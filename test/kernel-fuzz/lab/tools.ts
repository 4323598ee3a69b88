/** Which of the router's tools takes a ruleset's text, and for which family. */
export const dialects = {
  nft: { command: 'nft -f', family: null },
  'iptables-legacy': { command: 'iptables-legacy-restore -w 30', family: 'ip4' },
  'ip6tables-legacy': { command: 'ip6tables-legacy-restore -w 30', family: 'ip6' },
  'iptables-nft': { command: 'iptables-nft-restore', family: 'ip4' },
  'ip6tables-nft': { command: 'ip6tables-nft-restore', family: 'ip6' },
} as const

export type Dialect = keyof typeof dialects

/** Legacy tables stay in their namespace until its end, empty or not: it is not used again. */
export const staysBehind = (dialect: Dialect): boolean => dialect.endsWith('-legacy')
