/**
 * A hostile policy could move the cursor, rename the window, or turn the text around (CVE-2021-42574)
 * by a name that a diagnostic quotes. So everything that is not plain text is spelt out before it is shown:
 * control characters (C0, DEL, C1), format characters such as bidirectional overrides and zero-width ones,
 * line and paragraph separators, private use characters, unassigned ones and lone surrogates.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu

/** The text with every such character written as `\n`, `\t`, `\r`, `\x1b` or `\u{202e}`. */
export const visible = (text: string): string => text.replace(invisible, spellOut)

/** The same for JSON text, in JSON's own spelling: the value that a reader gets is unchanged. */
export const visibleJson = (json: string): string =>
  json.replace(invisible, (character) => (character === '\n' ? character : jsonEscape(character)))

const spellOut = (character: string): string => {
  switch (character) {
    case '\n':
      return '\\n'
    case '\r':
      return '\\r'
    case '\t':
      return '\\t'
    default: {
      const value = character.codePointAt(0) ?? 0
      return value < 0x100
        ? `\\x${value.toString(16).padStart(2, '0')}`
        : `\\u{${value.toString(16)}}`
    }
  }
}

const jsonEscape = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('')
