/**
 * Goal: `no-spoofing` says of small rulesets what its theorem says.
 * Method: tests of the source that are too loose or name the wrong interface, and such as are enough.
 */
import { inOnePrefix, listed, plain } from '../../fixtures/leaks/facts.ts'
import { check } from './check.ts'
import { chain, inet, walled } from './rules.ts'

const six = 'iifname "vif*" meta nfproto ipv6 drop'
const unicast = 'iifname "vif*" fib saddr type != unicast drop'
const strict = 'iifname "vif*" fib saddr . iif oif missing drop'
const pairs = 'iifname . ip saddr { "vif1.0" . 10.137.0.10, "vif2.0" . 10.137.0.11 } accept'

check('no-spoofing', {
  proved: [
    {
      what: 'the source has to route back',
      rules: inet(chain('entry', 'accept', six, unicast, strict)),
    },
    { what: 'nothing gets anywhere', rules: inet(chain('entry', 'drop')) },
    {
      what: "each interface's own address",
      rules: inet(chain('entry', 'accept', six, pairs, 'iifname "vif*" drop')),
      facts: listed,
    },
    {
      what: 'a client without an address asks for one',
      rules: walled(
        chain(
          'entry',
          'accept',
          six,
          'iifname "vif*" ip saddr 0.0.0.0 ip daddr 255.255.255.255 udp sport 68 udp dport 67 accept',
          unicast,
          strict,
        ),
        chain('input', 'accept'),
      ),
      facts: { ...plain, clients: { ...plain.clients, dhcpServer: true } },
    },
  ],
  refuted: [
    {
      what: 'any route back is enough, and the default route is one',
      rules: inet(
        chain('entry', 'accept', six, unicast, 'iifname "vif*" fib saddr oif missing drop'),
      ),
      ...{ packet: /^vif/, fate: /^it (leaves|arrives)/, blame: 'chain entry' },
    },
    {
      what: "another client's address",
      rules: inet(
        chain(
          'entry',
          'accept',
          six,
          'iifname "vif*" ip saddr != { 10.137.0.10, 10.137.0.11 } drop',
        ),
      ),
      facts: listed,
      ...{ packet: /^vif(1\.0.* 10\.137\.0\.11|2\.0.* 10\.137\.0\.10)/, fate: /./ },
      blame: 'chain entry',
    },
    {
      what: 'routing back, but not in their network',
      rules: inet(chain('entry', 'accept', six, unicast, strict)),
      facts: inOnePrefix,
      ...{
        packet: /^vif.*: \w+ (?!10\.137\.)/,
        fate: /^it (leaves|arrives)/,
        blame: 'chain entry',
      },
    },
    {
      what: 'of the gateway itself, by no route of theirs',
      rules: inet(chain('entry', 'accept', six, unicast)),
      ...{ packet: /^vif/, fate: /^it (leaves|arrives)/, blame: 'chain entry' },
    },
    {
      what: 'by IPv6',
      rules: inet(chain('entry', 'accept', 'meta nfproto ipv6 accept', unicast, strict)),
      ...{ packet: /^vif.*\[/, fate: /^it (leaves|arrives)/, blame: 'nfproto ipv6 accept' },
    },
    {
      what: 'a client without an address asks for one, and nobody serves it',
      rules: walled(
        chain('entry', 'accept', six, 'iifname "vif*" udp dport 67 accept', unicast, strict),
        chain('input', 'accept'),
      ),
      ...{ packet: /^vif.*:67/, fate: /^it arrives/, blame: 'chain input' },
    },
  ],
})
