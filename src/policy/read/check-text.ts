import type { Diagnostic } from '../../diagnostics/index.ts'
import { policyLimits } from '../limits.ts'
import type { SpanMaker } from './place.ts'

/**
 * Code points that no policy needs, first and last of each range. YAML forbids most of them
 * (YAML 1.2.2, 5.1). Marks of writing direction would show a reviewer other lines than a parser
 * reads (CVE-2021-42574).
 */
const refusedRanges: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x08], // control, up to tab
  [0x0b, 0x0c], // vertical tab, form feed
  [0x0e, 0x1f], // control
  [0x7f, 0x9f], // delete, and the second set of controls
  [0x200e, 0x200f], // left-to-right and right-to-left mark
  [0x2028, 0x202e], // line and paragraph separator, embeddings and overrides of direction
  [0x2066, 0x2069], // isolates of direction
  [0xd800, 0xdfff], // half of a surrogate pair
  [0xfffd, 0xffff], // what a decoder leaves where bytes were no UTF-8; no characters
]

const findRefused = (text: string): { readonly at: number; readonly code: number } | undefined => {
  let at = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (refusedRanges.some(([first, last]) => first <= code && code <= last)) return { at, code }
    at += character.length
  }
  return undefined
}

const encoder = new TextEncoder()

/** Whether a text may be given to the YAML parser at all. Time is linear in the limit, whatever the text. */
export const checkText = (text: string, span: SpanMaker): readonly Diagnostic[] => {
  const { sourceBytes } = policyLimits
  // No text of more UTF-16 units than the limit has fewer bytes; so a huge one is not encoded first.
  if (text.length > sourceBytes || encoder.encode(text).length > sourceBytes) {
    return [
      {
        code: 'source-too-large',
        severity: 'error',
        message: `the policy is larger than ${sourceBytes} bytes`,
        help: 'a policy is a page or two; was another file meant?',
      },
    ]
  }
  const found = findRefused(text)
  if (!found) return []
  const number = found.code.toString(16).toUpperCase().padStart(4, '0')
  return [
    {
      code: 'source-not-text',
      severity: 'error',
      message: `the policy holds the character U+${number}, which no policy needs`,
      help: 'a policy is UTF-8 text; was another file meant?',
      span: span(found.at, found.at + 1),
    },
  ]
}
