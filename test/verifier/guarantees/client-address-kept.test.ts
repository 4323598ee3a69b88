/**
 * Goal: `client-address-kept` says of small rulesets what its theorem says.
 * Method: translations of the source on the way to Tor, and such as happen elsewhere.
 */
import { check } from './check.ts'
import { chain, dnsRedirect, inet, table, tcpRedirect } from './rules.ts'

const translate = chain('translate', 'accept', dnsRedirect, tcpRedirect)
const masquerade = `
table ip out {
  chain sources {
    type nat hook postrouting priority 100; policy accept;
    masquerade
  }
}
`

check('client-address-kept', {
  proved: [
    { what: 'nothing translates it', rules: inet(translate) },
    { what: 'what leaves is masqueraded', rules: `${inet(translate)}${masquerade}` },
    {
      what: 'it is translated to itself',
      rules: table(
        'ip',
        translate,
        chain('sources', 'accept', 'iifname "vif*" ip saddr 10.137.0.10 snat to 10.137.0.10'),
      ),
    },
    {
      what: "the uplink's is translated",
      rules: table(
        'ip',
        translate,
        chain('sources', 'accept', 'iifname "eth0" snat to 10.137.0.1'),
      ),
    },
    {
      what: 'what does not arrive at Tor is translated',
      rules: table(
        'ip',
        translate,
        chain('sources', 'accept', 'iifname "vif*" udp dport 67 snat to 10.137.0.1'),
      ),
    },
  ],
  refuted: [
    {
      what: 'all of it is translated',
      rules: table(
        'ip',
        translate,
        chain('sources', 'accept', 'iifname "vif*" snat to 10.137.0.1'),
      ),
      ...{ packet: /^vif/, fate: /arrives.*from|source/, blame: 'snat to' },
    },
    {
      what: 'DNS alone is translated',
      rules: table(
        'ip',
        translate,
        chain('sources', 'accept', 'udp dport 5300 snat to 10.137.0.1'),
      ),
      ...{ packet: /^vif.*udp/, fate: /./, blame: 'snat to' },
    },
  ],
})
