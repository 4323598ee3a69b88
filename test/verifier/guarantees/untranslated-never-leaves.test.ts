/**
 * Goal: `untranslated-never-leaves` says of small rulesets what its theorem says.
 * Method: walls on the way out that miss what no connection owns, or bears a client in its source.
 */
import { inOnePrefix } from '../../fixtures/leaks/facts.ts'
import { check } from './check.ts'
import { chain, inet, walled } from './rules.ts'

const leave = (...rules: readonly string[]) => chain('leave', 'accept', ...rules)

check('untranslated-never-leaves', {
  proved: [
    { what: 'nothing leaves', rules: walled(leave('oifname "eth0" drop')) },
    {
      what: 'what is INVALID does not',
      rules: walled(leave('oifname "eth0" ct state invalid drop')),
    },
    {
      what: 'it leaves by a client, or by loopback',
      rules: walled(leave('oifname != "eth0" accept', 'ct state invalid drop')),
    },
    {
      what: 'sources of clients do not either',
      rules: walled(
        leave('oifname "eth0" ct state invalid drop', 'oifname "eth0" ip saddr 10.137.0.0/16 drop'),
      ),
      facts: inOnePrefix,
    },
  ],
  refuted: [
    {
      what: 'the flags that were told in 2014 alone',
      rules: walled(
        leave(
          'oifname "eth0" tcp flags & (fin | ack) == fin | ack drop',
          'oifname "eth0" tcp flags & (rst | ack) == rst | ack drop',
          'ct state established accept',
        ),
      ),
      ...{ packet: /^self.*invalid/, fate: /^it leaves by eth0/, blame: 'chain leave' },
    },
    {
      what: 'of TCP alone',
      rules: walled(leave('oifname "eth0" meta l4proto tcp ct state invalid drop')),
      ...{ packet: /^self: (?!tcp).*invalid/, fate: /^it leaves by eth0/, blame: 'chain leave' },
    },
    {
      what: "the gateway sends in a client's name",
      rules: walled(leave('oifname "eth0" ct state invalid drop')),
      facts: inOnePrefix,
      ...{ packet: /^self: \w+ 10\.137\./, fate: /^it leaves by eth0/, blame: 'chain leave' },
    },
    {
      what: "a client's packets are forwarded as they are",
      rules: inet(leave('oifname "eth0" ct state invalid drop')),
      ...{ packet: /^vif/, fate: /^it leaves by eth0/, blame: 'chain leave' },
    },
  ],
})
