import type { IcmpHeader, Packet } from '../packet.ts'
import { withField } from '../packet-change.ts'
import { hasPorts, protocols, tcpBit } from '../protocol.ts'
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
    socket: draft.uid === undefined ? null : { uid: draft.uid, gid: draft.gid ?? draft.uid },
    mark: draft.mark ?? 0,
    other: {},
  }
}

const lacksHeader = ({ isCutOff, fragment }: Draft): boolean =>
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

interface Fault {
  readonly what: string
  readonly help: string
}

const contradiction = ({ enters, protocol, ends, draft }: Parts): Fault | undefined => {
  const isTcp = protocol === protocols.tcp
  const isIcmp = protocol === protocols.icmp || protocol === protocols.icmpv6
  const is6 = ends.source.family === 'ip6'
  const hasEnds = ends.sourcePort !== null
  const faults: readonly (Fault & { readonly holds: boolean })[] = [
    {
      holds: draft.flags !== undefined && !isTcp,
      what: 'only TCP has `flags`',
      help: 'leave them out, or make it tcp',
    },
    {
      holds: draft.isCutOff === true && draft.flags !== undefined,
      what: 'what is `cut-off` has no flags',
      help: 'leave out one of the two',
    },
    {
      holds: draft.isCutOff === true && draft.type !== undefined,
      what: 'what is `cut-off` has no type',
      help: 'leave out one of the two',
    },
    {
      holds:
        !isIcmp &&
        [draft.type, draft.code, draft.id, draft.quoted].some((each) => each !== undefined),
      what: 'only ICMP has a type, a code, an identifier and a quotation',
      help: 'leave them out, or make it icmp',
    },
    {
      holds:
        isIcmp &&
        draft.type === undefined &&
        lacksHeader(draft) &&
        [draft.code, draft.id, draft.quoted].some((each) => each !== undefined),
      what: 'an ICMP header that is not there has no code, identifier or quotation',
      help: 'give the `type` too',
    },
    {
      holds: (isIcmp || protocol === 'arp') && hasEnds,
      what: 'ICMP and ARP have no ports',
      help: 'write the addresses alone',
    },
    {
      holds: protocol !== 'arp' && hasPorts(protocol) && !hasEnds && !lacksHeader(draft),
      what: 'the ports are missing',
      help: 'write 10.0.0.1:40000 > 8.8.8.8:443, or add `fragment later` or `cut-off`',
    },
    {
      holds: draft.hasOptions === true && is6,
      what: 'IPv6 has no `options`',
      help: 'write `extension hbh` or the like',
    },
    {
      holds: draft.extensions.length > 0 && (!is6 || protocol === 'arp'),
      what: 'IPv4 has no extension headers',
      help: 'write `options`',
    },
    {
      holds: protocol === 'arp' && is6,
      what: 'ARP is of IPv4 alone',
      help: 'write neighbour discovery as icmpv6 with type 135 or 136',
    },
    {
      holds: enters !== null && draft.uid !== undefined,
      what: 'what enters by an interface has no socket yet',
      help: 'write `self:` for what the gateway sends',
    },
    {
      holds: draft.uid !== undefined && draft.socket === null,
      what: '`uid` and `no-socket` exclude one another',
      help: 'leave out one of the two',
    },
    {
      holds: draft.gid !== undefined && draft.uid === undefined,
      what: '`gid` without `uid`',
      help: 'a socket has both: write `uid 107 gid 107`',
    },
  ]
  return faults.find(({ holds }) => holds)
}
