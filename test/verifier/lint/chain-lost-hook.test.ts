/** Chains that bear the name of a hook and have none, and chains that have one or are led to. */
import { lintCases } from './cases.ts'

lintCases(
  'chain-lost-hook',
  {
    'nft text': 'table inet t {\n  chain forward {\n    drop\n  }\n}\n',
    'in capitals, as a translation of iptables has it':
      'table ip t {\n  chain INPUT {\n    drop\n  }\n}\n',
  },
  {
    'with its hook':
      'table inet t {\n  chain forward {\n    type filter hook forward priority 0; policy drop;\n    drop\n  }\n}\n',
    'led to':
      'table inet t {\n  chain input {\n    tcp dport 22 accept\n  }\n  chain i {\n    type filter hook input priority 0; policy drop;\n    jump input\n  }\n}\n',
    empty: 'table inet t {\n  chain forward {\n  }\n}\n',
    'of another name': 'table inet t {\n  chain forwarding {\n    drop\n  }\n}\n',
  },
)
