/** Sets in place: `{ 1, 2-5, 10.0.0.1 . 80 : accept }`. */
import { parseComment } from './comments.ts'
import { parseConcat } from './expressions.ts'
import { through } from './places.ts'
import { nothing, parseVariable, type Reader } from './reader.ts'
import { beginsStateful, parseStateful } from './stateful.ts'
import type { ElementOptions, ElementSyntax, Syntax } from './syntax.ts'
import { parseSeconds } from './times.ts'
import { beginsVerdict, parseVerdict } from './verdicts.ts'

/** `{ ... }`. nft takes one line end around each element and each comma, so a blank line is an error. */
export function parseSet(reader: Reader): Syntax {
  const { input } = reader
  const start = input.peek()
  input.expectSign('{')
  if (!input.enter()) return nothing(reader)
  const elements: ElementSyntax[] = []
  do {
    takeNewline(reader)
    const end = input.isSign('}') || input.isSign(',')
    if (end && elements.length > 0) continue
    elements.push(parseElement(reader))
    takeNewline(reader)
  } while (input.takeSign(','))
  if (input.peek().kind === 'newline') {
    input.fail('nft-syntax', 'a blank line among elements: nft takes none there')
  }
  input.expectSign('}')
  input.leave()
  return { kind: 'set', elements, at: through(start, input.last) }
}

function takeNewline({ input }: Reader): void {
  if (input.peek().kind === 'newline') input.next()
}

function parseElement(reader: Reader): ElementSyntax {
  const { input } = reader
  const start = input.peek()
  if (input.isSign('{')) {
    const key = parseSet(reader)
    return { key, value: undefined, options: {}, at: key.at }
  }
  const key = input.takeSign('*') ? '*' : parseConcat(reader, 'right')
  const options = parseOptions(reader)
  const value = input.takeSign(':') ? parseMapped(reader) : undefined
  return { key, value, options, at: through(start, input.last) }
}

function parseMapped(reader: Reader): Syntax {
  const start = reader.input.peek()
  if (!beginsVerdict(reader)) return parseConcat(reader, 'right')
  const node = parseVerdict(reader)
  return { kind: 'verdict', node, at: through(start, reader.input.last) }
}

/** What an element carries: `timeout`, `expires`, `comment`, and its counter or limit. */
export function parseOptions(
  reader: Reader,
  stateful = true,
): Record<string, ElementOptions[string]> {
  const { input } = reader
  const options: Record<string, ElementOptions[string]> = {}
  for (;;) {
    const start = input.peek()
    if (input.takeWord('timeout')) {
      // Since 1.1.1 an element may say that it stays although its set has a timeout.
      options['timeout'] = input.takeWord('never') ? 'never' : parseSeconds(reader)
    } else if (input.takeWord('expires')) {
      options['expires'] = parseSeconds(reader)
    } else if (input.isWord('comment')) {
      if (options['comment'] !== undefined) {
        input.report('nft-duplicate', 'an element has one comment', start)
      }
      options['comment'] = parseComment(reader)
    } else if (stateful && beginsStateful(reader)) {
      for (const [key, body] of Object.entries(parseStateful(reader))) options[key] = body
    } else {
      return options
    }
  }
}

/** Elements given by name or in place: `elements = { ... }`, `elements = $list`. */
export function parseElements(reader: Reader): Syntax {
  return reader.input.isSign('$') ? parseVariable(reader) : parseSet(reader)
}
