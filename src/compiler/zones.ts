import { assert } from '../assert.ts'
import type { Gateway } from '../policy/gateway.ts'
import type { Match } from '../ruleset/index.ts'
import { is, named } from '../ruleset/index.ts'
import type { Zone } from './plan.ts'

/**
 * The tests that make an interface one of a zone: by name or by group, whichever holds.
 * vif-route-qubes sets the group last, and a renamed interface keeps its group: neither alone is enough.
 */
export const interfacesOf = (
  gateway: Gateway,
  zone: Zone,
  side: 'in' | 'out',
): readonly Match[] => {
  const { interfaces, group } = zone === 'client' ? gateway.clients : gateway.uplink
  const names = interfaces.map((pattern) =>
    named(side === 'in' ? 'meta iifname' : 'meta oifname', pattern),
  )
  const groups =
    group === null ? [] : [is(side === 'in' ? 'meta iifgroup' : 'meta oifgroup', group)]
  const tests = [...names, ...groups]
  assert(tests.length > 0, `the ${zone} zone names no interface`)
  return tests
}

export const loopback = (side: 'in' | 'out'): Match =>
  named(side === 'in' ? 'meta iifname' : 'meta oifname', 'lo')
