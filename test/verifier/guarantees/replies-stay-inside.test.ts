/**
 * Goal: `replies-stay-inside` says of small rulesets what its theorem says.
 * Method: what a gateway lets out by the uplink, told by its sender, one kind of answer at a time.
 */
import { check } from './check.ts'
import { chain, inet, walled } from './rules.ts'

const leaving = (...rules: readonly string[]) =>
  chain('leave', 'drop', 'oifname "lo" accept', ...rules)
const leave = (...rules: readonly string[]) => inet(leaving(...rules))
/** Clients get nowhere, so that nothing of theirs draws a reset from some port. */
const unheard = (...rules: readonly string[]) =>
  walled(chain('entry', 'accept', 'iifname "vif*" drop'), leaving(...rules))
const errors =
  'icmp type { destination-unreachable, source-quench, redirect, time-exceeded, parameter-problem } drop'
const errors6 =
  'icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } drop'
const tor = 'tcp sport 9040 drop'
const dns = 'udp sport 5300 drop'

check('replies-stay-inside', {
  proved: [
    { what: 'nothing leaves', rules: leave() },
    { what: 'what leaves by a client', rules: leave('oifname "vif*" accept') },
    {
      what: "what begins a connection of the gateway's own, by no port of Tor",
      rules: unheard(
        'ct state invalid drop',
        errors,
        errors6,
        tor,
        dns,
        'ct direction reply drop',
        'oifname "eth0" accept',
      ),
    },
  ],
  refuted: [
    {
      what: 'everything leaves',
      rules: inet(chain('forward', 'drop')),
      ...{ packet: /^self/, fate: /^it leaves by eth0/, blame: null },
    },
    {
      what: 'errors leave, which are RELATED',
      rules: leave(
        'ct state invalid drop',
        tor,
        dns,
        'ct direction reply drop',
        'meta l4proto icmp ct state related accept',
      ),
      ...{ packet: /^self.*icmp/, fate: /^it leaves by/, blame: 'icmp ct state related' },
    },
    {
      what: 'what Tor sends again leaves, once the client is gone',
      rules: leave(
        'ct state invalid drop',
        errors,
        errors6,
        dns,
        'oifname "eth0" tcp sport 9040 accept',
      ),
      ...{ packet: /^self.*:9040/, fate: /^it leaves by eth0/, blame: 'sport 9040 accept' },
    },
    {
      what: 'answers leave to an interface of nobody',
      rules: leave('oifname != "eth0" accept'),
      ...{ packet: /^self/, fate: /^it leaves by (?!eth0|vif|lo)/, blame: 'oifname != "eth0"' },
    },
    {
      what: 'resets of no connection leave',
      rules: leave(errors, errors6, tor, dns, 'ct state invalid accept'),
      ...{ packet: /^self.*invalid/, fate: /^it leaves by/, blame: 'ct state invalid accept' },
    },
  ],
})
