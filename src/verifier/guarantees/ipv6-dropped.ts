import { answered } from './answered.ts'
import { fromClients } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { survivors } from './part.ts'

/** All IPv6 from clients is dropped, and silently: nothing is answered. */
export const ipv6Dropped: Guarantee = {
  id: 'ipv6-dropped',
  kind: 'forbids',
  families: ['ipv6'],
  breaches: (evidence) => {
    const set = fromClients(evidence.space)
    return [...survivors(evidence, set), ...answered(evidence, set)]
  },
}
