/** Rules and statements as people read them, on one line. */
import type { ReadRule, ReadStatement } from 'nftables-json'
import { print } from 'nftables-json'
import { elementValueKey } from './element-key.ts'
import { nftLoadLimits } from './limits.ts'
import type { Origin } from './report.ts'

/** As the source has it, or as nft would print it; JSON where text has no words for it. */
export function statementText(origin: Origin, family: string, statement: ReadStatement): string {
  return oneLine(origin.textOf(statement) ?? printed(family, [statement]))
}

/** The statements and the comment, as in the source. */
export function ruleText(origin: Origin, { family, expr = [], comment }: ReadRule): string {
  const texts = expr.map((statement) => origin.textOf(statement))
  const known = texts.filter((text) => text !== undefined)
  const body = known.length === texts.length ? known.join(' ') : printed(family, expr)
  return oneLine(comment === undefined ? body : `${body} comment "${comment}"`)
}

function printed(family: string, expr: readonly ReadStatement[]): string {
  if (expr.length === 0) return ''
  const result = print({ nftables: [{ rule: { family, table: 't', chain: 'c', expr } }] })
  if (!('text' in result)) return elementValueKey(expr)
  return result.text.replace(/^add rule \S+ t c /, '')
}

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  const most = nftLoadLimits.textLength
  return flat.length > most ? `${flat.slice(0, most)}...` : flat
}
