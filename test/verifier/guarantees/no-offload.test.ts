/**
 * Goal: `no-offload` says of small rulesets what its theorem says.
 * Method: flowtables before, beside and behind walls.
 */
import { grouped } from '../../fixtures/leaks/facts.ts'
import { check } from './check.ts'
import { chain, inet, walled } from './rules.ts'

const accelerated = (priority: string, rule = 'meta l4proto { tcp, udp } flow add @fast') => `
table inet accelerated {
  flowtable fast {
    hook ingress priority filter
    devices = { eth0 }
  }
  chain accelerate {
    type filter hook forward priority filter ${priority}; policy accept;
    ${rule}
  }
}
`

check('no-offload', {
  proved: [
    { what: 'there is no flowtable', rules: inet(chain('forward', 'accept')) },
    { what: 'a wall stands before it', rules: `${walled()}${accelerated('+ 5')}` },
    {
      what: 'what enters is dropped',
      rules: `${inet(chain('entry', 'accept', 'iifname "vif*" drop'))}${accelerated('- 5')}`,
    },
    {
      what: "it takes the uplink's flows alone",
      rules: accelerated('- 5', 'iifname "eth0" meta l4proto tcp flow add @fast'),
    },
  ],
  refuted: [
    {
      what: 'nothing stands before it',
      rules: accelerated('+ 5'),
      ...{ packet: /^vif/, fate: /enters a flowtable/, blame: 'flow add @fast' },
    },
    {
      what: 'the wall stands behind it',
      rules: `${walled()}${accelerated('- 5')}`,
      ...{ packet: /^vif/, fate: /enters a flowtable/, blame: 'flow add @fast' },
    },
    {
      what: 'the wall has its priority, and nobody says which is first',
      rules: `${walled()}${accelerated('+ 0')}`,
      ...{ packet: /^vif/, fate: /enters a flowtable/, blame: 'flow add @fast' },
    },
    {
      what: 'established flows pass the wall',
      rules: `${walled(chain('forward', 'drop', 'ct state established accept'))}${accelerated('+ 5')}`,
      ...{ packet: /^vif.*established/, fate: /enters a flowtable/, blame: 'flow add @fast' },
    },
    {
      what: 'a client is one by its group as well',
      rules: `${inet(chain('forward', 'accept', 'iifname "vif*" drop'))}${accelerated('+ 5')}`,
      facts: grouped,
      ...{ packet: /^(?!vif)/, fate: /enters a flowtable/, blame: 'flow add @fast' },
    },
  ],
})
