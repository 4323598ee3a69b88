import type { Place } from '../../ruleset/index.ts'
import type { SourceRecord } from '../verification/answer.ts'
import type { NamedText } from '../verification/engine.ts'

/** The commands of nft files that empty the whole ruleset: no machine shows them, since what they did is done. */
export const flushesIn = (
  texts: readonly NamedText[],
  records: readonly SourceRecord[],
): readonly Place[] =>
  texts.flatMap(({ name, text }) => {
    const kind = records.find((record) => record.name === name)?.kind
    if (kind === 'nft') return inText(name, text)
    return kind === 'nft-json' && flushesInJson(text) ? [{ source: name, line: 1, column: 1 }] : []
  })

const inText = (source: string, text: string): readonly Place[] =>
  text.split('\n').flatMap((line, index) => {
    const found = /^(?:[^#"]*;)?\s*flush\s+ruleset\s*(?:[;#]|$)/.exec(line)
    return found === null ? [] : [{ source, line: index + 1, column: line.indexOf('flush') + 1 }]
  })

/** A family's alone is somebody else's tables, too. */
const flushesInJson = (text: string): boolean => /"flush"\s*:\s*\{\s*"ruleset"\s*:/.test(text)
