/**
 * Two denials that nft makes one of. `tcp sport != 5 tcp dport != 7` becomes one comparison of four bytes, which
 * holds of every packet that is not both: more than either denial says (`payload_try_merge`, src/payload.c; seen with
 * 1.0.6, whatever else stands between the two). Its listings tell the two denials again. So neither a file nor a
 * listing says what the kernel holds, and an `accept` behind such a pair may let out what it denies.
 */
import type { ReadExpression, ReadPayload, ReadStatement } from 'nftables-json'
import { machineFields } from '../../../../ruleset/index.ts'
import { isCompound } from './constants.ts'
import { setElements } from './members.ts'
import { machineField } from './read-payload.ts'

/** What fits one register, and is loaded and compared in one go. */
const JOINED_BITS_MAX = 32

/** A field of which nothing is known here counts as the smallest that can be joined. */
const UNKNOWN_BITS = 8

interface Denial {
  readonly statement: ReadStatement
  readonly header: string
  readonly bits: number
}

/** The matches of a rule that may have been joined with another of them: what they hold of nobody knows. */
export function joinedDenials(statements: readonly ReadStatement[]): ReadonlySet<ReadStatement> {
  const denials = statements.flatMap((statement) => denialOf(statement) ?? [])
  const isJoined = (one: Denial): boolean =>
    denials.some(
      (other) =>
        other !== one && other.header === one.header && one.bits + other.bits <= JOINED_BITS_MAX,
    )
  return new Set(denials.filter(isJoined).map(({ statement }) => statement))
}

/** A denial of one value of a header's field; sets and ranges stay by themselves. */
function denialOf(statement: ReadStatement): Denial | undefined {
  if (!('match' in statement)) return undefined
  const { op, left, right } = statement.match
  if (op !== '!=' || !isCompound(left) || !('payload' in left)) return undefined
  const length = prefixLength(right)
  if (length === 'many' || left.payload.tunnel !== undefined) return undefined
  return {
    statement,
    header: headerOf(left.payload),
    bits: length ?? bitsOf(left.payload),
  }
}

/** Of one value; undefined where it is no prefix. */
function prefixLength(right: ReadExpression): number | 'many' | undefined {
  const elements = setElements(right)
  const [only] = elements ?? [right]
  if (only === undefined || (elements?.length ?? 1) > 1 || Array.isArray(only)) return 'many'
  if (!isCompound(only))
    return typeof only === 'string' && only.startsWith('@') ? 'many' : undefined
  if ('range' in only) return 'many'
  return 'prefix' in only ? Number(only.prefix.len) : undefined
}

const networks: readonly string[] = ['ip', 'ip6', 'arp', 'nh']
const links: readonly string[] = ['ether', 'vlan', 'll']

/** Fields can only be joined with others behind the same base. */
function headerOf(payload: ReadPayload): string {
  const name = 'base' in payload ? payload.base : payload.protocol
  if (networks.includes(name)) return 'network'
  return links.includes(name) ? 'link' : 'transport'
}

function bitsOf(payload: ReadPayload): number {
  if ('base' in payload) return Number(payload.len)
  const field = machineField(`${payload.protocol} ${payload.field}`)
  return field === undefined ? UNKNOWN_BITS : machineFields[field].bits
}
