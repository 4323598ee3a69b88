/** Translations that another chain always sets up first, and translations that something is left for. */
import { base, lintCases } from './cases.ts'

lintCases(
  'nat-outrun',
  {
    'all of it':
      base('prerouting', 'udp dport 53 dnat to 10.0.0.1', {
        type: 'nat',
        family: 'ip',
        priority: '-110',
        name: 'a',
      }) +
      base('prerouting', 'udp dport 53 redirect to :5300', {
        type: 'nat',
        family: 'ip',
        priority: '-100',
        name: 'b',
      }),
    'in inet before ip':
      base('prerouting', 'tcp dport 1-99 redirect to :9', {
        type: 'nat',
        priority: '-110',
        name: 'a',
      }) +
      base('prerouting', 'tcp dport 53 redirect to :5300', {
        type: 'nat',
        family: 'ip',
        name: 'b',
      }),
  },
  {
    'some of it':
      base('prerouting', 'ip saddr 10.0.0.1 udp dport 53 dnat to 10.0.0.1', {
        type: 'nat',
        family: 'ip',
        priority: '-110',
        name: 'a',
      }) +
      base('prerouting', 'udp dport 53 redirect to :5300', {
        type: 'nat',
        family: 'ip',
        priority: '-100',
        name: 'b',
      }),
    'an accept ends nothing':
      base('prerouting', 'udp dport 53 accept', {
        type: 'nat',
        family: 'ip',
        priority: '-110',
        name: 'a',
      }) +
      base('prerouting', 'udp dport 53 redirect to :5300', {
        type: 'nat',
        family: 'ip',
        name: 'b',
      }),
    'of equal priority':
      base('prerouting', 'udp dport 53 dnat to 10.0.0.1', {
        type: 'nat',
        family: 'ip',
        name: 'a',
      }) +
      base('prerouting', 'udp dport 53 redirect to :5300', {
        type: 'nat',
        family: 'ip',
        name: 'b',
      }),
    'a map that may miss':
      base('prerouting', 'dnat to udp dport map { 53 : 10.0.0.1 }', {
        type: 'nat',
        family: 'ip',
        priority: '-110',
        name: 'a',
      }) +
      base('prerouting', 'udp dport 53 redirect to :5300', {
        type: 'nat',
        family: 'ip',
        name: 'b',
      }),
    'of another hook':
      base('output', 'udp dport 53 dnat to 10.0.0.1', {
        type: 'nat',
        family: 'ip',
        priority: '-110',
        name: 'a',
      }) +
      base('prerouting', 'udp dport 53 redirect to :5300', {
        type: 'nat',
        family: 'ip',
        name: 'b',
      }),
  },
)
