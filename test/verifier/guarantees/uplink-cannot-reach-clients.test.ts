/**
 * Goal: `uplink-cannot-reach-clients` says of small rulesets what its theorem says.
 * Method: ways from the uplink to a client, one at a time, and near misses.
 */
import { grouped } from '../../fixtures/leaks/facts.ts'
import { check } from './check.ts'
import { chain, inet, table, walled } from './rules.ts'

const inward = 'iifname "eth0" oifname "vif*" drop'

check('uplink-cannot-reach-clients', {
  proved: [
    { what: 'nothing is forwarded', rules: walled() },
    { what: 'nothing is forwarded inward', rules: inet(chain('forward', 'accept', inward)) },
    {
      what: 'nothing gets out to a client',
      rules: inet(chain('leave', 'accept', 'oifname "vif*" drop')),
    },
    {
      what: 'clients reach the uplink',
      rules: walled(chain('forward', 'drop', 'iifname "vif*" oifname "eth0" accept')),
    },
    {
      what: 'by name and by group',
      rules: inet(chain('forward', 'accept', 'iifname "eth0" drop', 'iifgroup 1 drop')),
      facts: grouped,
    },
  ],
  refuted: [
    {
      what: 'answers to a client',
      rules: inet(chain('forward', 'accept', 'ct state established accept', inward)),
      ...{ packet: /^eth0.*established/, fate: /^it leaves by vif/, blame: 'ct state established' },
    },
    {
      what: 'a port that is forwarded',
      rules: walled(
        chain('translate', 'accept', 'iifname "eth0" tcp dport 80 dnat ip to 10.137.0.10'),
        chain('forward', 'drop', 'iifname "eth0" ct status dnat accept'),
      ),
      ...{ packet: /^eth0/, fate: /^it leaves by vif/, blame: 'ct status dnat' },
    },
    {
      what: 'by IPv6, of which no rule speaks',
      rules: table('ip', chain('forward', 'drop')),
      ...{ packet: /^eth0.*\[/, fate: /^it leaves by vif/, blame: null },
    },
    {
      what: 'the uplink is one by its group as well',
      rules: inet(chain('forward', 'accept', 'iifname "eth0" drop')),
      facts: grouped,
      ...{ packet: /^(?!eth0)/, fate: /^it leaves/, blame: 'chain forward' },
    },
  ],
})
