import type { ConnectionState } from '../connection.ts'
import type { Packet } from '../packet.ts'

/** What one line of the packet language says: a packet, and the connection that it meets. */
export interface Scenario {
  readonly packet: Packet
  /** Null: nothing is said, so what conntrack makes of it follows from an empty table. */
  readonly met: Met | null
}

/** How the packet stands to conntrack where it is first looked at, and the older entry that it belongs to. */
export interface Met {
  readonly state: ConnectionState
  /** Of `new`: it belongs to an entry that is older but not answered yet. Others than `new` say false. */
  readonly isOlder: boolean
  readonly direction: 'original' | 'reply'
  /** What the entry's destination, and its source, is translated to; null: not at all. */
  readonly dnat: Translated | null
  readonly snat: Translated | null
  /** The connection's mark. */
  readonly mark: number
}

/** Null leaves that part as it is. */
export interface Translated {
  readonly address: bigint | null
  readonly port: number | null
}
