/** Forwarding that is on and filtered by nothing, and that is filtered or off. */
import { base, lintCases } from './cases.ts'

lintCases(
  'forwarding-on',
  {
    IPv4: [base('input', 'accept'), 'net.ipv4.ip_forward = 1\n'],
    IPv6: [base('forward', 'drop', { family: 'ip' }), 'net.ipv6.conf.all.forwarding = 1\n'],
  },
  {
    filtered: [base('forward', 'drop'), 'net.ipv4.ip_forward = 1\n'],
    'off in the end': [
      base('input', 'accept'),
      'net.ipv4.ip_forward = 1\nnet.ipv4.ip_forward = 0\n',
    ],
    'not told': base('input', 'accept'),
  },
)
