/**
 * The words of a line, `KEY=value KEY="quoted value" WORD`, as a map; a word without `=` maps to the empty text. In
 * quotes a backslash stands before what is meant as it is (control-spec, section 2.1.1); escapes of control characters
 * are left as they are written, since nobody here needs them.
 */
export const wordsOf = (text: string): ReadonlyMap<string, string> => {
  const words = new Map<string, string>()
  for (const [, key = '', quoted, plain] of text.matchAll(
    /([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|(\S*)))?/g,
  ))
    if (!words.has(key)) words.set(key, quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '')
  return words
}
