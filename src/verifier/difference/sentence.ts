import { assertNever } from '../../assert.ts'
import { formatAddress } from '../../net/index.ts'
import type { DropCause, Fate, Judgement, Packet } from '../../netfilter/index.ts'
import type { Place } from '../../ruleset/index.ts'
import type { Told } from './result.ts'

/** What the reference says became of a packet, for people. `packet`: as it came. */
export const tellJudgement = (judgement: Judgement, packet: Packet): Told => ({
  fate: sentence(judgement, packet),
  rule: decidingRule(judgement),
  trace: judgement.trace.map(({ hook, where, text, place }) => ({
    where: where.startsWith(hook) ? where : `${hook}, ${where}`,
    text,
    place,
  })),
})

/** The rule that dropped it, or else the last one on its way. */
const decidingRule = ({ outcomes, trace }: Judgement): Place | null => {
  const dropped = outcomes.find(({ kind }) => kind === 'dropped')
  if (dropped?.kind === 'dropped') return dropped.at.place
  return trace.filter(({ place }) => place !== null).at(-1)?.place ?? null
}

const sentence = ({ outcomes, generated, connections }: Judgement, packet: Packet): string => {
  const answers = generated.flatMap(({ why, at }) => (at.place === null ? [] : [answered[why]]))
  const offloads = connections.entries.some(({ isOffloaded }) => isOffloaded)
  const parts = [
    ...outcomes.map((fate) => fateText(fate, packet)),
    ...answers.map((answer) => `is answered by ${answer}`),
    ...(offloads ? ['enters a flowtable, which skips every later rule'] : []),
  ]
  return [...new Set(parts)].join('; ')
}

const answered = {
  'tcp-reset': 'a reset',
  'icmp-error': 'an ICMP error',
  'reassembly-timeout': 'an ICMP error, when its other pieces do not come',
  'echo-reply': 'an echo reply',
  'arp-reply': 'ARP',
} as const

const fateText = (fate: Fate, came: Packet): string => {
  switch (fate.kind) {
    case 'dropped':
      return droppedText(fate.cause, hookOf(fate.at.where))
    case 'delivered':
      return `arrives at ${endText(fate.packet, 'destination')} on the gateway${changes(fate, came)}`
    case 'sent':
      return `leaves by ${fate.interface}${towards(fate.packet, came)}${changes(fate, came)}`
    case 'offloaded':
      return `leaves by ${fate.interface} from a flowtable, past the rules`
    case 'queued':
      return 'is handed to a program'
    case 'escaped':
      return fate.way === 'duplicate' ? 'is copied to elsewhere' : 'is sent on by a rule'
    case 'stolen':
      return 'is taken by SYNPROXY, which answers it'
    case 'held':
      return 'waits for its other pieces'
    case 'unknown':
      return 'comes to something that no reader understood'
    default:
      return assertNever(fate)
  }
}

const hookOf = (where: string): string => where.split(/[ ,]/)[0] ?? where

const droppedText = (cause: DropCause, hook: string): string => {
  switch (cause) {
    case 'rule':
      return `is dropped at ${hook} by a rule`
    case 'policy':
      return `is dropped at ${hook} by a chain's policy`
    case 'reject':
      return `is rejected at ${hook}`
    default:
      return `is dropped at ${hook}: ${causes[cause]}`
  }
}

const causes: Readonly<Record<Exclude<DropCause, 'rule' | 'policy' | 'reject'>, string>> = {
  hotdrop: 'a match found its header cut off',
  queue: 'nobody listens at the queue, or who does drops it',
  nat: 'it cannot be translated',
  martian: 'such an address cannot come from there',
  'reverse-path': 'its source is not routed back to where it came from',
  'no-route': 'there is no route to its destination',
  ttl: 'its time to live is over',
  'not-forwarding': 'this machine does not forward',
  options: 'its options are not allowed',
  'interface-down': 'the interface is down',
  'not-for-us': 'nobody here asked for it',
}

const towards = (packet: Packet, came: Packet): string => {
  const moved =
    packet.destination !== came.destination || packet.destinationPort !== came.destinationPort
  return moved ? ` to ${endText(packet, 'destination')}` : ''
}

const changes = (
  { packet, mark }: Extract<Fate, { kind: 'delivered' | 'sent' }>,
  came: Packet,
): string => {
  const moved = packet.source !== came.source || packet.sourcePort !== came.sourcePort
  const written = Object.entries(packet.other).filter(
    ([field, value]) => Object.entries(came.other).find(([each]) => each === field)?.[1] !== value,
  )
  return [
    ...(moved ? [` from ${endText(packet, 'source')}`] : []),
    ...(mark === came.mark ? [] : [` with the mark 0x${mark.toString(16)}`]),
    ...written.map(([field, value]) => ` with ${field} ${value}`),
  ].join('')
}

const endText = (packet: Packet, end: 'destination' | 'source'): string => {
  const family = packet.family === 'ipv6' ? 'ip6' : 'ip4'
  const address = formatAddress({ family, value: packet[end] })
  const port = end === 'destination' ? packet.destinationPort : packet.sourcePort
  if (port === null) return address
  return family === 'ip6' ? `[${address}]:${port}` : `${address}:${port}`
}
