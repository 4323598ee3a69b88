/**
 * What only the gateway itself knows when it boots, its client-facing addresses, stands in an artefact as lines that
 * are comments until the loader fills them in: `#@client_facing RULE`, with `@ADDRESS@` for the address.
 * One line comes of it for each address; with none, the artefact loads as it is, and what it serves there is closed.
 */
const marker = '#@'
const placeholder = '@ADDRESS@'

/** A line that the loader fills in, with the placeholder where the address goes. */
export const lineForLoader = (set: string, line: (address: string) => string): string =>
  `${marker}${set} ${line(placeholder)}`

/** What the loader does: writes each such line of that set once for each address. */
export const fillLines = (text: string, set: string, addresses: readonly string[]): string => {
  const start = `${marker}${set} `
  return text
    .split('\n')
    .flatMap((line) =>
      line.startsWith(start)
        ? addresses.map((address) => line.slice(start.length).replaceAll(placeholder, address))
        : [line],
    )
    .join('\n')
}

export const placeholderAddress = placeholder

/** A text with the loader's lines of a set as they would stand when filled, the placeholder still in them. */
export interface OpenedText {
  readonly text: string
  /** Numbers of those lines, from 1. Every line stays on its number. */
  readonly lines: ReadonlySet<number>
}

/**
 * What a reader judges of an artefact: the lines that wait for the loader, open. As it stands they are comments, and
 * what they serve would seem closed.
 */
export const openLines = (text: string, set: string): OpenedText => {
  const start = `${marker}${set} `
  const lines = new Set<number>()
  const opened = text.split('\n').map((line, index) => {
    if (!line.startsWith(start)) return line
    lines.add(index + 1)
    return line.slice(start.length)
  })
  return { text: opened.join('\n'), lines }
}
