import type { Connection, TcpState } from '../connection.ts'
import { tcpBit } from '../protocol.ts'

/**
 * The states of a TCP connection as conntrack sees them (nf_conntrack_proto_tcp.c). Windows and sequence numbers are
 * not modelled: a packet that the kernel would refuse for them says so itself (`Packet.tracking`).
 */

type Kind = 'syn' | 'synack' | 'fin' | 'ack' | 'rst'

/** `iv`: INVALID. `ig`: let pass as part of the connection, which it does not change. */
type Cell = 'no' | 'ss' | 'sr' | 'es' | 'fw' | 'cw' | 'la' | 'tw' | 'cl' | 's2' | 'iv' | 'ig'

const names: Readonly<Record<Exclude<Cell, 'iv' | 'ig'>, TcpState>> = {
  no: 'none',
  ss: 'syn-sent',
  sr: 'syn-recv',
  es: 'established',
  fw: 'fin-wait',
  cw: 'close-wait',
  la: 'last-ack',
  tw: 'time-wait',
  cl: 'close',
  s2: 'syn-sent2',
}

const columns: readonly TcpState[] = Object.values(names)

const row = (text: string): readonly Cell[] =>
  text.split(' ').filter((cell): cell is Cell => cell === 'iv' || cell === 'ig' || cell in names)

/** `tcp_conntracks`: by direction and kind of packet, from each state to the next. */
const transitions: Readonly<Record<'original' | 'reply', Readonly<Record<Kind, readonly Cell[]>>>> =
  {
    original: {
      //          no ss sr es fw cw la tw cl s2
      syn: row('ss ss ig ig ig ig ig ss ss s2'),
      synack: row('iv iv sr iv iv iv iv iv iv sr'),
      fin: row('iv iv fw fw la la la tw cl iv'),
      ack: row('es iv es es cw cw tw tw cl iv'),
      rst: row('iv cl cl cl cl cl cl cl cl cl'),
    },
    reply: {
      syn: row('iv s2 iv iv iv iv iv ss iv s2'),
      synack: row('iv sr ig ig ig ig ig ig ig sr'),
      fin: row('iv iv fw fw la la la tw cl iv'),
      ack: row('iv ig sr es cw cw tw tw cl ig'),
      rst: row('iv cl cl cl cl cl cl cl cl cl'),
    },
  }

/** Combinations of flags that a TCP may send, PSH, ECE and CWR aside (`tcp_valid_flags`). All others are INVALID. */
const validFlags: readonly number[] = [
  tcpBit.syn,
  tcpBit.syn | tcpBit.urg,
  tcpBit.syn | tcpBit.ack,
  tcpBit.rst,
  tcpBit.rst | tcpBit.ack,
  tcpBit.fin | tcpBit.ack,
  tcpBit.fin | tcpBit.ack | tcpBit.urg,
  tcpBit.ack,
  tcpBit.ack | tcpBit.urg,
]

const kindOf = (flags: number): Kind | undefined => {
  const judged = flags & ~(tcpBit.psh | tcpBit.ece | tcpBit.cwr)
  if (!validFlags.includes(judged)) return undefined
  if (flags & tcpBit.rst) return 'rst'
  if (flags & tcpBit.syn) return flags & tcpBit.ack ? 'synack' : 'syn'
  return flags & tcpBit.fin ? 'fin' : 'ack'
}

/** A first segment: a SYN, or with `tcp_loose` the middle of a stream; undefined for what begins nothing. */
export const firstState = (flags: number, isLoose: boolean): TcpState | undefined => {
  const kind = kindOf(flags)
  if (kind === 'syn') return 'syn-sent'
  return kind === 'ack' && isLoose ? 'established' : undefined
}

/**
 * - `moves`: part of the connection, whose state it changes.
 * - `ignored`: part of the connection as it is.
 * - `restarts`: the entry is dead; the packet begins another in its place.
 * - `kills`: part of the connection, of which nothing is left.
 */
export type TcpStep =
  | { readonly kind: 'moves'; readonly change: Partial<Connection> }
  | { readonly kind: 'ignored' | 'restarts' | 'kills' | 'invalid' }

/** A segment that meets an entry. */
export const nextState = (
  connection: Connection,
  direction: 'original' | 'reply',
  flags: number,
): TcpStep => {
  const kind = kindOf(flags)
  const old = connection.tcpState ?? 'none'
  const cell = kind && transitions[direction][kind][columns.indexOf(old)]
  if (!kind || !cell || cell === 'iv') return { kind: 'invalid' }
  if (cell === 'ig') return { kind: 'ignored' }
  if (cell === 'ss' && (old === 'time-wait' || old === 'close'))
    return { kind: mayReopen(connection, direction) ? 'restarts' : 'ignored' }
  // An answer that is a reset, or a reset before any answer, ends what never began.
  if (kind === 'rst' && !connection.status.seenReply) return { kind: 'kills' }
  const next = names[cell]
  return {
    kind: 'moves',
    change: {
      tcpState: next,
      closedBy: closing(connection, direction, kind, next),
      status: { ...connection.status, isAssured: isAssured(connection, old, next) },
    },
  }
}

/** A SYN begins anew what was closed by FIN, or by the SYN's own sender with a reset (IP_CT_TCP_FLAG_CLOSE_INIT). */
const mayReopen = ({ closedBy }: Connection, direction: 'original' | 'reply'): boolean =>
  closedBy === 'fin' || closedBy === `reset-by-${direction}`

const closing = (
  { closedBy }: Connection,
  direction: 'original' | 'reply',
  kind: Kind,
  next: TcpState,
): Connection['closedBy'] => {
  if (closedBy === 'fin' || next === 'fin-wait') return 'fin'
  return kind === 'rst' ? `reset-by-${direction}` : 'none'
}

const isAssured = ({ status }: Connection, old: TcpState, next: TcpState): boolean =>
  status.isAssured ||
  (status.seenReply && (old === 'syn-recv' || old === 'established') && next === 'established')
