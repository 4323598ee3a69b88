import { parsePrefix, prefixesToSet, setIncludes } from '../../net/index.ts'
import type { Check } from './check.ts'
import { notUnicast } from './ranges.ts'

const everything = parsePrefix('0.0.0.0/0')

/** A gateway that carries nothing leaks nothing either. It is mostly not what was meant, so it is said. */
export const deadWire: Check = {
  code: 'dead-wire',
  severity: 'warning',
  find: ({ document, localNetworks }) => {
    const { tcp, dns } = document.obedience
    const local = [...localNetworks, ...notUnicast.map(({ prefix }) => ({ value: prefix }))]
    const covered = prefixesToSet(
      local.map(({ value }) => value),
      'ip4',
    )
    const allLocal =
      everything !== undefined && setIncludes(covered, prefixesToSet([everything], 'ip4'))
    return [
      ...(tcp === 'drop'
        ? [
            {
              path: ['obedience', 'tcp'],
              message: "clients' TCP goes nowhere: only the SOCKS ports are left to them",
            },
          ]
        : []),
      ...(dns === 'drop'
        ? [
            {
              path: ['obedience', 'dns'],
              message: "clients' DNS goes nowhere: only SOCKS resolves names for them",
            },
          ]
        : []),
      ...(allLocal
        ? [
            {
              path: ['obedience', 'localNetworks'],
              part: 'key' as const,
              message: 'every IPv4 address counts as local: no client reaches anything',
            },
          ]
        : []),
    ]
  },
}
