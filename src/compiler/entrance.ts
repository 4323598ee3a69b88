import { accept, anyBit, ctStatus, redirectTo } from '../ruleset/index.ts'
import type { Placing, Tests } from './place.ts'
import { place, placeDrop } from './place.ts'
import type { PlacedRule } from './plan.ts'
import { refusalPortOf, refusesAnything } from './ports.ts'

/** Lets a class of client packets in, past what refuses those behind it where the policy refuses any. */
export const placeEntrance = (placing: Placing, tests: Tests): readonly PlacedRule[] => [
  place(placing, 'entry', 'client', tests, accept),
  ...(refusesAnything(placing.gateway) ? [place(placing, 'tracked', 'client', tests, accept)] : []),
]

/**
 * Refuses a class of client packets: each is let in, and redirected to the refusal port.
 *
 * The attack: a flow that older rules translated is not translated anew, and would go where they sent it, past the
 * refusal. What is refused leaves no entry behind (the kernel confirms none of a packet that it drops), so whatever
 * bears a translation here already bears a foreign one, and is dropped.
 */
export const placeRefusal = (placing: Placing, tests: Tests): readonly PlacedRule[] => [
  place(placing, 'entry', 'client', tests, accept),
  ...placeDrop(placing, 'tracked', 'client', [
    ...tests,
    anyBit('ct status', ctStatus.snat, ctStatus.dnat),
  ]),
  place(placing, 'translate', 'client', tests, redirectTo(refusalPortOf(placing.gateway))),
]
