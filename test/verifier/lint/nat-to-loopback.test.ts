/** Translations of what enters to loopback, and those of what is sent. */
import { base, lintCases, save } from './cases.ts'

lintCases(
  'nat-to-loopback',
  {
    dnat: base('prerouting', 'tcp dport 80 dnat to 127.0.0.1:9040', { type: 'nat', family: 'ip' }),
    iptables: save('nat', 'PREROUTING', '-p tcp -j DNAT --to-destination 127.0.0.1:9040'),
  },
  {
    redirect: base('prerouting', 'tcp dport 80 redirect to :9040', { type: 'nat', family: 'ip' }),
    'of what the gateway sends': base('output', 'tcp dport 80 dnat to 127.0.0.1:9040', {
      type: 'nat',
      family: 'ip',
    }),
  },
)
