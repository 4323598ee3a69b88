import type { IcmpHeader, Packet } from '../packet.ts'
import { withField } from '../packet-change.ts'
import { protocols, tcpBit } from '../protocol.ts'
import { contradiction } from './contradiction.ts'
import type { Draft } from './draft.ts'
import type { Ends } from './endpoint.ts'
import { meet } from './meet.ts'
import type { Scenario } from './scenario.ts'
import type { Reader, Word } from './words.ts'
import { complain } from './words.ts'

export interface Parts {
  readonly enters: string | null
  readonly head: Word | undefined
  readonly protocol: number | 'arp'
  readonly ends: Ends
  readonly draft: Draft
}

/** Puts a packet together from what was said, or says what cannot be true at once. */
export const assemble = (reader: Reader, parts: Parts): Scenario | undefined => {
  const fault = contradiction(parts)
  if (fault) return complain(reader, 'packet-contradiction', parts.head, fault.what, fault.help)
  const met = meet(reader, parts.head, parts.draft)
  if (met === undefined) return undefined
  const tracking = met?.state === 'invalid' || met?.state === 'untracked' ? met.state : 'ordinary'
  const packet = parts.draft.fields.reduce<Packet>(
    (before, { field, value }) => withField(before, field, value),
    { ...packetOf(parts), tracking },
  )
  return { packet, met }
}

const packetOf = ({ enters, protocol, ends, draft }: Parts): Omit<Packet, 'tracking'> => {
  const family =
    protocol === 'arp' ? 'arp' : ends.source.family === 'ip4' ? 'ipv4' : ('ipv6' as const)
  const number = protocol === 'arp' ? 0 : protocol
  const fragment = draft.fragment ?? { kind: 'none', offset: 0 }
  const isFragment6 = family === 'ipv6' && fragment.kind !== 'none'
  const needsHeader = isFragment6 && !draft.extensions.includes('frag')
  return {
    family,
    enters,
    protocol: number,
    source: ends.source.value,
    destination: ends.destination.value,
    sourcePort: ends.sourcePort,
    destinationPort: ends.destinationPort,
    icmp: icmpOf(number, draft),
    tcpFlags: flagsOf(number, draft),
    fragment,
    hasOptions: draft.hasOptions === true,
    extensions: needsHeader ? [...draft.extensions, 'frag'] : draft.extensions,
    ttl: draft.ttl ?? 64,
    ...(draft.link === undefined ? {} : { link: draft.link }),
    socket: draft.uid === undefined ? null : { uid: draft.uid, gid: draft.gid ?? draft.uid },
    mark: draft.mark ?? 0,
    other: {},
  }
}

/** Whether the transport header is not there, or not whole. */
export const lacksHeader = ({ isCutOff, fragment }: Draft): boolean =>
  isCutOff === true || fragment?.kind === 'later'

const flagsOf = (protocol: number, draft: Draft): number | null => {
  if (protocol !== protocols.tcp) return null
  return draft.flags ?? (lacksHeader(draft) ? null : tcpBit.syn)
}

const echoRequest: Readonly<Record<number, number>> = {
  [protocols.icmp]: 8,
  [protocols.icmpv6]: 128,
}

const icmpOf = (protocol: number, draft: Draft): IcmpHeader | null => {
  const request = echoRequest[protocol]
  if (request === undefined || (draft.type === undefined && lacksHeader(draft))) return null
  return {
    type: draft.type ?? request,
    code: draft.code ?? 0,
    id: draft.id ?? 0,
    quoted: draft.quoted ?? null,
  }
}
