/** Terminals are 80 columns wide where nothing else is known. */
const COLUMNS = 80

/** Breaks a paragraph into lines of at most `COLUMNS`, each behind the indent. A longer word stands alone. */
export const wrap = (text: string, indent: number): readonly string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > COLUMNS) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((each) => ' '.repeat(indent) + each)
}

/** `  term  explanation`, the explanations in one column and wrapped. */
export const definitions = (
  rows: readonly (readonly [term: string, explanation: string])[],
): readonly string[] => {
  const width = Math.max(...rows.map(([term]) => term.length))
  return rows.flatMap(([term, explanation]) => {
    const [first = '', ...rest] = wrap(explanation, width + 4)
    return [`  ${term.padEnd(width)}  ${first.trimStart()}`, ...rest]
  })
}
