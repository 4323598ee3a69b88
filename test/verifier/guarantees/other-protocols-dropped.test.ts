/**
 * Goal: `other-protocols-dropped` says of small rulesets what its theorem says.
 * Method: walls against what is neither TCP nor UDP, that are late, loud or have a hole.
 */
import { plain } from '../../fixtures/leaks/facts.ts'
import { check } from './check.ts'
import { chain, inet, table, walled } from './rules.ts'

const others = 'iifname "vif*" meta l4proto != { tcp, udp }'
const rejecting = {
  ...plain,
  disposition: { ...plain.disposition, localNetworks: 'reject' },
} as const

check('other-protocols-dropped', {
  proved: [
    {
      what: 'they are dropped where they enter',
      rules: inet(chain('entry', 'accept', `${others} drop`)),
    },
    { what: 'by IPv4 alone', rules: table('ip', chain('entry', 'accept', `${others} drop`)) },
    {
      what: 'they are dropped late, but no answer gets out',
      rules: walled(chain('leave', 'drop', 'oifname "lo" accept')),
    },
    {
      what: 'TCP and UDP are other matters',
      rules: inet(chain('entry', 'accept', `${others} drop`), chain('forward', 'accept')),
    },
    {
      what: 'those to local networks are rejected, as the facts ask',
      rules: inet(
        chain(
          'entry',
          'accept',
          `${others} ip frag-off & 0x3fff != 0 drop`,
          `${others} ip daddr { 172.16.0.0/12, 192.168.0.0/16 } reject`,
          `${others} drop`,
        ),
      ),
      facts: rejecting,
    },
  ],
  refuted: [
    {
      what: 'ICMP arrives',
      rules: walled(chain('input', 'drop', 'iifname "vif*" meta l4proto icmp accept')),
      ...{ packet: /^vif.*icmp/, fate: /^it arrives/, blame: 'l4proto icmp accept' },
    },
    {
      what: 'a tunnel leaves',
      rules: inet(
        chain('entry', 'accept', 'iifname "vif*" meta l4proto != { tcp, udp, gre } drop'),
      ),
      ...{ packet: /^vif.*(gre|proto 47)/, fate: /^it leaves by eth0/, blame: 'chain entry' },
    },
    {
      what: 'they are rejected',
      rules: inet(chain('entry', 'accept', `${others} reject`)),
      ...{ packet: /^vif/, fate: /^it is answered/, blame: 'reject' },
    },
    {
      what: 'they are dropped too late: their hop limit is answered before',
      rules: walled(),
      ...{ packet: /^vif/, fate: /^it is answered/, blame: null },
    },
    {
      what: 'those to local networks are rejected, which nobody asked for',
      rules: inet(
        chain('entry', 'accept', `${others} ip daddr 192.168.0.0/16 reject`, `${others} drop`),
      ),
      ...{ packet: /^vif.* > 192\.168\./, fate: /^it is answered/, blame: 'reject' },
    },
    {
      what: 'all are rejected, where local networks alone are to be',
      rules: inet(chain('entry', 'accept', `${others} reject`)),
      facts: rejecting,
      ...{ packet: /^vif/, fate: /^it is answered/, blame: 'reject' },
    },
  ],
})
