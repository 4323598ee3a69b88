import type { Datagram, Opening, Step } from '../case.ts'
import type { Random } from '../random.ts'

const kinds = {
  ip4: [
    { type: 3, code: 3 },
    { type: 3, code: 1 },
    { type: 11, code: 0 },
  ],
  ip6: [
    { type: 1, code: 4 },
    { type: 3, code: 0 },
  ],
} as const

/** An ICMP error about what was sent. */
export const complaints = (random: Random, about: Datagram | Opening): Step => {
  const family = 'sent' in about ? about.sent.family : about.family
  return {
    kind: 'complain',
    about,
    ...random.pick<{ readonly type: number; readonly code: number }>(kinds[family]),
    by: random.pick(['host', 'router']),
  }
}
