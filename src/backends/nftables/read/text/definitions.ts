/** What may stand anywhere between statements: define, redefine, undefine, include, and empty lines. */
import {
  continueConcat,
  continueMultiple,
  parseBasic,
  parseList,
  parseReference,
} from './expressions.ts'
import { includedSources } from './includes.ts'
import { nftTextLimits } from './limits.ts'
import { parseName } from './names.ts'
import { parseNumber } from './numbers.ts'
import { lookUpDefinition, type Reader, resolved } from './reader.ts'
import { atSeparator } from './rules.ts'
import { parseSet } from './sets.ts'
import type { Syntax } from './syntax.ts'

/** Reads such an item, if there is one here. */
export function parseCommon(reader: Reader): boolean {
  const { input } = reader
  if (atSeparator(reader)) {
    input.next()
    return true
  }
  if (input.isWord('define') || input.isWord('redefine')) parseDefinition(reader)
  else if (input.isWord('undefine')) parseUndefine(reader)
  else if (input.isWord('include')) parseInclude(reader)
  else return false
  return true
}

function takeSeparator(reader: Reader): void {
  if (atSeparator(reader)) reader.input.next()
  else reader.input.expected('`;` or a line end')
}

/** `define name = value`. What it holds is kept as written: only where it is used is its type known. */
function parseDefinition(reader: Reader): void {
  const { input } = reader
  const again = input.next().text === 'redefine'
  const name = parseName(reader, "a variable's name")
  const at = input.last
  input.expectSign('=')
  const value = resolved(parseInitializer(reader))
  takeSeparator(reader)
  if (!again && lookUpDefinition(reader, name) !== undefined) {
    const message = `\`${name}\` is defined already`
    input.report('nft-redefined-variable', message, at, 'write `redefine`')
  }
  reader.scopes.at(-1)?.set(name, { name, value })
}

function parseInitializer(reader: Reader): Syntax {
  const { input } = reader
  const start = input.peek()
  if (input.isSign('{') && input.isSign('}', 1)) {
    input.next()
    input.next()
    return { kind: 'set', elements: [], at: start }
  }
  if (input.isSign('{')) return parseSet(reader)
  if (input.isSign('@')) return parseReference(reader)
  if (input.takeSign('-')) {
    return { kind: 'number', value: -Number(parseNumber(reader, 0x8000_0000)), at: start }
  }
  const first = parseBasic(reader, 'right')
  if (input.isSign(',')) return parseList(reader, 'right', first)
  return continueConcat(reader, 'right', continueMultiple(reader, 'right', first))
}

function parseUndefine(reader: Reader): void {
  const { input } = reader
  input.next()
  const name = parseName(reader, "a variable's name")
  const scope = reader.scopes.findLast((each) => each.has(name))
  if (scope === undefined) {
    input.report('nft-undefined-variable', `nothing defines \`${name}\``, input.last)
  }
  scope?.delete(name)
  takeSeparator(reader)
}

/** `include "file"`: its text stands in the place of the line. */
function parseInclude(reader: Reader): void {
  const { input } = reader
  input.next()
  const token = input.peek()
  if (token.kind !== 'quoted') {
    input.expected('the name of a file in quotation marks')
    return
  }
  input.next()
  if (!atSeparator(reader)) {
    input.expected('`;` or a line end')
    return
  }
  input.next()
  const sources = includedSources(reader, token.text)
  if (sources === undefined) {
    const message = `\`${token.text}\` is not among the files given`
    input.report('nft-include-missing', message, token, 'give that file, too')
    return
  }
  reader.includes += sources.length
  if (reader.includes > nftTextLimits.includes) {
    input.fail('nft-include-too-many', `more than ${nftTextLimits.includes} includes`, token)
  } else if (sources.length > 0 && input.includeDepth >= nftTextLimits.includeDepth) {
    const message = `includes are nested deeper than ${nftTextLimits.includeDepth} levels`
    input.fail('nft-include-too-deep', message, token)
  } else {
    // The first in order is read first, so it goes on the stack last.
    for (const source of [...sources].reverse()) input.include(source)
  }
}
