import type { Cell } from './cells.ts'
import { cellsOf, totalWidth } from './cells.ts'
import type { Span } from './diagnostic.ts'
import { FRAME_COLUMNS_MAX, FRAME_UNITS_MAX } from './limits.ts'
import type { Paint } from './paint.ts'

/** A stretch of cells of a line, `end` exclusive, counted in columns of the terminal. */
interface Window {
  readonly start: number
  readonly end: number
}

/**
 * The line before, the line in question with carets under the place, and the line after.
 * A place that goes on over lines has its carets to the end of its first line, and says where it ends.
 */
export const codeFrame = (text: string, span: Span, paint: Paint): readonly string[] => {
  // Only a line feed ends a line, as the reader counts them; a return before it is not shown.
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  const index = Math.min(Math.max(span.start.line, 1), lines.length) - 1
  const gutter = String(Math.min(index + 2, lines.length)).length
  const base = unitsLeftOff(lines[index] ?? '', span)
  const cellsAt = (line: string) => cellsOf(line.slice(base, base + FRAME_UNITS_MAX))
  const cells = cellsAt(lines[index] ?? '')
  const marked = markedColumns(cells, span, base)
  const window = windowAround(marked, totalWidth(cells))

  const bar = (label: string, rest: string): string =>
    `${paint('gutter', `${label.padStart(gutter)} |`)}${rest === '' ? '' : ` ${rest}`}`
  const frame = [bar('', '')]
  for (const at of [index - 1, index, index + 1]) {
    const line = lines[at]
    if (line === undefined || (at > index && at === lines.length - 1 && line === '')) continue
    frame.push(bar(String(at + 1), clip(cellsAt(line), window)))
    if (at === index) frame.push(bar('', carets(marked, window, span, paint)))
  }
  return frame
}

/** A line of a megabyte is not measured from its start: only the stretch around the place is looked at. */
const unitsLeftOff = (line: string, span: Span): number =>
  line.length <= FRAME_UNITS_MAX
    ? 0
    : Math.max(0, Math.min(span.start.column, line.length) - FRAME_UNITS_MAX / 2)

/** The columns that get carets: at least one, also where the place is empty or lies behind the end of the line. */
const markedColumns = (cells: readonly Cell[], span: Span, base: number): Window => {
  const columnOf = (unit: number): number => totalWidth(cells.filter((cell) => cell.unit < unit))
  const start = columnOf(span.start.column - 1 - base)
  const end =
    span.end.line > span.start.line ? totalWidth(cells) : columnOf(span.end.column - 1 - base)
  return { start, end: Math.max(end, start + 1) }
}

/** The stretch to show: from the start where the place fits in, otherwise with a third of the width before it. */
const windowAround = (marked: Window, width: number): Window => {
  if (width <= FRAME_COLUMNS_MAX || marked.end <= FRAME_COLUMNS_MAX)
    return { start: 0, end: FRAME_COLUMNS_MAX }
  const start = Math.max(0, marked.start - Math.floor(FRAME_COLUMNS_MAX / 3))
  return { start, end: start + FRAME_COLUMNS_MAX }
}

/** What of a line lies in the window, with `…` where it goes on. Never wider than the window and two marks. */
const clip = (cells: readonly Cell[], window: Window): string => {
  let column = 0
  let shown = window.start > 0 ? '…' : ''
  for (const cell of cells) {
    const end = column + cell.width
    if (end > window.end) return `${shown}…`
    if (column >= window.start) shown += cell.text
    // A character that the window's edge cuts in two leaves blanks, so that what follows stays in its column.
    else if (end > window.start) shown += ' '.repeat(end - window.start)
    column = end
  }
  return shown.trimEnd()
}

const carets = (marked: Window, window: Window, span: Span, paint: Paint): string => {
  const end = Math.min(marked.end, window.end)
  const indent = marked.start - window.start + (window.start > 0 ? 1 : 0)
  const more = span.end.line > span.start.line ? ` goes on to line ${span.end.line}` : ''
  return ' '.repeat(indent) + paint('caret', '^'.repeat(Math.max(1, end - marked.start)) + more)
}
