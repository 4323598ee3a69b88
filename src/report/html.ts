import { visible } from '../diagnostics/index.ts'
import { TEXT_CHARACTERS_MAX } from './limits.ts'

/** A piece of a page whose every text has been escaped. Only `html` makes one. */
export interface Html {
  readonly markup: string
}

/** What may stand in a template: text, which is escaped whatever it says, and pieces, which are put in as they are. */
export type Insert = string | number | Html | readonly Html[]

/**
 * A piece of HTML or SVG. A ruleset names chains, sets and comments as it likes, and a page is opened by a browser: so
 * no text gets in but through here. Attributes are always quoted in the templates, and quotes are escaped too.
 */
export const html = (template: TemplateStringsArray, ...inserts: readonly Insert[]): Html => ({
  markup: template.reduce((all, part, index) => {
    const insert = inserts[index - 1]
    return all + (insert === undefined ? '' : markupOf(insert)) + part
  }, ''),
})

export const nothing: Html = { markup: '' }

/** Pieces with text between them. */
export const joined = (pieces: readonly Html[], between: string): Html => ({
  markup: pieces.map(({ markup }) => markup).join(escaped(between)),
})

const markupOf = (insert: Insert): string => {
  if (typeof insert === 'number') return String(insert)
  if (typeof insert === 'string') return escaped(shorten(insert))
  return 'markup' in insert ? insert.markup : insert.map(({ markup }) => markup).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? '')

/** A comment of a megabyte is no help to anybody. Characters are never cut in two. */
const shorten = (text: string): string => {
  if (text.length <= TEXT_CHARACTERS_MAX) return text
  const characters = [...text.slice(0, TEXT_CHARACTERS_MAX + 1)].slice(0, -1)
  return `${characters.join('')}… (${text.length - characters.join('').length} characters more)`
}
