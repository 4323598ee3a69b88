/**
 * Goal: `ipv6-dropped` says of small rulesets what its theorem says.
 * Method: walls against IPv6 that stand too late, are too loud or have a hole.
 */
import { grouped } from '../../fixtures/leaks/facts.ts'
import { check } from './check.ts'
import { chain, inet, table, walled } from './rules.ts'

const six = 'iifname "vif*" meta nfproto ipv6'

check('ipv6-dropped', {
  proved: [
    { what: 'it is dropped where it enters', rules: inet(chain('entry', 'accept', `${six} drop`)) },
    { what: 'in a table of its own', rules: table('ip6', chain('entry', 'drop')) },
    {
      what: "the uplink's is another matter",
      rules: inet(chain('entry', 'accept', 'iifname "eth0" accept', 'meta nfproto ipv6 drop')),
    },
    {
      what: 'by name and by group',
      rules: inet(chain('entry', 'accept', `${six} drop`, 'iifgroup 2 meta nfproto ipv6 drop')),
      facts: grouped,
    },
    {
      what: 'it is dropped late, but no answer gets out',
      rules: walled(chain('leave', 'drop', 'oifname "lo" accept')),
    },
  ],
  refuted: [
    {
      what: 'no rule speaks of it',
      rules: table('ip', chain('entry', 'drop')),
      ...{ packet: /^vif.*\[/, fate: /^it leaves by eth0/, blame: null },
    },
    {
      what: 'neighbour discovery is let in',
      rules: walled(
        chain('entry', 'accept', `${six} icmpv6 type nd-neighbor-solicit accept`, `${six} drop`),
        chain('input', 'accept'),
      ),
      ...{ packet: /^vif.*(icmp6|icmpv6).*135/, fate: /^it arrives/, blame: 'chain input' },
    },
    {
      what: 'it is rejected',
      rules: inet(chain('entry', 'accept', `${six} reject`)),
      ...{ packet: /^vif/, fate: /^it is answered/, blame: 'reject' },
    },
    {
      what: 'it is dropped too late: its hop limit is answered before',
      rules: walled(),
      ...{ packet: /^vif/, fate: /^it is answered/, blame: null },
    },
    {
      what: 'some of its protocols alone',
      rules: inet(chain('entry', 'accept', `${six} meta l4proto { tcp, udp, ipv6-icmp } drop`)),
      ...{ packet: /^vif.*proto/, fate: /^it leaves/, blame: 'chain entry' },
    },
    {
      what: 'a client is one by its group as well',
      rules: inet(chain('entry', 'accept', `${six} drop`)),
      facts: grouped,
      ...{ packet: /^(?!vif)/, fate: /^it leaves/, blame: 'chain entry' },
    },
  ],
})
