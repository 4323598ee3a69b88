/**
 * Goal: `gateway-closed` says of small rulesets what its theorem says.
 * Method: walls around the gateway with one hole each, from either side, and what has to be let in.
 */
import { plain, socks9050, withService } from '../../fixtures/leaks/facts.ts'
import { check } from './check.ts'
import { chain, tcpRedirect, walled } from './rules.ts'

const translate = chain('translate', 'accept', tcpRedirect)
const letIn = (...rules: readonly string[]) => walled(translate, chain('input', 'drop', ...rules))
const closed = 'iifname "vif*" ip daddr 10.137.0.1 drop'
const ipv4Alone = { ...plain, egress: { ...plain.egress, families: ['ip4'] } } as const

check('gateway-closed', {
  proved: [
    { what: 'nothing is let in', rules: walled() },
    { what: 'loopback is', rules: letIn('iifname "lo" accept') },
    {
      what: "Tor's listener, by translation of what was for others",
      rules: walled(
        chain('entry', 'accept', closed),
        translate,
        chain(
          'input',
          'drop',
          'iifname "vif*" tcp dport 9040 ct direction original ct status dnat accept',
        ),
      ),
    },
    {
      what: 'answers to what the gateway asked, and errors about it',
      rules: letIn(
        'iifname "eth0" tcp dport 9040 drop',
        'iifname "eth0" udp dport 5300 drop',
        'iifname "eth0" ct state established ct direction reply accept',
        'iifname "eth0" meta nfproto ipv4 icmp type { destination-unreachable, time-exceeded } ct state related accept',
      ),
    },
    {
      what: 'SOCKS at the address of the interface',
      rules: walled(
        chain(
          'input',
          'drop',
          'iifname "vif*" ip daddr 10.137.0.1 tcp dport 9050 ct status 0 accept',
        ),
      ),
      facts: socks9050,
    },
    {
      what: 'a service, at that address',
      rules: walled(
        chain(
          'input',
          'drop',
          'iifname "vif*" ip daddr 10.137.0.1 udp dport 67 ct status 0 accept',
        ),
      ),
      facts: withService,
    },
    {
      what: 'neighbours of IPv6, where the gateway speaks it',
      rules: letIn('iifname "eth0" meta nfproto ipv6 icmpv6 type nd-neighbor-solicit accept'),
    },
  ],
  refuted: [
    {
      what: 'clients reach the control port',
      rules: letIn('iifname "vif*" tcp dport 9051 accept'),
      ...{ packet: /^vif/, fate: /^it arrives at .*:9051/, blame: 'dport 9051' },
    },
    {
      what: 'clients reach the TransPort without a translation',
      rules: walled(chain('input', 'drop', 'iifname "vif*" tcp dport 9040 accept')),
      ...{ packet: /^vif.*:9040/, fate: /^it arrives at .*:9040/, blame: 'dport 9040' },
    },
    {
      what: 'clients reach a service at other addresses',
      rules: walled(chain('input', 'drop', 'iifname "vif*" udp dport 67 accept')),
      facts: withService,
      ...{ packet: /^vif.*:67/, fate: /^it arrives at /, blame: 'dport 67' },
    },
    {
      what: 'the uplink reaches what nobody opened',
      rules: letIn('iifname "eth0" tcp dport 22 accept'),
      ...{ packet: /^eth0.*:22/, fate: /^it arrives at .*:22/, blame: 'dport 22' },
    },
    {
      what: "the uplink reaches Tor's listener",
      rules: letIn('tcp dport 9040 accept'),
      ...{ packet: /^eth0/, fate: /^it arrives at .*:9040/, blame: 'dport 9040' },
    },
    {
      what: "an interface of nobody's reaches Tor's listener",
      rules: letIn('iifname != { "vif*", "eth0" } tcp dport 9040 accept'),
      ...{ packet: /^(?!vif|eth0)/, fate: /^it arrives at .*:9040/, blame: 'dport 9040' },
    },
    {
      what: "the uplink speaks inside a client's connection",
      rules: letIn('iifname "eth0" ct state established accept'),
      ...{ packet: /^eth0.*established/, fate: /^it arrives/, blame: 'ct state established' },
    },
    {
      what: 'the uplink is answered whatever it asks about',
      rules: letIn('iifname "eth0" icmp type echo-request accept'),
      ...{ packet: /^eth0.*icmp/, fate: /^it arrives/, blame: 'echo-request' },
    },
    {
      what: 'neighbours of IPv6, inside of IPv4',
      rules: letIn('iifname "eth0" icmpv6 type nd-neighbor-solicit accept'),
      ...{ packet: /^eth0: icmpv6 \d+\./, fate: /^it arrives/, blame: 'chain input' },
    },
    {
      what: 'neighbours of IPv6, where the gateway speaks none',
      rules: letIn('iifname "eth0" icmpv6 type nd-neighbor-solicit accept'),
      facts: ipv4Alone,
      ...{ packet: /^eth0.*icmpv6/, fate: /^it arrives/, blame: 'nd-neighbor-solicit' },
    },
  ],
})
