/**
 * One argument as iptables-save prints it (xtables_save_string in libxtables/xtables.c): quoted where it holds
 * anything but letters, digits, `_` and `-`, with a backslash before quotes and backslashes.
 */
export const quoteString = (text: string): string =>
  /^[A-Za-z0-9_-]+$/.test(text)
    ? text
    : `"${text.replaceAll(/["\\']/g, (character) => `\\${character}`)}"`

/** One argument that iptables-save prints as it is; quoted only where it would fall apart. */
export const quoteWord = (text: string): string =>
  text !== '' && !/[ \t"]/.test(text)
    ? text
    : `"${text.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`
