import { hasPorts, protocols } from '../protocol.ts'
import type { Parts } from './assemble.ts'
import { lacksHeader } from './assemble.ts'

/** Parts of a packet that cannot all be true, and the way out. */
export interface Fault {
  readonly what: string
  readonly help: string
}

type Suspicion = Fault & { readonly holds: boolean }

/** The first of what is wrong; undefined where nothing is. */
export const contradiction = (parts: Parts): Fault | undefined =>
  [...transportFaults(parts), ...networkFaults(parts)].find(({ holds }) => holds)

const transportFaults = ({ protocol, ends, draft }: Parts): readonly Suspicion[] => {
  const isIcmp = protocol === protocols.icmp || protocol === protocols.icmpv6
  const hasEnds = ends.sourcePort !== null
  const ofIcmp = [draft.code, draft.id, draft.quoted].some((each) => each !== undefined)
  return [
    {
      holds: draft.flags !== undefined && protocol !== protocols.tcp,
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
      holds: !isIcmp && (ofIcmp || draft.type !== undefined),
      what: 'only ICMP has a type, a code, an identifier and a quotation',
      help: 'leave them out, or make it icmp',
    },
    {
      holds: isIcmp && draft.type === undefined && lacksHeader(draft) && ofIcmp,
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
  ]
}

const networkFaults = ({ enters, protocol, ends, draft }: Parts): readonly Suspicion[] => {
  const is6 = ends.source.family === 'ip6'
  return [
    {
      holds: protocol === 'arp' && is6,
      what: 'ARP is of IPv4 alone',
      help: 'write neighbour discovery as icmpv6 with type 135 or 136',
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
      holds: enters !== null && draft.uid !== undefined,
      what: 'what enters by an interface has no socket yet',
      help: 'write `self:` for what the gateway sends',
    },
    {
      holds: draft.link !== undefined && (enters === null || enters === 'lo'),
      what: 'only what enters by a device comes by a `link`',
      help: 'leave it out, or name the interface',
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
}
