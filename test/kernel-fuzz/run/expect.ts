import type { Judgement, Packet } from '../../../src/netfilter/index.ts'
import { lineOfPacket, textOfLine } from '../packet/line.ts'
import { openerPorts, servicePorts } from '../universe.ts'
import { Exclusion } from './exclusion.ts'

/** What the reference says must come of a packet. */
export interface Expected {
  /** `eth0: ...`, one line for each packet that leaves. */
  readonly emitted: readonly string[]
  /** What arrives at the gateway itself, by an interface that is not loopback. */
  readonly delivered: readonly Packet[]
  /** The same, whatever the interface. */
  readonly local: readonly Packet[]
  /** Why it was dropped, or where it waits, for people. */
  readonly notes: readonly string[]
  readonly heldAt: readonly string[]
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

export const expectationOf = (judgement: Judgement, own: Packet): Expected => {
  const emitted: string[] = []
  const delivered: Packet[] = []
  const local: Packet[] = []
  const notes: string[] = []
  const heldAt: string[] = []
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
    if (generated.why === 'reassembly-timeout') continue
    const inner = expectationOf(generated.judgement, generated.packet)
    emitted.push(...inner.emitted)
    delivered.push(...inner.delivered)
    local.push(...inner.local)
    notes.push(...inner.notes.map((note) => `${generated.why}: ${note}`))
  }
  return { emitted, delivered, local, notes, heldAt }
}
