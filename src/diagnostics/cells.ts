import { visible } from './visible.ts'

/** One character of a source line as a terminal shows it. */
export interface Cell {
  readonly text: string
  /** Columns it takes in a terminal: 0 for a combining mark, 2 for a wide character or half a tab. */
  readonly width: number
  /** Its first UTF-16 unit in the line, from 0. */
  readonly unit: number
}

/** A tab is shown as spaces to the next multiple of this, so that carets stand right in every terminal. */
const TAB_COLUMNS = 4

/** A source line, character by character, with nothing left in it that a terminal would act on. */
export const cellsOf = (line: string): readonly Cell[] => {
  const cells: Cell[] = []
  let unit = 0
  let column = 0
  for (const character of line) {
    const text =
      character === '\t' ? ' '.repeat(TAB_COLUMNS - (column % TAB_COLUMNS)) : visible(character)
    const width = text === character ? widthOf(character) : text.length
    cells.push({ text, width, unit })
    unit += character.length
    column += width
  }
  return cells
}

export const totalWidth = (cells: readonly Cell[]): number =>
  cells.reduce((sum, cell) => sum + cell.width, 0)

/** After Unicode TR 11, roughly: what is not in these ranges counts as one column. */
const wideRanges: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
]

const widthOf = (character: string): number => {
  if (/^\p{M}$/u.test(character)) return 0
  const value = character.codePointAt(0) ?? 0
  return wideRanges.some(([first, last]) => first <= value && value <= last) ? 2 : 1
}
