import type { Diagnostic, Span } from '../../src/diagnostics/index.ts'

/** The span of the `nth` place where `piece` stands in `text`, counted as a reader counts: UTF-16 units, lines by LF. */
export const spanOf = (text: string, piece: string, source = 'policy.yaml', nth = 0): Span => {
  let offset = text.indexOf(piece)
  for (let count = 0; count < nth; count++) offset = text.indexOf(piece, offset + 1)
  if (offset < 0) throw new Error(`\`${piece}\` is not in the text`)
  return { source, start: positionAt(text, offset), end: positionAt(text, offset + piece.length) }
}

export const diagnosticAt = (span: Span, rest: Partial<Diagnostic> = {}): Diagnostic => ({
  code: 'wrong-type',
  severity: 'error',
  message: 'something is wrong',
  span,
  ...rest,
})

const positionAt = (text: string, offset: number) => {
  const before = text.slice(0, offset).split('\n')
  return { offset, line: before.length, column: (before.at(-1) ?? '').length + 1 }
}
