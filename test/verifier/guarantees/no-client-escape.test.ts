/**
 * Goal: `no-client-escape` says of small rulesets what its theorem says.
 * Method: rulesets that let one kind of packet out, each by one of the ways out, and near misses.
 */
import { grouped } from '../../fixtures/leaks/facts.ts'
import { check } from './check.ts'
import { chain, inet, table, tcpRedirect, walled } from './rules.ts'

check('no-client-escape', {
  proved: [
    { what: 'nothing arrives, nothing is forwarded', rules: walled() },
    { what: 'all that enters is dropped at once', rules: inet(chain('entry', 'drop')) },
    {
      what: 'what was redirected arrives at Tor',
      rules: walled(
        chain('translate', 'accept', tcpRedirect),
        chain('input', 'drop', 'tcp dport 9040 accept'),
      ),
    },
    {
      what: 'the uplink speaks to the uplink',
      rules: walled(chain('forward', 'drop', 'iifname "eth0" oifname "eth0" accept')),
    },
    {
      what: 'established packets of others',
      rules: walled(chain('forward', 'drop', 'iifname "vif*" drop', 'ct state established accept')),
    },
    {
      what: 'a flowtable behind the wall',
      rules: `${walled(chain('entry', 'accept', 'iifname "vif*" drop'))}
table inet fast {
  flowtable f {
    hook ingress priority filter
    devices = { eth0 }
  }
  chain accelerate {
    type filter hook forward priority filter - 5; policy accept;
    meta l4proto { tcp, udp } flow add @f
  }
}
`,
    },
  ],
  refuted: [
    {
      what: 'it leaves by the uplink, in a connection that is older',
      rules: walled(chain('forward', 'drop', 'ct state established accept')),
      ...{ packet: /^vif.*established/, fate: /^it leaves by eth0/ },
      blame: 'ct state established accept',
    },
    {
      what: 'it leaves by the uplink, of a protocol that nobody thought of',
      rules: walled(chain('forward', 'accept', 'iifname "vif*" meta l4proto != sctp drop')),
      ...{ packet: /^vif.*(sctp|proto 132)/, fate: /^it leaves/, blame: 'chain forward' },
    },
    {
      what: 'it leaves to another client',
      rules: walled(chain('forward', 'drop', 'oifname "vif*" accept')),
      ...{ packet: /^vif/, fate: /^it leaves by vif/, blame: 'oifname "vif*" accept' },
    },
    {
      what: 'it leaves by an interface that nobody named',
      rules: walled(chain('forward', 'drop', 'oifname != { "eth0", "vif*" } accept')),
      ...{ packet: /^vif/, fate: /^it leaves by (?!eth0|vif|lo)/, blame: 'oifname != {' },
    },
    {
      what: 'it leaves translated',
      rules: walled(
        chain('translate', 'accept', 'iifname "vif*" tcp dport 80 dnat ip to 9.9.9.9'),
        chain('forward', 'drop', 'iifname "vif*" ct status dnat accept'),
      ),
      ...{ packet: /^vif.*:80 /, fate: /^it leaves by .*to 9\.9\.9\.9/, blame: 'ct status dnat' },
    },
    {
      what: 'it reaches a socket that the policy does not name',
      rules: walled(chain('input', 'drop', 'iifname "vif*" tcp dport 22 accept')),
      ...{ packet: /^vif.*:22 /, fate: /^it arrives at .*:22 on the gateway/, blame: 'dport 22' },
    },
    {
      what: 'it reaches the number of a port of Tor by another protocol',
      rules: walled(chain('input', 'drop', 'iifname "vif*" udp dport 9040 accept')),
      ...{ packet: /^vif.* udp|^vif.*: udp/, fate: /^it arrives at .*:9040/, blame: 'udp dport' },
    },
    {
      what: 'it enters a flowtable',
      rules: `${walled()}
table inet fast {
  flowtable f {
    hook ingress priority filter
    devices = { eth0 }
  }
  chain accelerate {
    type filter hook forward priority filter - 5; policy accept;
    meta l4proto { tcp, udp } flow add @f
  }
}
`,
      ...{ packet: /^vif/, fate: /enters a flowtable/, blame: 'flow add' },
    },
    {
      what: 'it is queued',
      rules: walled(chain('forward', 'drop', 'iifname "vif*" queue num 0')),
      ...{ packet: /^vif/, fate: /handed to a program/, blame: 'queue num 0' },
    },
    {
      what: 'it is duplicated',
      rules: `${walled()}${table('ip', chain('entry', 'accept', 'iifname "vif*" dup to 9.9.9.9 device "eth0"'))}`,
      ...{ packet: /^vif/, fate: /sent elsewhere by a statement/, blame: 'dup to' },
    },
    {
      what: 'it is forwarded by a statement, before all other hooks',
      rules: `${walled()}
table netdev early {
  chain in {
    type filter hook ingress device "vif1.0" priority 0; policy accept;
    fwd to "eth0"
  }
}
`,
      ...{ packet: /^vif1\.0/, fate: /./, blame: 'fwd to' },
    },
    {
      what: 'a client is one by its group as well',
      rules: walled(chain('forward', 'accept', 'iifname "vif*" drop')),
      facts: grouped,
      ...{ packet: /^(?!vif)/, fate: /^it leaves/, blame: 'chain forward' },
    },
    {
      what: 'a family of which nothing is shown is open',
      rules: table('ip', chain('input', 'drop'), chain('forward', 'drop')),
      ...{ packet: /^vif.*\[/, fate: /^it leaves/, blame: null },
    },
  ],
  undecided: [
    {
      what: 'an interface that nobody answers for is forwarded',
      rules: walled(chain('forward', 'drop', 'iifname "tun0" accept')),
      why: /names tun0/,
    },
  ],
})
