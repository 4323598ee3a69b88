import type { MachineField } from '../../ruleset/index.ts'
import type { Extension, Fragment, Quoted, SocketOwner, UnusualLink } from '../packet.ts'
import type { Met } from './scenario.ts'

/** What the words behind the addresses have said so far; undefined: nothing yet. */
export interface Draft {
  flags?: number
  type?: number
  code?: number
  id?: number
  quoted?: Quoted
  fragment?: Fragment
  isCutOff?: true
  hasOptions?: true
  readonly extensions: Extension[]
  ttl?: number
  link?: UnusualLink
  mark?: number
  uid?: number
  gid?: number
  socket?: SocketOwner | null
  state?: Met['state']
  isOlder?: true
  direction?: Met['direction']
  dnat?: NonNullable<Met['dnat']>
  snat?: NonNullable<Met['snat']>
  connectionMark?: number
  readonly fields: { readonly field: MachineField; readonly value: bigint }[]
}
