/** Accepts that another chain makes moot, and accepts that stand. */
import { base, lintCases } from './cases.ts'

lintCases(
  'accept-overruled',
  {
    'a later chain':
      base('input', 'tcp dport 22 accept', { priority: '-10', name: 'a' }) +
      base('input', 'meta l4proto tcp drop', { name: 'b' }),
    'an earlier chain':
      base('input', 'tcp dport 22 accept', { name: 'a' }) +
      base('input', 'tcp dport 1-99 reject', { priority: '-10', name: 'b' }),
    'a policy':
      base('input', 'tcp dport 22 accept', { name: 'a' }) +
      base('input', 'udp dport 53 accept', { policy: 'drop', priority: '-10', name: 'b' }),
  },
  {
    'some of it':
      base('input', 'tcp dport 22 accept', { priority: '-10', name: 'a' }) +
      base('input', 'ip saddr 10.0.0.1 drop', { name: 'b' }),
    'let in there by a mark':
      base('input', 'tcp dport 22 meta mark set 1 accept', { priority: '-10', name: 'a' }) +
      base('input', 'meta mark 1 accept', { policy: 'drop', name: 'b' }),
    'a limit that may let it in':
      base('input', 'tcp dport 22 accept', { priority: '-10', name: 'a' }) +
      base('input', 'limit rate 1/second accept', { policy: 'drop', name: 'b' }),
    'a translation between':
      base('prerouting', 'tcp dport 22 accept', { priority: '-150', name: 'a' }) +
      base('prerouting', 'tcp dport 22 drop', { priority: '0', name: 'b' }),
  },
)
