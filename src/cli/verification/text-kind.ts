export type TextKind = 'nft' | 'nft-json' | 'iptables' | 'arptables' | 'torrc'

/**
 * What a text is, by its first telling line; null where nothing tells. Comments and blank lines tell nothing, but for
 * the signature of iptables-save.
 */
export const kindOfText = (text: string): TextKind | null => {
  const head = text.slice(0, HEAD_UNITS)
  if (/^\s*\{/.test(head)) return 'nft-json'
  for (const line of head.split('\n')) {
    const word = line.trim().split(/\s+/)[0] ?? ''
    if (word === '' || word.startsWith('#')) continue
    if (word.startsWith('*')) return 'iptables'
    if (nftWords.has(word)) return 'nft'
    if (/^[+/]?[A-Z][A-Za-z0-9]+$/.test(word)) return 'torrc'
    return null
  }
  return null
}

/** A head of comments longer than this tells nothing either. */
const HEAD_UNITS = 65_536

const nftWords: ReadonlySet<string> = new Set([
  ...['table', 'add', 'create', 'insert', 'replace', 'delete', 'destroy', 'flush', 'reset'],
  ...['define', 'redefine', 'undefine', 'include', 'list', 'rename'],
])
