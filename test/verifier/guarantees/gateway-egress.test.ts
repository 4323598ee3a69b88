/**
 * Goal: `gateway-egress` says of small rulesets what its theorem says.
 * Method: what leaves in the name of the gateway, judged by each kind of egress, and what has to leave.
 */
import { plain, silent, torOnly } from '../../fixtures/leaks/facts.ts'
import { check } from './check.ts'
import { chain, inet } from './rules.ts'

const leave = (...rules: readonly string[]) => inet(chain('leave', 'accept', ...rules))
const six = 'oifname "eth0" meta nfproto ipv6 drop'
const ofTor = 'oifname "eth0" meta skuid 107 accept'
const rest = 'oifname "eth0" drop'
const ipv4Alone = { ...plain, egress: { ...plain.egress, families: ['ip4'] } } as const
const ofDhcp = { ...silent, egress: { ...silent.egress, dhcpClient: true } } as const

check('gateway-egress', {
  proved: [
    { what: 'anything', rules: leave() },
    { what: 'anything, by IPv4', rules: leave(six), facts: ipv4Alone },
    { what: "what Tor's user sends", rules: leave(six, ofTor, rest), facts: torOnly },
    { what: 'nothing', rules: leave(rest), facts: silent },
    {
      what: 'nothing but DHCP',
      rules: leave('oifname "eth0" meta nfproto ipv4 udp sport 68 udp dport 67 accept', rest),
      facts: ofDhcp,
    },
    {
      what: 'answers come in',
      rules: inet(
        chain('input', 'drop', 'iifname "eth0" ct state established ct direction reply accept'),
      ),
    },
    {
      what: 'answers come in, by their flags',
      rules: inet(chain('input', 'drop', 'iifname "eth0" tcp flags & (syn | ack) != syn accept')),
    },
    {
      what: 'Tor speaks, by its ports',
      rules: inet(chain('leave', 'drop', 'oifname "eth0" tcp sport 32768-60999 accept')),
    },
  ],
  refuted: [
    {
      what: 'IPv6, which nobody asked for',
      rules: leave(),
      facts: ipv4Alone,
      ...{ packet: /^self.*\[/, fate: /^it leaves by eth0/, blame: 'chain leave' },
    },
    {
      what: "another user's",
      rules: leave(six, ofTor, 'oifname "eth0" meta skuid 0 accept', rest),
      facts: torOnly,
      ...{ packet: /^self.*uid 0/, fate: /^it leaves by eth0/, blame: 'skuid 0 accept' },
    },
    {
      what: "what bears no user is not another user's",
      rules: leave(six, 'oifname "eth0" meta skuid != 107 drop'),
      facts: torOnly,
      ...{ packet: /^self.*no-socket/, fate: /^it leaves by eth0/, blame: 'chain leave' },
    },
    {
      what: 'something, where nothing is to leave',
      rules: leave('oifname "eth0" udp dport 123 accept', rest),
      facts: silent,
      ...{ packet: /^self.*:123/, fate: /^it leaves by eth0/, blame: 'dport 123' },
    },
    {
      what: 'DHCP, which nobody asked for',
      rules: leave('oifname "eth0" udp sport 68 udp dport 67 accept', rest),
      facts: silent,
      ...{ packet: /^self.*:67/, fate: /^it leaves by eth0/, blame: 'sport 68' },
    },
    {
      what: 'DHCP from another port',
      rules: leave('oifname "eth0" udp dport 67 accept', rest),
      facts: ofDhcp,
      ...{ packet: /^self.*:67/, fate: /^it leaves by eth0/, blame: 'dport 67' },
    },
    {
      what: 'nothing leaves, and Tor cannot speak',
      rules: leave('ct state invalid drop', rest),
      ...{ packet: /^self: tcp/, fate: /^it does not leave by eth0.*dead/, blame: 'drop' },
    },
    {
      what: 'no answer comes in, and Tor cannot hear',
      rules: inet(chain('input', 'drop', 'ct state new accept')),
      ...{ packet: /^eth0.*established/, fate: /^it does not arrive/, blame: 'chain input' },
    },
    {
      what: 'no answer comes in, and nobody asks conntrack',
      rules: inet(chain('input', 'drop', 'iifname "eth0" tcp flags syn / syn,ack accept')),
      ...{ packet: /^eth0.*flags syn,ack/, fate: /^it does not arrive/, blame: 'chain input' },
    },
    {
      what: 'nothing leaves, and nobody asks conntrack',
      rules: inet(chain('leave', 'drop', 'oifname "eth0" tcp sport 1-1023 accept')),
      ...{ packet: /^self: tcp/, fate: /^it does not leave by eth0.*dead/, blame: 'chain leave' },
    },
  ],
  notAsked: [
    {
      what: "Tor's user is not known",
      rules: leave(),
      facts: { ...torOnly, tor: { ...torOnly.tor, uid: null } },
      why: /uid is not known/,
    },
  ],
})
