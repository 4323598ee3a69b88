/**
 * Goal: `udp-dropped` says of small rulesets what its theorem says.
 * Method: walls against UDP that stand too late, are too loud or have a hole, and such as do as the facts ask.
 */
import { plain, withService } from '../../fixtures/leaks/facts.ts'
import { check } from './check.ts'
import { chain, inet, table, walled } from './rules.ts'

const fragments = 'iifname "vif*" ip frag-off & 0x3fff != 0 drop'
const dns = 'iifname "vif*" udp dport 53 accept'
const udp = 'iifname "vif*" meta l4proto udp drop'
const rejecting = { ...plain, disposition: { ...plain.disposition, udp: 'reject' } } as const

check('udp-dropped', {
  proved: [
    {
      what: 'it is dropped where it enters',
      rules: inet(chain('entry', 'accept', fragments, dns, udp)),
    },
    { what: 'by IPv4 alone', rules: table('ip', chain('entry', 'accept', fragments, dns, udp)) },
    {
      what: 'it is dropped late, but no answer gets out',
      rules: walled(chain('leave', 'drop', 'oifname "lo" accept')),
    },
    {
      what: 'a service is open to clients',
      rules: inet(
        chain(
          'entry',
          'accept',
          fragments,
          dns,
          'iifname "vif*" ip daddr 10.137.0.1 udp dport 67 accept',
          udp,
        ),
      ),
      facts: withService,
    },
    {
      what: 'it is rejected, as the facts ask, and local destinations are not',
      rules: inet(
        chain(
          'entry',
          'accept',
          fragments,
          dns,
          'iifname "vif*" ip daddr { 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 } meta l4proto udp drop',
          'iifname "vif*" ip hdrlength != 5 drop',
          'iifname "vif*" meta l4proto udp reject',
        ),
      ),
      facts: rejecting,
    },
    {
      what: 'a forged source is another matter',
      rules: inet(
        chain(
          'entry',
          'accept',
          fragments,
          'iifname "vif*" fib saddr . iif oif 0 accept',
          dns,
          udp,
        ),
      ),
    },
  ],
  refuted: [
    {
      what: 'it leaves',
      rules: inet(
        chain('entry', 'accept', fragments, dns, 'iifname "vif*" udp dport 123 accept', udp),
      ),
      ...{ packet: /^vif.*udp.*:123/, fate: /^it leaves by eth0/, blame: 'dport 123' },
    },
    {
      what: 'it arrives',
      rules: walled(chain('input', 'drop', 'iifname "vif*" udp dport 123 accept')),
      ...{ packet: /^vif.*udp.*:123/, fate: /^it arrives at .*:123/, blame: 'udp dport 123' },
    },
    {
      what: 'it is dropped too late: its hop limit is answered before',
      rules: walled(),
      ...{ packet: /^vif.*udp/, fate: /^it is answered/, blame: null },
    },
    {
      what: 'it is rejected',
      rules: inet(
        chain('entry', 'accept', fragments, dns, 'iifname "vif*" meta l4proto udp reject'),
      ),
      ...{ packet: /^vif.*udp/, fate: /^it is answered/, blame: 'udp reject' },
    },
    {
      what: 'a part of it is waited for in vain, and that is answered',
      rules: inet(chain('tracked', 'accept', 'ct state invalid drop', dns, udp)),
      ...{ packet: /^vif.*udp.*frag/, fate: /^it is answered/, blame: null },
    },
    {
      what: 'it is rejected, as the facts ask, but local destinations are too',
      rules: inet(
        chain('entry', 'accept', fragments, dns, 'iifname "vif*" meta l4proto udp reject'),
      ),
      facts: rejecting,
      packet: /^vif.*udp.* > (10\.|172\.|192\.168\.)/,
      fate: /^it is answered/,
      blame: 'udp reject',
    },
    {
      what: 'the service is open at other addresses too',
      rules: inet(
        chain('entry', 'accept', fragments, dns, 'iifname "vif*" udp dport 67 accept', udp),
      ),
      facts: withService,
      ...{ packet: /^vif.*udp.*:67/, fate: /^it (leaves|arrives)/, blame: 'dport 67' },
    },
  ],
})
