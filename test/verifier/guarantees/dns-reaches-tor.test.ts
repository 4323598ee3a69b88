/**
 * Goal: `dns-reaches-tor` says of small rulesets what its theorem says.
 * Method: a torifier that serves DNS, and what may keep a question or its answer from arriving, one at a time.
 */
import { plain } from '../../fixtures/leaks/facts.ts'
import { check } from './check.ts'
import { chain, dnsRedirect, inet, table, walled } from './rules.ts'

const translate = chain('translate', 'accept', dnsRedirect)
const deliver = chain('input', 'drop', 'iifname "vif*" udp dport 5300 ct status dnat accept')

const resolver = (priority: number): string => `
table ip other {
  chain resolver {
    type nat hook prerouting priority ${priority}; policy accept;
    ip daddr 10.139.1.1 udp dport 53 dnat to 192.168.7.53
  }
}
`

check('dns-reaches-tor', {
  proved: [
    { what: 'all of it is redirected', rules: walled(translate, deliver) },
    { what: 'by IPv4 alone', rules: table('ip', translate) },
    {
      what: "another table's resolver comes later",
      rules: `${walled(translate, deliver)}${resolver(-100)}`,
    },
    {
      what: 'DNS by TCP is another matter',
      rules: walled(
        chain('entry', 'accept', 'iifname "vif*" tcp dport 53 drop'),
        translate,
        deliver,
      ),
    },
  ],
  refuted: [
    {
      what: "Qubes' resolver is left out",
      rules: walled(
        chain('translate', 'accept', 'ip daddr 10.139.1.1 return', dnsRedirect),
        deliver,
      ),
      packet: /^vif.* > 10\.139\.1\.1:53/,
      fate: /^it does not arrive at Tor/,
      blame: 'chain translate',
    },
    {
      what: "another table's resolver comes first",
      rules: `${walled(translate, deliver)}${resolver(-120)}`,
      packet: /^vif.* > 10\.139\.1\.1:53/,
      fate: /^it does not arrive at Tor/,
      blame: 'dnat to 192.168.7.53',
    },
    {
      what: 'local networks are walled off before it',
      rules: walled(
        chain('entry', 'accept', 'iifname "vif*" ip daddr 192.168.0.0/16 drop'),
        translate,
        deliver,
      ),
      packet: /^vif.* > 192\.168\..*:53/,
      fate: /^it does not arrive at Tor/,
      blame: '192.168.0.0/16 drop',
    },
    {
      what: 'it is sent to the TransPort',
      rules: inet(chain('translate', 'accept', 'iifname "vif*" udp dport 53 redirect to :9040')),
      ...{ packet: /^vif.*:53/, fate: /^it does not arrive at Tor/, blame: 'redirect to :9040' },
    },
    {
      what: 'nothing lets it in',
      rules: walled(translate),
      ...{ packet: /^vif.*:53/, fate: /^it does not arrive at Tor/, blame: 'chain input' },
    },
    {
      what: 'answers do not leave',
      rules: walled(translate, deliver, chain('leave', 'accept', 'udp sport 5300 drop')),
      ...{ packet: /^self.*:5300/, fate: /^it does not leave by vif.*dead/, blame: 'sport 5300' },
    },
  ],
  notAsked: [
    {
      what: 'DNS is dropped by the policy',
      rules: walled(),
      facts: { ...plain, disposition: { ...plain.disposition, dns: 'drop' } },
      why: /sends no DNS to Tor/,
    },
  ],
})
