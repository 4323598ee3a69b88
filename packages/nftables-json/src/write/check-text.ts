/** Comments and log prefixes: nft prints them between quotation marks and knows no escape. */
import type { JsonValue } from '../types/json.ts'
import type { WriteError } from './error.ts'
import { commentPattern } from './patterns.ts'
import { isObject, type Visit } from './visit.ts'

/** Bytes of UTF-8. The kernel's userdata takes 128 of a comment; NF_LOG_PREFIXLEN is 128 with the final zero. */
export const commentBytesMax = 128
export const logPrefixBytesMax = 127

const printable = new RegExp(commentPattern.replace('{0,128}', '*'), 'u')
const encoder = new TextEncoder()

/** Reports the comment of an object or element, and the prefix of a `log`. */
export function checkText(visit: Visit, report: (error: WriteError) => void): void {
  if (!isObject(visit.body)) return
  const { comment, prefix } = visit.body
  if (visit.kind === 'object' || visit.key === 'elem')
    checkOne(comment, commentBytesMax, `${visit.pointer}/comment`, report)
  if (visit.kind === 'statement' && visit.key === 'log')
    checkOne(prefix, logPrefixBytesMax, `${visit.pointer}/prefix`, report)
}

function checkOne(
  text: JsonValue | undefined,
  bytesMax: number,
  pointer: string,
  report: (error: WriteError) => void,
): void {
  if (typeof text !== 'string') return
  const problem = textProblem(text, bytesMax)
  if (problem !== undefined) report({ code: 'unprintable-text', pointer, reason: problem })
}

/** Why a text cannot stand between nft's quotation marks; nothing if it can. */
export function textProblem(text: string, bytesMax: number): string | undefined {
  if (/\p{Surrogate}/u.test(text)) return 'half of a surrogate pair stands alone'
  if (!printable.test(text)) return 'quotation marks and control characters have no escape in nft'
  const { length } = encoder.encode(text)
  return length > bytesMax ? `${length} bytes of at most ${bytesMax}` : undefined
}
