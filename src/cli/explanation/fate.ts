import { assertNever } from '../../assert.ts'
import type { DropCause, Fate, Generated, Packet } from '../../netfilter/index.ts'
import { formatPacket } from '../../netfilter/index.ts'

/** A packet in the packet language, as it stands by itself. */
export const packetText = (packet: Packet): string => formatPacket({ packet, met: null })

/** What becomes of a packet, half a sentence. */
export const fateText = (fate: Fate): string => {
  switch (fate.kind) {
    case 'dropped':
      return `dropped: ${causes[fate.cause]}`
    case 'delivered':
      return `delivered to this machine, as ${packetText(fate.packet)}`
    case 'sent':
      return `sent by ${fate.interface}, as ${packetText(fate.packet)}`
    case 'queued':
      return 'handed to a program'
    case 'offloaded':
      return `sent by ${fate.interface} from a flowtable, past the rules`
    case 'escaped':
      return fate.way === 'duplicate'
        ? 'copied to elsewhere, past the rules'
        : 'sent on by a rule, past all others'
    case 'stolen':
      return 'taken by SYNPROXY, which answers it'
    case 'held':
      return 'held until the other fragments are there'
    case 'unknown':
      return 'not known: something that no reader understood decides'
    default:
      return assertNever(fate)
  }
}

const causes: Readonly<Record<DropCause, string>> = {
  rule: 'a rule says so',
  reject: 'a rule rejects it',
  policy: 'the policy of a chain says so',
  hotdrop: 'a match found its header cut off',
  queue: 'nobody listens at the queue, or who does drops it',
  nat: 'it could not be translated',
  martian: 'such an address cannot come from there',
  'reverse-path': 'its source is not routed back to where it came from',
  'no-route': 'there is no route to its destination',
  ttl: 'its time to live is over',
  'not-forwarding': 'this machine does not forward',
  options: 'its options are not allowed',
  'interface-down': 'the interface is down',
  'not-for-us': 'a broadcast or multicast that nobody here asked for',
}

export const generatedText = ({ why, packet }: Generated): string =>
  `${whys[why]}: ${packetText(packet)}`

const whys: Readonly<Record<Generated['why'], string>> = {
  'tcp-reset': 'answered by a reset',
  'icmp-error': 'answered by an ICMP error',
  'reassembly-timeout': 'answered once the other fragments have not come in time',
  'echo-reply': 'answered by an echo reply',
  'arp-reply': 'answered by ARP',
}
