import { controlLimits } from './limits.ts'

/** One reply of Tor's: its status, and its lines without status and separator (control-spec, section 2.3). */
export interface Reply {
  readonly status: number
  readonly lines: readonly ReplyLine[]
}

export interface ReplyLine {
  readonly text: string
  /** What stood between `250+text` and the line of a dot; empty for other lines. */
  readonly data: readonly string[]
}

/** What has been read so far of a reply that is not whole yet. */
export interface PartialReply {
  readonly lines: readonly ReplyLine[]
  /** Set while data is being read: the line that it belongs to. */
  readonly open: ReplyLine | null
}

export type ReplyStep =
  | { readonly kind: 'more'; readonly partial: PartialReply }
  | { readonly kind: 'reply'; readonly reply: Reply }
  /** This is no control protocol, or more of it than anybody needs. */
  | { readonly kind: 'broken'; readonly why: string }

export const emptyReply: PartialReply = { lines: [], open: null }

const broken = (why: string): ReplyStep => ({ kind: 'broken', why })

/** Takes one line, without its end, into the reply. */
export const takeLine = ({ lines, open }: PartialReply, line: string): ReplyStep => {
  if (lines.length >= controlLimits.lines) return broken('a reply has too many lines')
  if (open !== null) return takeData(lines, open, line)
  const [, digits, separator, text = ''] = /^([0-9]{3})([ +-])(.*)$/s.exec(line) ?? []
  if (digits === undefined) return broken('a line has no status')
  const begun: ReplyLine = { text, data: [] }
  switch (separator) {
    case '+':
      return { kind: 'more', partial: { lines, open: begun } }
    case '-':
      return { kind: 'more', partial: { lines: [...lines, begun], open: null } }
    default:
      return { kind: 'reply', reply: { status: Number(digits), lines: [...lines, begun] } }
  }
}

/** A line of a dot ends the data; any other line that begins with a dot has one more than it means. */
const takeData = (lines: readonly ReplyLine[], open: ReplyLine, line: string): ReplyStep => {
  if (line === '.') return { kind: 'more', partial: { lines: [...lines, open], open: null } }
  if (open.data.length >= controlLimits.lines) return broken('a reply has too many lines')
  const data = [...open.data, line.startsWith('.') ? line.slice(1) : line]
  return { kind: 'more', partial: { lines, open: { ...open, data } } }
}
