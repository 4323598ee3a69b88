/** IFNAMSIZ of linux/if.h is 16, with the closing zero byte. */
export const interfaceNameBytesMaximum = 15

/** Why a text is no interface pattern. */
export type InterfacePatternFault =
  | 'empty'
  | 'too-long'
  | 'star-not-last'
  | 'bare-star'
  | 'dots'
  | 'leading-dash'
  | 'sysctl-name'
  | 'protocol-name'
  | 'character'

/**
 * Words that nft's JSON reader takes for protocols wherever they stand in a set (json_parse_constant in
 * src/parser_json.c): an interface of that name would be looked up by the byte of the protocol's number.
 */
const protocolWords: readonly string[] = [
  ...['tcp', 'udp', 'udplite', 'esp', 'ah', 'icmp', 'icmpv6', 'comp', 'dccp', 'sctp'],
  'redirect',
]

/**
 * What is wrong with an interface pattern; undefined where nothing is.
 *
 * The kernel (dev_valid_name in net/core/dev.c) refuses the empty name, `.`, `..`, over 15 bytes,
 * whitespace, `/` and `:`. It lets through much that would be an escape, an option or a wildcard
 * elsewhere: quotes and `;` in nft's text, a leading `-` on a command line, a trailing `+`, which
 * iptables takes for `*`. So only ASCII letters, digits, `_`, `.` and `-` pass here.
 * `all` and `default` pass dev_valid_name and are refused by sysctl_dev_name_is_allowed
 * (net/ipv4/devinet.c): settings under these names would be everybody's.
 */
export const interfacePatternFault = (pattern: string): InterfacePatternFault | undefined => {
  if (pattern === '') return 'empty'
  if (pattern === '*') return 'bare-star'
  const star = pattern.indexOf('*')
  if (star >= 0 && star !== pattern.length - 1) return 'star-not-last'
  const stem = star < 0 ? pattern : pattern.slice(0, -1)
  if (!/^[A-Za-z0-9_.-]*$/.test(stem)) return 'character'
  if (pattern.length > interfaceNameBytesMaximum) return 'too-long'
  if (stem.startsWith('-')) return 'leading-dash'
  if (pattern === '.' || pattern === '..') return 'dots'
  if (pattern === 'all' || pattern === 'default') return 'sysctl-name'
  if (protocolWords.includes(pattern)) return 'protocol-name'
  return undefined
}

export const isInterfacePattern = (pattern: string): boolean =>
  interfacePatternFault(pattern) === undefined

/** A whole name, without `*`. */
export const isInterfaceName = (name: string): boolean =>
  !name.includes('*') && isInterfacePattern(name)

/** Whether an interface of that name is meant. `*` stands for any number of characters, none included. */
export const patternMatches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern

/** Whether there is a name that both patterns match. */
export const patternsOverlap = (left: string, right: string): boolean => {
  if (!left.endsWith('*')) return patternMatches(right, left)
  if (!right.endsWith('*')) return patternMatches(left, right)
  const [leftStem, rightStem] = [left.slice(0, -1), right.slice(0, -1)]
  return leftStem.startsWith(rightStem) || rightStem.startsWith(leftStem)
}
