/** Accounts by name, and by number. */
import { base, lintCases, save } from './cases.ts'

lintCases(
  'account-by-name',
  {
    nft: base('output', 'meta skuid "debian-tor" accept'),
    'nft, negated': base('output', 'meta skuid != "debian-tor" drop'),
    'nft, a group': base('output', 'meta skgid debian-tor accept'),
    iptables: save('filter', 'OUTPUT', '-m owner --uid-owner debian-tor -j ACCEPT'),
  },
  {
    'nft by number': base('output', 'meta skuid 107 accept'),
    'root, whom no system lacks': base('output', 'meta skuid root accept'),
    'a range': base('output', 'meta skuid 100-107 accept'),
    'a comment that speaks of one': base('output', 'tcp dport 22 accept comment "as skuid has it"'),
    'iptables by number': save('filter', 'OUTPUT', '-m owner --uid-owner 107 -j ACCEPT'),
  },
)
