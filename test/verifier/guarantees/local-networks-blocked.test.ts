/**
 * Goal: `local-networks-blocked` says of small rulesets what its theorem says.
 * Method: walls against local destinations that have a hole, or judge another address than the client wrote.
 */
import { socks9050 } from '../../fixtures/leaks/facts.ts'
import { check } from './check.ts'
import { chain, dnsRedirect, inet, tcpRedirect, walled } from './rules.ts'

const local = '{ 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 }'
const blocked = `iifname "vif*" ip daddr ${local} drop`
const whole = 'iifname "vif*" ip frag-off & 0x3fff != 0 drop'
const virtual = 'iifname "vif*" ip daddr 10.192.0.0/10 accept'

check('local-networks-blocked', {
  proved: [
    { what: 'nothing gets anywhere', rules: inet(chain('entry', 'drop')) },
    {
      what: 'they are dropped where they enter',
      rules: walled(chain('entry', 'accept', blocked), chain('translate', 'accept', tcpRedirect)),
    },
    {
      what: 'the virtual addresses are exempt',
      rules: walled(
        chain('entry', 'accept', virtual, blocked),
        chain('translate', 'accept', tcpRedirect),
        chain('input', 'drop', 'tcp dport 9040 ct status dnat accept'),
      ),
    },
    {
      what: 'DNS is exempt',
      rules: walled(
        chain('entry', 'accept', whole, 'iifname "vif*" udp dport 53 accept', blocked),
        chain('translate', 'accept', dnsRedirect),
        chain('input', 'drop', 'udp dport 5300 ct status dnat accept'),
      ),
    },
    {
      what: 'SOCKS at the address of the interface is exempt',
      rules: walled(
        chain(
          'entry',
          'accept',
          'iifname "vif*" ip daddr 10.137.0.1 tcp dport 9050 accept',
          blocked,
        ),
        chain('input', 'drop', 'ip daddr 10.137.0.1 tcp dport 9050 accept'),
      ),
      facts: socks9050,
    },
    {
      what: "the gateway's own way there",
      rules: walled(chain('entry', 'accept', 'iifname "vif*" drop'), chain('leave', 'accept')),
    },
  ],
  refuted: [
    {
      what: 'one of them is left out',
      rules: walled(
        chain('entry', 'accept', 'iifname "vif*" ip daddr { 10.0.0.0/8, 192.168.0.0/16 } drop'),
        chain('forward', 'accept'),
      ),
      packet: /^vif.* > 172\.(1[6-9]|2\d|3[01])\./,
      fate: /^it leaves/,
      blame: 'chain forward',
    },
    {
      what: 'the test comes after the translation',
      rules: walled(
        chain('translate', 'accept', tcpRedirect),
        chain('input', 'drop', blocked.replace('10.0.0.0/8, ', ''), 'tcp dport 9040 accept'),
      ),
      ...{ packet: /^vif.* > (10|172|192)\./, fate: /^it arrives at .*:9040/, blame: 'dport 9040' },
    },
    {
      what: 'the test asks what the connection was begun with',
      rules: walled(
        chain(
          'tracked',
          'accept',
          'iifname "vif*" ct original ip daddr { 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 } drop',
        ),
        chain('forward', 'accept'),
      ),
      ...{ packet: /^vif/, fate: /^it leaves/, blame: 'ct original' },
    },
    {
      what: 'the address of the interface is local too',
      rules: walled(chain('input', 'drop', 'ip daddr 10.137.0.1 tcp dport 22 accept')),
      packet: /^vif.* > 10\.137\.0\.1:22/,
      fate: /^it arrives/,
      blame: 'dport 22',
    },
    {
      what: 'SOCKS at another address than that',
      rules: walled(chain('input', 'drop', 'iifname "vif*" tcp dport 9050 accept')),
      facts: socks9050,
      ...{ packet: /^vif.*:9050/, fate: /^it arrives/, blame: 'dport 9050' },
    },
    {
      what: 'DNS by TCP is not exempt',
      rules: walled(
        chain('entry', 'accept', whole, 'iifname "vif*" tcp dport 53 accept', blocked),
        chain('translate', 'accept', tcpRedirect),
        chain('input', 'drop', 'tcp dport 9040 accept'),
      ),
      ...{ packet: /^vif.*tcp.*:53 /, fate: /^it arrives at .*:9040/, blame: 'dport 9040' },
    },
  ],
})
