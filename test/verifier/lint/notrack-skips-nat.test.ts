/** Packets kept from conntrack that would be translated, and others. */
import { base, lintCases } from './cases.ts'

lintCases(
  'notrack-skips-nat',
  {
    some:
      base('prerouting', 'udp dport 53 notrack', { priority: '-300', name: 'a' }) +
      base('prerouting', 'iifname "vif*" udp dport 53 redirect to :5300', {
        type: 'nat',
        name: 'b',
      }),
    'what is sent':
      base('output', 'notrack', { priority: '-300', name: 'a' }) +
      base('output', 'udp dport 53 redirect to :5300', { type: 'nat', name: 'b' }),
  },
  {
    others:
      base('prerouting', 'udp dport 123 notrack', { priority: '-300', name: 'a' }) +
      base('prerouting', 'udp dport 53 redirect to :5300', { type: 'nat', name: 'b' }),
    'at another hook':
      base('output', 'udp dport 53 notrack', { priority: '-300', name: 'a' }) +
      base('prerouting', 'udp dport 53 redirect to :5300', { type: 'nat', name: 'b' }),
  },
)
