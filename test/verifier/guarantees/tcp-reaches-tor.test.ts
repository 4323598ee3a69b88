/**
 * Goal: `tcp-reaches-tor` says of small rulesets what its theorem says.
 * Method: a torifier that serves TCP, and what may keep a packet or its answer from arriving, one at a time.
 */
import { plain, socks9050 } from '../../fixtures/leaks/facts.ts'
import { check } from './check.ts'
import { chain, inet, tcpRedirect, walled } from './rules.ts'

const translate = chain('translate', 'accept', tcpRedirect)
const deliver = chain('input', 'drop', 'iifname "vif*" tcp dport 9040 ct status dnat accept')

check('tcp-reaches-tor', {
  proved: [
    { what: 'all of it is redirected', rules: inet(translate) },
    { what: 'and nothing else is let in', rules: walled(translate, deliver) },
    {
      what: 'opening packets alone',
      rules: walled(
        chain(
          'translate',
          'accept',
          'iifname "vif*" tcp flags & (fin | syn | rst | ack) == syn redirect to :9040',
        ),
        deliver,
      ),
    },
    {
      what: 'local networks are walled off, the virtual addresses left out',
      rules: walled(
        chain(
          'entry',
          'accept',
          'iifname "vif*" ip daddr 10.192.0.0/10 accept',
          'iifname "vif*" ip daddr { 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 } drop',
        ),
        translate,
        deliver,
      ),
    },
    {
      what: 'packets that are not well-formed are not served',
      rules: walled(
        chain('entry', 'accept', 'ip hdrlength != 5 drop', 'ip frag-off & 0x3fff != 0 drop'),
        translate,
        deliver,
      ),
    },
    {
      what: 'SOCKS at its port, and everything else at the TransPort',
      rules: walled(
        chain(
          'translate',
          'accept',
          'iifname "vif*" ip daddr 10.137.0.1 tcp dport 9050 accept',
          tcpRedirect,
        ),
        chain('input', 'drop', 'iifname "vif*" tcp dport { 9040, 9050 } accept'),
      ),
      facts: socks9050,
    },
  ],
  refuted: [
    {
      what: 'one destination is left out',
      rules: walled(
        chain('translate', 'accept', 'iifname "vif*" ip daddr 9.0.0.0/8 return', tcpRedirect),
        deliver,
      ),
      ...{
        packet: /^vif.* > 9\..* syn /,
        fate: /^it does not arrive at Tor/,
        blame: 'chain translate',
      },
    },
    {
      what: 'the wall covers the virtual addresses',
      rules: walled(
        chain('entry', 'accept', 'iifname "vif*" ip daddr 10.0.0.0/8 drop'),
        translate,
        deliver,
      ),
      packet: /^vif.* > 10\.(19[2-9]|2\d\d)\./,
      fate: /^it does not arrive at Tor/,
      blame: '10.0.0.0/8 drop',
    },
    {
      what: 'it is redirected to another port',
      rules: inet(
        chain('translate', 'accept', 'iifname "vif*" meta l4proto tcp redirect to :9041'),
      ),
      ...{ packet: /^vif/, fate: /^it does not arrive at Tor/, blame: 'redirect to :9041' },
    },
    {
      what: 'one port is redirected elsewhere',
      rules: inet(
        chain('translate', 'accept', 'iifname "vif*" tcp dport 80 redirect to :8118', tcpRedirect),
      ),
      ...{ packet: /^vif.*:80 /, fate: /^it does not arrive at Tor/, blame: 'redirect to :8118' },
    },
    {
      what: 'what follows the first segment is dropped',
      rules: walled(
        translate,
        chain('tracked', 'accept', 'iifname "vif*" tcp flags & (fin|syn|rst|ack) != syn drop'),
        deliver,
      ),
      packet: /^vif.* flags ack state established dnat /,
      fate: /^it does not arrive at Tor/,
      blame: '!= syn drop',
    },
    {
      what: 'only what begins is let in',
      rules: walled(
        translate,
        chain('input', 'drop', 'iifname "vif*" tcp dport 9040 ct state new accept'),
      ),
      packet: /^vif.* flags ack state established dnat /,
      fate: /^it does not arrive at Tor/,
      blame: 'chain input',
    },
    {
      what: 'nothing lets it in',
      rules: walled(translate),
      ...{ packet: /^vif/, fate: /^it does not arrive at Tor/, blame: 'chain input' },
    },
    {
      what: 'no more than so many a second are let in',
      rules: walled(
        translate,
        chain('input', 'drop', 'tcp dport 9040 limit rate 10/second accept'),
      ),
      ...{ packet: /^vif/, fate: /^it does not arrive at Tor/, blame: 'chain input' },
    },
    {
      what: 'answers do not leave',
      rules: walled(translate, deliver, chain('leave', 'drop', 'oifname "eth0" accept')),
      ...{ packet: /^self/, fate: /^it does not leave by vif.*dead/, blame: 'chain leave' },
    },
    {
      what: 'SOCKS is taken to the TransPort',
      rules: inet(translate),
      facts: socks9050,
      packet: /^vif.* > 10\.137\.0\.1:9050/,
      fate: /^it does not arrive/,
      blame: 'redirect to :9040',
    },
    {
      what: 'answers of SOCKS do not leave',
      rules: inet(
        chain(
          'translate',
          'accept',
          'iifname "vif*" ip daddr 10.137.0.1 tcp dport 9050 accept',
          tcpRedirect,
        ),
        chain('leave', 'accept', 'oifname "vif*" tcp sport 9050 drop'),
      ),
      facts: socks9050,
      ...{ packet: /^self.*:9050/, fate: /^it does not leave by vif/, blame: 'sport 9050 drop' },
    },
  ],
  notAsked: [
    {
      what: 'TCP is dropped by the policy',
      rules: walled(),
      facts: { ...plain, disposition: { ...plain.disposition, tcp: 'drop' } },
      why: /sends no TCP to Tor/,
    },
  ],
})
