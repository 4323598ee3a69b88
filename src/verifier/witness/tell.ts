import { formatAddress } from '../../net/index.ts'
import type { Judgement } from '../../netfilter/index.ts'
import { formatPacket } from '../../netfilter/index.ts'
import type { Machine, Place } from '../../ruleset/index.ts'
import type { Engine } from '../chain/engine.ts'
import type { Witness } from '../decide.ts'
import type { Breach, BreachFate, Evidence } from '../guarantees/evidence.ts'
import type { Counterexample, TraceLine } from '../result.ts'
import type { Space } from '../space/index.ts'
import { netFamily } from '../space/index.ts'
import { choose } from './choose.ts'
import type { Values } from './scenario.ts'
import { isOlder } from './scenario.ts'

/** A counterexample for people: the packet, and the way that the reference sees it take. */
export const tell = (
  { space, engine }: Pick<Evidence, 'space' | 'engine'>,
  { breach, assignment }: Witness,
): Counterexample => {
  const { value, enacted } = choose({ space, engine }, { breach, assignment })
  const { scenario, judgement, isAsSaid } = enacted
  return {
    packet: formatPacket(scenario),
    needsOlderFlow: isOlder(value),
    opening: [],
    isReplayed: isAsSaid,
    isMissed: isMissed(breach),
    fate: fateOf(space, breach, value),
    trace: [
      ...traceOf(judgement),
      ...(space.family === 'arp' ? judgement.generated.flatMap(answerLines) : []),
      ...(breach.told?.line ? [{ where: 'torrc', ...breach.told.line }] : []),
    ],
    blame: breach.told?.line?.place ?? blameFor(engine, breach.fate, judgement),
  }
}

/** The rule that did what the packet came to, though it went on past it; else the last that had a say. */
const blameFor = ({ machine }: Engine, fate: BreachFate, judgement: Judgement): Place | null => {
  switch (fate) {
    case 'is queued':
      return takenAt(judgement, 'queued') ?? blameOf(judgement)
    case 'is duplicated':
      return takenAt(judgement, 'escaped') ?? blameOf(judgement)
    case 'is offloaded':
      return (
        judgement.trace.find(({ place }) => place !== null && isOffload(machine, place))?.place ??
        blameOf(judgement)
      )
    default:
      return blameOf(judgement)
  }
}

const takenAt = ({ outcomes }: Judgement, kind: 'queued' | 'escaped'): Place | null => {
  for (const each of outcomes) if (each.kind === kind) return each.at.place
  return null
}

/** Whether the rule at this place gives connections to a flowtable. */
const isOffload = ({ tables }: Machine, { source, line, column }: Place): boolean =>
  tables.some(({ chains }) =>
    chains.some(({ rules }) =>
      rules.some(
        ({ place, steps }) =>
          place.source === source &&
          place.line === line &&
          place.column === column &&
          steps.some((step) => step.kind === 'escape' && step.way === 'offload'),
      ),
    ),
  )

/** A fate that breaks a promise; all others break what is forbidden. */
export const isMissed = ({ fate }: Pick<Breach, 'fate'>): boolean =>
  fate === 'does not arrive' || fate === 'does not leave'

export const traceOf = ({ trace }: Judgement): readonly TraceLine[] =>
  trace.map(({ hook, where, text, place }) => ({
    where: where.startsWith(hook) ? where : `${hook}, ${where}`,
    text,
    place,
  }))

/** What the kernel makes of a question, and the answer's way out. */
const answerLines = ({ at, judgement }: Judgement['generated'][number]): readonly TraceLine[] => [
  { where: at.where, text: `answered: ${at.text}`, place: at.place },
  ...traceOf(judgement),
]

/** The last rule that had a say, on the packet's way to where it should not be. */
export const blameOf = ({ trace }: Judgement): Place | null =>
  trace.filter(({ place }) => place !== null).at(-1)?.place ?? null

export const fateOf = (space: Space, { fate, flow, told }: Breach, value: Values): string => {
  const isTranslated = flow.binding.destination === 'translated'
  const out = space.interfaces.samples[Number(value('oif'))] ?? ''
  const prefix = isTranslated ? 'translated ' : ''
  const address = formatAddress({ family: netFamily(space), value: value(`${prefix}destination`) })
  const port = value(`${prefix}destination port`)
  const hasPorts = value('l4proto') === 6n || value('l4proto') === 17n
  const at = hasPorts ? `${netFamily(space) === 'ip4' ? address : `[${address}]`}:${port}` : address
  switch (fate) {
    case 'leaves':
      return `it leaves by ${out}${isTranslated ? `, to ${at}` : ''}`
    case 'arrives':
      return `it arrives at ${at} on the gateway`
    case 'does not arrive':
      return 'it does not arrive at Tor'
    case 'does not leave':
      return `it does not leave by ${out}: what it is needed for is dead`
    case 'is offloaded':
      return 'it enters a flowtable, which skips every later rule'
    case 'is queued':
      return 'it is handed to a program, which may send it anywhere'
    case 'is duplicated':
      return 'it is sent elsewhere by a statement'
    case 'is taken':
      return 'the kernel answers it in the place of its destination'
    case 'is answered':
      return 'it is answered, where silence is asked'
    case 'tells addresses apart':
      return "what becomes of it tells that the address is one of the gateway's"
    case 'arrives with another source':
      return `it arrives at ${at} with another source address than its client's`
    case 'is answered for another address':
      return 'it is answered for an address by which the client does not know the gateway'
    case 'is not answered to another address':
      return "it is not answered because it asks in the name of one of the gateway's addresses, and would be in any other"
    case 'asks in the name of another address':
      return `it leaves by ${out}, and asks in the name of an address that no client knows`
    case 'arrives where':
      return `it arrives at ${at} on the gateway, ${told?.text ?? ''}`
    case 'disagrees':
      return told?.text ?? ''
  }
}
