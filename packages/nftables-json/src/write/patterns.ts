/** Patterns of what may be written, as sources of regular expressions (ECMAScript with the `u` flag, for JSON Schema). */

const octet = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'
export const ipv4Pattern = `^${octet}(\\.${octet}){3}$`

const group = '[0-9a-fA-F]{1,4}'
const tail = `(${octet}(\\.${octet}){3})`
/** RFC 4291 section 2.2: eight groups, or fewer around one `::`; the last two may be a dotted quad. No zone. */
export const ipv6Pattern = `^(${[
  `(${group}:){7}${group}`,
  `(${group}:){6}${tail}`,
  ...[1, 2, 3, 4, 5, 6].map((n) => `(${group}:){${n}}(:${group}){1,${7 - n}}`),
  `:(:${group}){1,7}`,
  `(${group}:){1,7}:`,
  ...[1, 2, 3, 4, 5].map((n) => `(${group}:){${n}}(:${group}){0,${5 - n}}:${tail}`),
  `:(:${group}){0,5}:${tail}`,
  '::',
].join('|')})$`

export const etherPattern = '^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$'

/** nft's own rule for names in its text; at most 127 bytes (sets and chains in the kernel: NFT_NAME_MAXLEN is 256). */
export const namePattern = '^[a-zA-Z_.][a-zA-Z0-9/_.\\-]{0,126}$'
export const setReferencePattern = '^@[a-zA-Z_.][a-zA-Z0-9/_.\\-]{0,126}$'

/**
 * An interface: at most 15 bytes of visible ASCII without slash, colon, quotation mark, or a first `@`;
 * `*` only at the end (any such name) and not alone, which nft takes for the catch-all element.
 */
export const interfacePattern = '^(?=.{1,15}$)(?![@.]{1,2}$)(?!@)[!#-)+-.0-9;-\\[\\]-~]+\\*?$'

/** Text inside quotation marks: nft's text has no escape for them, so JSON with one prints what cannot be read. */
export const commentPattern = '^[^"\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{0,128}$'
export const prefixPattern = '^[^"\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{0,127}$'

/** Symbols of values: words of nft's own, names of interfaces, literals of types that have no table. Not `@`, not `*` alone. */
export const wordPattern = '^(?!@)(?!\\*$)[!#-~ ]{1,127}$'
