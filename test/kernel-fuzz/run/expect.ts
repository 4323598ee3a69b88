import type { Generated, Judgement, Packet } from '../../../src/netfilter/index.ts'
import { lineOfPacket, textOfLine } from '../packet/line.ts'
import { openerPorts, servicePorts } from '../universe.ts'
import { Exclusion } from './exclusion.ts'

/** What the reference says must come of a packet. */
export interface Expected {
  /** `eth0: ...`, one line for each packet that leaves. */
  readonly emitted: readonly string[]
  /** What arrives at the gateway itself, by an interface that is not loopback. */
  readonly delivered: readonly Packet[]
  /** The packet itself, whatever the interface. */
  readonly local: readonly Packet[]
  /** Why it was dropped, or where it waits, for people. */
  readonly notes: readonly string[]
  readonly heldAt: readonly string[]
  /** Another connection had its tuple by then: dropped by the last function of a hook. */
  readonly isUnconfirmed: boolean
}

const known: ReadonlySet<number> = new Set([...servicePorts, ...openerPorts])

/** The first keys of the ranges among which the kernel draws (nf_nat_l4proto_unique_tuple). */
const firstDrawn: ReadonlySet<number> = new Set([0, 1, 600, 1024])

const checkLot = (packet: Packet, own: Packet): void => {
  const { icmp, sourcePort } = packet
  const key = icmp && !icmp.quoted ? icmp.id : sourcePort
  if (key === null || key === own.sourcePort || key === own.icmp?.id || known.has(key)) return
  if (firstDrawn.has(key) || (key > 1024 && key < 1040))
    throw new Exclusion('drawn-by-lot', `key ${key}`)
}

/**
 * A bad checksum is nothing that a packet of the reference has, but as a reason for INVALID. Who answers looks at it:
 * listeners, ICMP and resets by rules keep quiet. ICMP errors of forwarding are sent without a look.
 */
const isSwallowed = (generated: Generated, hasBadChecksum: boolean): boolean =>
  generated.why === 'reassembly-timeout' ||
  (hasBadChecksum && (generated.why === 'tcp-reset' || generated.at.where === 'delivery'))

/** Which ICMP error a reject sends is not modelled (`RejectKind`): only that it sends one. */
export const withoutCode = (line: string): string =>
  line.replace(/ icmp ([13])\/\d+ about/, ' icmp $1/* about')

export const expectationOf = (
  judgement: Judgement,
  own: Packet,
  hasBadChecksum = false,
): Expected => {
  const emitted: string[] = []
  const delivered: Packet[] = []
  const local: Packet[] = []
  const notes: string[] = []
  const heldAt: string[] = []
  let isUnconfirmed = false
  for (const fate of judgement.outcomes)
    switch (fate.kind) {
      case 'sent':
        checkLot(fate.packet, own)
        emitted.push(`${fate.interface}: ${textOfLine(lineOfPacket(fate.packet))}`)
        break
      case 'delivered':
        local.push(fate.packet)
        if (fate.interface !== 'lo') {
          checkLot(fate.packet, own)
          delivered.push(fate.packet)
        }
        break
      case 'dropped':
        if (fate.cause === 'nat' && fate.at.text.startsWith('conntrack:')) isUnconfirmed = true
        notes.push(`dropped: ${fate.cause} at ${fate.at.where}: ${fate.at.text}`)
        break
      case 'held':
        heldAt.push(fate.at.where)
        notes.push(`held at ${fate.at.where}`)
        break
      case 'queued':
        notes.push('queued')
        break
      case 'offloaded':
      case 'escaped':
      case 'stolen':
        throw new Exclusion('beyond-the-hooks', fate.kind)
      case 'unknown':
        throw new Exclusion('open-question', fate.at.text)
    }
  for (const generated of judgement.generated) {
    if (isSwallowed(generated, hasBadChecksum)) continue
    const inner = expectationOf(generated.judgement, generated.packet)
    const isReject = generated.why === 'icmp-error' && generated.at.place !== null
    if (isReject && hasBadChecksum) throw new Exclusion('bad-checksum', generated.at.text)
    emitted.push(...(isReject ? inner.emitted.map(withoutCode) : inner.emitted))
    delivered.push(...inner.delivered)
    notes.push(...inner.notes.map((note) => `${generated.why}: ${note}`))
  }
  return { emitted, delivered, local, notes, heldAt, isUnconfirmed }
}
