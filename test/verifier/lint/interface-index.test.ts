/** Interfaces by index, and by name. */
import { base, lintCases } from './cases.ts'

lintCases(
  'interface-index',
  {
    'a client': base('forward', 'iif "vif1.0" drop'),
    'among others': base('forward', 'oif { "lo", "eth0" } drop'),
  },
  {
    loopback: base('input', 'iif lo accept'),
    'by name': base('forward', 'iifname "vif1.0" drop'),
  },
)
