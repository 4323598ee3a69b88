/**
 * Goal: `clients-isolated` says of small rulesets what its theorem says.
 * Method: rulesets that let one client reach another by one way, and near misses.
 */
import { grouped, withTaps } from '../../fixtures/leaks/facts.ts'
import { check } from './check.ts'
import { chain, inet, table, walled } from './rules.ts'

const between = 'iifname "vif*" oifname "vif*" drop'

check('clients-isolated', {
  proved: [
    { what: 'nothing is forwarded', rules: walled() },
    { what: 'what goes between them is dropped', rules: inet(chain('forward', 'accept', between)) },
    {
      what: 'they reach the uplink, and the uplink them',
      rules: walled(
        chain(
          'forward',
          'drop',
          'iifname "vif*" oifname "eth0" accept',
          'iifname "eth0" oifname "vif*" accept',
        ),
      ),
    },
    { what: 'it is dropped on the way out', rules: inet(chain('leave', 'accept', between)) },
    {
      what: 'by name and by group',
      rules: inet(chain('forward', 'accept', 'iifname "vif*" drop', 'iifgroup 2 drop')),
      facts: grouped,
    },
  ],
  refuted: [
    {
      what: 'in a connection that is older',
      rules: walled(chain('forward', 'drop', 'ct state established,related accept', between)),
      ...{ packet: /^vif/, fate: /^it leaves by vif/, blame: 'ct state established' },
    },
    {
      what: 'by a translation',
      rules: inet(
        chain('translate', 'accept', 'iifname "vif*" tcp dport 80 dnat ip to 10.137.0.11'),
        chain('forward', 'drop', 'ct status dnat accept'),
      ),
      ...{ packet: /^vif/, fate: /^it leaves by vif.*to 10\.137\.0\.11/, blame: 'ct status dnat' },
    },
    {
      what: 'by IPv6, of which no rule speaks',
      rules: table('ip', chain('forward', 'drop')),
      ...{ packet: /^vif.*\[/, fate: /^it leaves by vif/, blame: null },
    },
    {
      what: 'from one of another kind of interface',
      rules: inet(chain('forward', 'accept', between, 'iifname "tap*" oifname "tap*" drop')),
      facts: withTaps,
      ...{ packet: /^(vif|tap)/, fate: /^it leaves by (vif|tap)/, blame: 'chain forward' },
    },
    {
      what: 'from one that is a client by its group',
      rules: inet(chain('forward', 'accept', between)),
      facts: grouped,
      ...{ packet: /./, fate: /^it leaves by/, blame: 'chain forward' },
    },
  ],
})
