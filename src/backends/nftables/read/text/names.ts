/** Names of tables, chains, sets and other objects. */
import { nftTextLimits } from './limits.ts'
import type { Reader } from './reader.ts'
import { keywords } from './words.ts'

/** A name as it has to stand: unquoted, and no keyword but `last`. */
export function parseName(reader: Reader, what: string): string {
  const { input } = reader
  const token = input.peek()
  if (token.kind === 'word' && keywords.has(token.text) && token.text !== 'last') {
    const help = `nft takes \`${token.text}\` for a keyword wherever it stands: choose another name`
    input.fail('nft-name', `\`${token.text}\` cannot be ${what}`, token, help)
    return ''
  }
  if (token.kind !== 'word' && token.kind !== 'literal') {
    input.expected(what)
    return ''
  }
  input.next()
  if (token.text.length > nftTextLimits.nameBytes) {
    input.report('nft-name', `a name of more than ${nftTextLimits.nameBytes} bytes`, token)
  }
  return token.text
}
