import type { Diagnostic } from '../../diagnostics/index.ts'
import { isInterfaceName } from '../../net/index.ts'
import { assemble } from './assemble.ts'
import type { PacketCode } from './codes.ts'
import { takeEnds } from './endpoint.ts'
import { PACKET_TEXT_MAX } from './limits.ts'
import { takeProtocol } from './protocol-word.ts'
import { readWords } from './read-words.ts'
import type { Scenario } from './scenario.ts'
import type { Reader } from './words.ts'
import { complain, readerOf, take } from './words.ts'

/** As a Diagnostic, with this language's own codes. */
export type PacketDiagnostic = Omit<Diagnostic, 'code'> & { readonly code: PacketCode }

export interface PacketOutcome {
  readonly value: Scenario | undefined
  readonly diagnostics: readonly PacketDiagnostic[]
}

/**
 * Reads one packet. `source` is the name by which diagnostics call the text.
 *
 * ```
 * packet   = origin ":" protocol ends word*
 * origin   = INTERFACE | "self"                      self: the gateway itself sends it
 * protocol = "tcp" | "udp" | "icmp" | "icmpv6" | "proto" NUMBER | "arp"
 * ends     = endpoint ">" endpoint
 * endpoint = ADDRESS [":" PORT] | "[" IPV6 "]" [":" PORT]
 * word     = "flags" ("none" | FLAG {"," FLAG})      TCP; without it a SYN
 *          | "type" N | "code" N | "id" N            ICMP; without them an echo request
 *          | "quotes" protocol ends [TYPE CODE ID]   what an ICMP error complains about
 *          | "fragment" ("first" | "later" [OFFSET]) in units of eight bytes; 185 without
 *          | "cut-off"                               the packet ends within its transport header
 *          | "options" | "extension" ("hbh" | "dst" | "rt" | "frag")
 *          | "ttl" N | "mark" N | "uid" N ["gid" N] | "no-socket"
 *          | "field" "\"" NFT-NAME "\"" VALUE         any other header field
 *          | "state" ("new" | "established" | "related" | "invalid" | "untracked")
 *          | "older"                                 new, and yet seen before: not answered so far
 *          | "direction" ("original" | "reply")
 *          | "dnat" endpoint | "snat" endpoint       what this packet's end is translated to
 *          | "ct-mark" N
 * ```
 *
 * Words stand in any order. Only the first error is told.
 */
export const parsePacket = (text: string, source = '<packet>'): PacketOutcome => {
  const reader = readerOf(text.slice(0, PACKET_TEXT_MAX), source)
  if (text.length > PACKET_TEXT_MAX)
    complain(
      reader,
      'packet-too-long',
      undefined,
      `a packet takes at most ${PACKET_TEXT_MAX} characters`,
      'give one packet at a time',
    )
  const value = reader.diagnostics.length === 0 ? read(reader) : undefined
  const [diagnostic] = reader.diagnostics
  return diagnostic ? { value: undefined, diagnostics: [diagnostic] } : { value, diagnostics: [] }
}

const read = (reader: Reader): Scenario | undefined => {
  const enters = takeOrigin(reader)
  if (enters === undefined) return undefined
  const head = reader.words[reader.next]
  const protocol = takeProtocol(reader, take(reader))
  if (protocol === undefined) return undefined
  const ends = takeEnds(reader)
  if (!ends) return undefined
  const draft = readWords(reader)
  if (reader.diagnostics.length > 0) return undefined
  return assemble(reader, {
    enters: enters === 'self' ? null : enters,
    head,
    protocol,
    ends,
    draft,
  })
}

const takeOrigin = (reader: Reader): string | undefined => {
  const word = take(reader)
  const name = word?.text.endsWith(':') ? word.text.slice(0, -1) : undefined
  if (name !== undefined && isInterfaceName(name)) return name
  const message =
    name === undefined
      ? 'a packet begins with where it comes from'
      : `\`${name}\` is no name of an interface`
  return complain(
    reader,
    'packet-syntax',
    word,
    message,
    'write an interface and a colon, or `self:` for what the gateway sends: vif1.0: tcp 10.137.0.10:40000 > 8.8.8.8:443',
  )
}
