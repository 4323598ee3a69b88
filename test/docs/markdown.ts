/** A fenced block of a Markdown text, with the heading it stands under. */
export interface Block {
  readonly heading: string
  /** The first word behind the fence. */
  readonly language: string
  /** What follows that word. */
  readonly info: string
  readonly text: string
  /** From 1. */
  readonly line: number
}

/** All fenced blocks, in order. A fence that is not closed is a fault of the document. */
export const blocksOf = (markdown: string): readonly Block[] => {
  const blocks: Block[] = []
  let heading = ''
  let open: { readonly info: string; readonly line: number; readonly lines: string[] } | undefined
  for (const [index, line] of markdown.split('\n').entries()) {
    if (open && line === '```') {
      const [language = '', ...info] = open.info.split(' ')
      blocks.push({
        heading,
        language,
        info: info.join(' '),
        text: `${open.lines.join('\n')}\n`,
        line: open.line,
      })
      open = undefined
    } else if (open) open.lines.push(line)
    else if (line.startsWith('```')) open = { info: line.slice(3), line: index + 1, lines: [] }
    else heading = /^#+ +`?(.*?)`?$/.exec(line)?.[1] ?? heading
  }
  if (open) throw new Error(`the fence of line ${open.line} is not closed`)
  return blocks
}

/**
 * The policy that a block stands for. `times=N` repeats its lines, `{n}` being the number of each repetition;
 * `escapes` reads `\u202e` as that character.
 */
export const policyOf = ({ info, text }: Block): string => {
  const times = Number(/times=(\d+)/.exec(info)?.[1] ?? 1)
  const repeated = Array.from({ length: times }, (_, n) => text.replaceAll('{n}', String(n))).join(
    '',
  )
  return info.includes('escapes')
    ? repeated.replace(/\\u([0-9a-f]{4})/g, (_, digits) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      )
    : repeated
}

/** `=== NAME` begins a file; without such a line it is one, of this name. */
export const filesIn = (text: string, only: string) =>
  text.startsWith('=== ')
    ? text
        .split(/^=== /m)
        .slice(1)
        .map((part) => {
          const end = part.indexOf('\n')
          return { name: part.slice(0, end), text: part.slice(end + 1) }
        })
    : [{ name: only, text }]
