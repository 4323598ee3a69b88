/** Documents as nft text that nft 1.0.6 and every newer release load. */
import { documentItems, printItems } from './document.ts'
import { at, type Place, type Problem, refuse, rootPlace } from './place.ts'

export { isPrintableName } from './names.ts'
export type { Problem } from './place.ts'

export interface PrintOptions {
  /** Lines of comment at the head of the text, without `#`. */
  readonly header?: readonly string[]
  /**
   * Lines of comment to stand before an object, without `#`.
   * It is given the wrapped object of the item, e.g. `{ rule: {...} }`, the very node of the document.
   */
  readonly comment?: (object: unknown) => readonly string[]
}

export type PrintResult =
  | { readonly text: string }
  | { readonly problems: readonly [Problem, ...Problem[]] }

/**
 * The text of a document, given in the shape that libnftables-json reads or writes.
 *
 * Items keep their order. Objects that are added to a table right after the table itself become one block
 * with their rules; every other command is a line. What text cannot say is a problem, never left out:
 * quotes in comments and log prefixes, names that nft's lexer takes for keywords, properties and
 * statements that are not known here. Handles, and counters' place among them, are not text.
 */
export function print(document: unknown, options: PrintOptions = {}): PrintResult {
  const root = rootPlace()
  const remark = (node: unknown) => checkedLines(options.comment?.(node) ?? [], root)
  const header = checkedLines(options.header ?? [], root)
  const items = documentItems(document, root)
  const parts = printItems(items, at(root, 'nftables'), remark)
  const [first, ...rest] = root.problems
  if (first !== undefined) return { problems: [first, ...rest] }
  const head = header.map((line) => (line === '' ? '#' : `# ${line}`)).join('\n')
  const texts = head === '' ? parts : [head, ...parts]
  return { text: texts.map((part) => `${part}\n`).join('\n') }
}

/** A line break in a comment would make a command of the rest. */
function checkedLines(lines: readonly string[], place: Place): readonly string[] {
  return lines.map((line) => {
    return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(line)
      ? refuse(place, 'a line of comment has control characters')
      : line
  })
}
