/** Old connections let by before the wall, and walls that stand first. */
import { base, lintCases } from './cases.ts'

lintCases(
  'established-before-wall',
  {
    'before a rule': base('forward', 'ct state established accept; iifname "vif*" drop'),
    'before a policy': base('forward', 'ct state established,related accept', { policy: 'drop' }),
    iptables: `*filter\n:FORWARD DROP [0:0]\n-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT\nCOMMIT\n`,
  },
  {
    'the wall first': base('forward', 'iifname "vif*" drop; ct state established accept'),
    'another wall of the hook':
      base('forward', 'ct state established accept; iifname "vif*" drop', { name: 'a' }) +
      base('forward', 'iifname "vif*" drop', { name: 'b', priority: '10' }),
    'no wall at all': base('forward', 'ct state established accept'),
    'replies of others alone': base(
      'forward',
      'iifname "eth0" ct state established accept; iifname "vif*" drop',
    ),
    'in input': base('input', 'ct state established accept; iifname "vif*" drop'),
  },
)
