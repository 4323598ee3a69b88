/** Comparisons of all flags, and of those that count. */
import { base, lintCases, save } from './cases.ts'

lintCases(
  'flags-exact',
  {
    'syn alone': base('input', 'tcp flags == syn accept'),
    'in a set': base('input', 'tcp flags { syn, syn | ack } accept'),
  },
  {
    'under a mask': base('input', 'tcp flags syn / fin,syn,rst,ack accept'),
    'a bit': base('input', 'tcp flags syn accept'),
    'iptables --syn': save('filter', 'INPUT', '-p tcp -m tcp --syn -j ACCEPT'),
    'with ECN beside it': base('input', 'tcp flags { syn, syn | ecn | cwr } accept'),
  },
)
