/** Accepts by a status that is not set, and accepts that let in what they mean to. */
import { base, lintCases } from './cases.ts'

const redirect = (rule: string) => base('prerouting', rule, { type: 'nat', name: 'n' })
const input = (rules: string) => base('input', rules, { policy: 'drop' })

lintCases(
  'redirect-to-itself',
  {
    'a port to itself':
      redirect('tcp dport 9050 redirect to :9050') + input('ct status dnat tcp dport 9050 accept'),
  },
  {
    'another port':
      redirect('tcp dport 443 redirect to :9040') + input('ct status dnat tcp dport 9040 accept'),
    'every port to one, that one among them':
      redirect('meta l4proto tcp redirect to :9040') + input('ct status dnat accept'),
    'let in besides':
      redirect('tcp dport 9050 redirect to :9050') +
      input('ct status dnat tcp dport 9050 accept; tcp dport 9050 accept'),
    'by the port': redirect('tcp dport 9050 redirect to :9050') + input('tcp dport 9050 accept'),
    'a policy of accept':
      redirect('tcp dport 9050 redirect to :9050') +
      base('input', 'ct status dnat tcp dport 9050 accept'),
    'another protocol':
      redirect('udp dport 9050 redirect to :9050') + input('ct status dnat tcp dport 9050 accept'),
  },
)
