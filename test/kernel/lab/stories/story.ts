import { isNoise } from '../attribute.ts'
import type { ExpectedFacts } from '../facts.ts'
import type { Finding } from '../finding.ts'
import type { Router } from '../router.ts'
import type { Emission } from '../tap.ts'
import type { Topology } from '../topology.ts'
import { describePacket } from '../wire/index.ts'

/** What a story needs: a router without the ruleset, and how to load it when the moment has come. */
export interface Scene {
  readonly router: Router
  readonly facts: ExpectedFacts
  /** Loads the ruleset under test, as the environment does. */
  readonly load: () => Promise<void>
}

export interface Outcome {
  /** How many things were tried. */
  readonly tried: number
  /** How many of them were owed service, and how many got it. */
  readonly owed: number
  readonly served: number
  readonly findings: readonly Finding[]
}

/** An attack, or a service, that takes more than one packet. */
export interface Story {
  readonly name: string
  /** Why it does not apply here; undefined where it does. */
  readonly excuse: (facts: ExpectedFacts, topology: Topology) => string | undefined
  readonly run: (scene: Scene) => Promise<Outcome>
}

export const always = (): undefined => undefined

export const emissionFinding = (
  about: string,
  kind: Finding['kind'],
  emission: Emission,
): Finding => ({
  kind,
  about,
  where: emission.interface,
  what: describePacket(emission.packet),
  frame: emission.frame.toString('hex'),
})

/** Everything that was seen and is not allowed, as escapes. */
export const strays = (
  about: string,
  router: Router,
  allowed: (emission: Emission) => boolean,
): readonly Finding[] =>
  router.tap.emissions
    .filter((emission) => !isNoise(emission.packet.network) && !allowed(emission))
    .map((emission) => emissionFinding(about, 'escape', emission))

export const nothingAllowed = (): boolean => false

export const notServed = (about: string, what: string): Finding => ({
  kind: 'not-served',
  about,
  where: 'local',
  what,
  frame: '',
})

export const wrongDelivery = (about: string, what: string): Finding => ({
  kind: 'wrong-delivery',
  about,
  where: 'local',
  what,
  frame: '',
})
