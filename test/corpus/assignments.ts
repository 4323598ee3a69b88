import type { Assigned } from './published.ts'

/**
 * Which addresses belong behind which interface, as the theories say that published the results
 * (diekmann/Iptables_Semantics, TUM_Spoofing_new3.thy and SQRL_2015_nospoof.thy).
 */
const ourNetworks = [
  ...['131.159.14.0/23', '131.159.20.0/23', '192.168.212.0/23', '188.95.233.0/24'],
  ...[
    '188.95.232.192/27',
    '188.95.234.0/23',
    '192.48.107.0/24',
    '188.95.236.0/22',
    '185.86.232.0/22',
  ],
]

const behind = (name: string, ...prefixes: readonly string[]): Assigned => ({
  interface: name,
  prefixes,
})

/** The 21 interfaces of a university's firewall that are to be protected. */
export const tumInterfaces: readonly Assigned[] = [
  behind('eth1.96', '131.159.14.0/25'),
  behind('eth1.108', '131.159.14.128/26'),
  behind('eth1.109', '131.159.20.0/24'),
  { ...behind('eth1.110', ...ourNetworks), allBut: true },
  behind('eth1.116', '131.159.15.128/26'),
  behind('eth1.152', '131.159.15.240/28'),
  behind('eth1.171', '131.159.15.0/26'),
  behind('eth1.173', '131.159.21.0/24'),
  behind('eth1.1010', '131.159.15.224/28'),
  behind('eth1.1011', '131.159.14.192/27'),
  behind('eth1.1012', '131.159.14.224/28'),
  behind('eth1.1014', '131.159.15.192/27'),
  behind('eth1.1016', '131.159.15.64/26'),
  behind('eth1.1017', '131.159.14.240/28'),
  behind('eth1.1111', '192.168.212.0/24'),
  behind('eth1.97', '188.95.233.0/24'),
  behind('eth1.1019', '188.95.234.0/23'),
  behind('eth1.1020', '192.48.107.0/24'),
  behind('eth1.1023', '188.95.236.0/22'),
  behind('eth1.1025', '185.86.232.0/22'),
  { ...behind('eth1.1024', ...ourNetworks), allBut: true },
]

/** A home router; the last four interfaces, and lo, are left without protection, any address belonging there. */
export const sqrlInterfaces: readonly Assigned[] = [
  behind('ldit', '10.13.42.136/29'),
  behind('lmd', '10.13.42.128/29'),
  behind('loben', '10.13.42.144/28'),
  behind('wg', '10.13.42.176/28'),
  behind('wt', '10.13.42.160/28'),
  { ...behind('lup', '192.168.0.0/16', '172.16.0.0/12', '10.0.0.0/8'), allBut: true },
  ...['lo', 'vpriv', 'vshit', 'vocb', 'lua'].map((name) => behind(name, '0.0.0.0/0')),
]

/** The rule without which the result was published: "a temporary rule ... forgotten", which lets anybody pass. */
export const isTemporaryRule = (line: string): boolean =>
  line.startsWith('-A FORWARD -d 131.159.15.252/32 -o eth1.152 -p udp -m multiport')
