import type { Interval } from '../../net/index.ts'
import type { BaseHook, Place } from '../../ruleset/index.ts'
import type { EventKind } from '../chain/event.ts'

/** Whether there are such packets. `perhaps`: under some reading of what is opaque, and not under every. */
export type Certainty = 'no' | 'perhaps' | 'yes'

/** Where the packets of each class end, and who reaches what: the sets of a proof, told for a picture of the gateway. */
export interface Survey {
  readonly ends: readonly End[]
  readonly families: readonly FamilySurvey[]
}

export type FamilySurvey =
  | {
      readonly kind: 'surveyed'
      readonly family: 'ipv4' | 'ipv6'
      /** Everything that packets from outside may meet, in order. */
      readonly stops: readonly StopRecord[]
      readonly classes: readonly ClassSurvey[]
      readonly reach: readonly Reach[]
      /**
       * Chains of equal priority may run in another order than that of the stops, and then something else comes out.
       * What gets somewhere is told of either order.
       */
      readonly isOrderOpen: boolean
    }
  /** Why nothing can be told of this family, one sentence. */
  | { readonly kind: 'beyond'; readonly family: 'ipv4' | 'ipv6'; readonly why: string }

/** A stop at a hook. */
export interface StopRecord {
  readonly hook: BaseHook
  /** `chain`: a base chain; the others are the kernel's own work there. */
  readonly kind: 'chain' | 'defragment' | 'track' | 'translate-destination' | 'translate-source'
  readonly priority: number
  /** Base chains by table, as `inet qubes_tor_fw entry`; of a translation all nat chains that are asked. */
  readonly chains: readonly { readonly name: string; readonly place: Place }[]
}

/**
 * Classes of client packets by what they come with; the first that fits is a packet's own.
 * - `ipv6`: any of IPv6, from whatever source: where clients have no address of it, every one is forged.
 * - `spoofed`: of IPv4, with a source that is not the client's own address.
 * - `dns`: UDP to port 53, whatever its destination.
 * - `gateway`: to what is open at the address by which clients know the gateway: SOCKS ports, and services.
 * - `virtual`: to the virtual address network.
 * - `local`: to a local network, or to the gateway itself.
 * - `tcp`, `udp`, `other`: the rest, by protocol.
 */
export type PacketClass =
  | 'ipv6'
  | 'spoofed'
  | 'dns'
  | 'gateway'
  | 'virtual'
  | 'local'
  | 'tcp'
  | 'udp'
  | 'other'

export interface ClassSurvey {
  readonly id: PacketClass
  /** One for each of the family's stops. */
  readonly stops: readonly StopSurvey[]
  /** One for each of the survey's ends. */
  readonly ends: readonly EndSurvey[]
  /** What rules do to packets of the class besides letting them pass. */
  readonly events: readonly EventSurvey[]
}

export interface StopSurvey {
  /** Whether packets of the class come here. */
  readonly comes: Certainty
  /** `all`: whatever of the class comes here ends here, for certain. `some`: some of it may. */
  readonly ends: 'none' | 'some' | 'all'
  /** Whether some of it is rejected here: it ends, and is answered. */
  readonly rejects: Certainty
}

export interface EndSurvey {
  /** Whether packets get there that no older connection has to do with: the first of one, and those of none. */
  readonly fresh: Certainty
  /** Whether packets of connections get there that conntrack has already, whatever began and translated them. */
  readonly older: Certainty
}

export interface EventSurvey {
  readonly kind: EventKind
  readonly certainty: Exclude<Certainty, 'no'>
}

/** Where a packet can end, other than by being dropped. */
export type End =
  | {
      readonly kind: 'tor' | 'service'
      /** `TransPort`, `DNSPort`, `SOCKS`, or the service's name. */
      readonly name: string
      readonly protocol: 'tcp' | 'udp'
      readonly ports: Interval
      /** Who is meant to get there. */
      readonly openTo: readonly ('clients' | 'uplink')[]
    }
  /** At any other socket of the gateway, or at its kernel. */
  | { readonly kind: 'socket' }
  /** By an interface of this zone; `others`: of none. */
  | { readonly kind: 'zone'; readonly zone: Zone }

export type Zone = 'clients' | 'uplink' | 'others'

/** What one sender reaches. */
export interface Reach {
  readonly from: Zone | 'gateway'
  /** One for each of the survey's ends; null where the question makes no sense. */
  readonly cells: readonly (ReachCell | null)[]
}

export interface ReachCell {
  /** What no older connection has to do with. */
  readonly begins: Certainty
  /** What goes on with a connection that this side began, whatever it was translated to. */
  readonly goesOn: Certainty
  /** Answers within a connection that the other side began, and errors about it. */
  readonly answers: Certainty
  /** Of what begins: which protocols and ports, where the end does not say it. */
  readonly what: readonly Traffic[]
  /** Whether there are more of them. */
  readonly hasMore: boolean
  /** Of what the gateway itself begins: the uids of programs that may, or null for any. */
  readonly uids: readonly Interval[] | null
}

export interface Traffic {
  /** Number of the protocol. */
  readonly protocol: number
  /** Destination ports, as the packet then bears them; null for a protocol without, and for all of them. */
  readonly ports: Interval | null
}
