/**
 * Goal: `gateway-unknown` says of small rulesets what its theorem says.
 * Method: rules by which a client can tell addresses apart, in packets; ../arp.test.ts asks the same of ARP.
 */
import { check } from './check.ts'
import { chain, inet } from './rules.ts'

const arp = `
table arp hidden {
  chain input {
    type filter hook input priority 0; policy accept;
    iifname "vif*" arp operation request arp daddr ip != 10.137.0.1 drop
  }
  chain output {
    type filter hook output priority 0; policy accept;
    oifname "vif*" arp saddr ip != 10.137.0.1 drop
  }
}
`
const entry = (...rules: readonly string[]) =>
  `${inet(chain('entry', 'accept', ...rules, 'iifname "vif*" drop'))}${arp}`

check('gateway-unknown', {
  proved: [
    { what: 'nothing is answered', rules: entry() },
    {
      what: 'the address by which they know it is answered',
      rules: entry(
        'iifname "vif*" ip frag-off & 0x3fff != 0 drop',
        'iifname "vif*" ip hdrlength != 5 drop',
        'iifname "vif*" fib daddr type != local drop',
        'iifname "vif*" ip daddr 10.137.0.1 tcp dport 9040 accept',
      ),
    },
    {
      what: 'all are treated alike',
      rules: `${inet(
        chain(
          'entry',
          'accept',
          'iifname "vif*" meta l4proto != tcp drop',
          'ip frag-off & 0x3fff != 0 drop',
        ),
        chain('leave', 'drop', 'oifname "eth0" ct direction original accept'),
        chain('input', 'drop'),
      )}${arp}`,
    },
  ],
  refuted: [
    {
      what: 'a ping is answered at its addresses',
      rules: entry('iifname "vif*" icmp type echo-request accept'),
      ...{ packet: /^vif.*icmp/, fate: /tells that the address/, blame: 'echo-request' },
    },
    {
      what: 'SOCKS is served at its addresses',
      rules: entry('iifname "vif*" tcp dport 9050 accept'),
      ...{ packet: /^vif.*:9050/, fate: /tells that the address/, blame: 'dport 9050' },
    },
    {
      what: 'an error says that nothing routes there',
      rules: entry('iifname "vif*" udp dport 33434 accept'),
      ...{ packet: /^vif.*:33434/, fate: /answered, where silence/, blame: '33434' },
    },
    {
      what: 'a test of whether it is local',
      rules: `${inet(
        chain(
          'entry',
          'accept',
          'iifname "vif*" fib daddr type local reject',
          'iifname "vif*" drop',
        ),
      )}${arp}`,
      ...{ packet: /^vif/, fate: /./, blame: 'reject' },
    },
    {
      what: 'ARP is open',
      rules: inet(chain('entry', 'drop')),
      ...{ packet: /arp/, fate: /answered for an address by which the client does not know/ },
      blame: null,
    },
  ],
})
