/** Commands: add, create, insert, replace, delete, destroy, flush, rename, list, reset. */
import type { ReadItem, ReadObject, ReadSelection, ReadTarget } from 'nftables-json'
import { subjects } from 'nftables-json'
import { parseChainBlock } from './chains.ts'
import { unknownType } from './datatypes.ts'
import { parseCommon } from './definitions.ts'
import { parseName } from './names.ts'
import { parseNumber } from './numbers.ts'
import { objectKinds, parseFlowtable, parseObject } from './objects.ts'
import { type Place, through } from './places.ts'
import { type Reader, type SetTypes, setKey } from './reader.ts'
import { atSeparator, parseRule } from './rules.ts'
import { selections } from './selections.ts'
import { objectElements, parseSetBlock } from './set-objects.ts'
import { parseElements } from './sets.ts'
import { parseTableBlock, placed } from './tables.ts'
import { families } from './words.ts'

/** Everything up to the end of the text. */
export function parseCommands(reader: Reader): ReadItem[] {
  const { input } = reader
  const items: ReadItem[] = []
  while (input.peek().kind !== 'end') {
    if (parseCommon(reader)) continue
    for (const item of parseCommand(reader)) items.push(item)
    if (input.peek().kind === 'end') break
    if (atSeparator(reader)) input.next()
    else input.expected('`;` or a line end')
  }
  return items
}

function parseCommand(reader: Reader): ReadItem[] {
  const { input } = reader
  const start = input.peek()
  const word = start.kind === 'word' ? start.text : ''
  switch (word) {
    case 'add':
    case 'create':
      input.next()
      return parseAdd(reader, start, word)
    case 'insert':
    case 'replace':
      input.next()
      input.expectWord('rule')
      return parseRuleCommand(reader, start, word)
    case 'delete':
    case 'destroy':
    case 'flush':
    case 'list':
    case 'reset':
      input.next()
      return [parseSelection(reader, start, word)]
    case 'rename':
      input.next()
      return [parseRename(reader, start)]
    case 'get':
    case 'describe':
    case 'monitor':
    case 'import':
    case 'export':
      input.fail('nft-unsupported', `\`${word}\` is no part of a ruleset`)
      return []
    default:
      return parseAdd(reader, start, undefined)
  }
}

/** The family, `ip` where none is given. */
function parseFamily({ input }: Reader): string {
  const token = input.peek()
  if (token.kind === 'word' && families.has(token.text)) return input.next().text
  return 'ip'
}

function finish(reader: Reader, item: ReadItem, start: Place): ReadItem {
  reader.places.set(item, through(start, reader.input.last))
  return item
}

/** `add` may be left out; so is it in a listing. */
function parseAdd(reader: Reader, start: Place, command: 'add' | 'create' | undefined): ReadItem[] {
  const { input } = reader
  const wrap = (object: ReadObject): ReadItem => {
    placed(reader, object, start)
    if (command === undefined) return object
    return finish(reader, command === 'add' ? { add: object } : { create: object }, start)
  }
  const word = input.peek().kind === 'word' ? input.peek().text : ''
  if (word === 'table') {
    input.next()
    const family = parseFamily(reader)
    const name = parseName(reader, "a table's name")
    if (input.isSign('{')) return parseTableBlock(reader, family, name, start, wrap)
    return [wrap({ table: { family, name } })]
  }
  const kind = word === 'ct' ? `ct ${input.peek(1).text}` : word
  const known = objectKinds.find((each) => each === kind)
  const parse = ['chain', 'set', 'map', 'element', 'flowtable'].includes(word)
  if (!parse && known === undefined) {
    input.takeWord('rule')
    return parseRuleCommand(reader, start, command)
  }
  input.next()
  if (word === 'ct') input.next()
  const family = parseFamily(reader)
  const table = parseName(reader, "a table's name")
  const name = parseName(reader, `a ${kind}'s name`)
  const named = { family, table, name }
  reader.table = table
  reader.rule = { family, network: undefined, transport: false }
  if (known !== undefined) return [wrap(parseObject(reader, named, known))]
  switch (word) {
    case 'chain':
      return parseChain(reader, family, table, name, wrap)
    case 'set':
    case 'map':
      return [wrap(parseSetBlock(reader, named, word))]
    case 'flowtable':
      return [wrap(parseFlowtable(reader, named))]
    default:
      return [wrap({ element: { ...named, elem: parseNamedElements(reader, named) } })]
  }
}

function parseChain(
  reader: Reader,
  family: string,
  table: string,
  name: string,
  wrap: (object: ReadObject) => ReadItem,
): ReadItem[] {
  if (!reader.input.isSign('{')) return [wrap({ chain: { family, table, name } })]
  const { chain, rules } = parseChainBlock(reader, { family, table, chain: name })
  const items: ReadItem[] = [wrap({ chain })]
  for (const rule of rules) {
    const item = { rule }
    reader.places.copy(rule, item)
    items.push(item)
  }
  return items
}

interface Named {
  readonly family: string
  readonly table: string
  readonly name: string
}

/** Elements of a set that the text declares have its types; of another, only their own look tells. */
function parseNamedElements(reader: Reader, named: Named) {
  const { input } = reader
  const start = input.last
  const types = reader.sets.get(setKey(named.family, named.table, named.name))
  const syntax = parseElements(reader)
  if (types === undefined) {
    const message = `\`${named.name}\` is not declared here: its elements are not checked`
    input.warn('nft-undeclared-set', message, start)
  }
  const paired = syntax.kind === 'set' && syntax.elements.some(({ value }) => value !== undefined)
  const verdicts =
    syntax.kind === 'set' && syntax.elements.some(({ value }) => value?.kind === 'verdict')
  const value = verdicts ? 'verdict' : paired ? [unknownType] : undefined
  const guessed: SetTypes = { key: [unknownType], value }
  return objectElements(reader, syntax, types ?? guessed)
}

/** `add rule ip t c index 2 tcp dport 22 accept`; `replace rule ip t c handle 5 ...`. */
function parseRuleCommand(
  reader: Reader,
  start: Place,
  command: 'add' | 'create' | 'insert' | 'replace' | undefined,
): ReadItem[] {
  const { input } = reader
  const place = parseRulePlace(reader)
  if (command === 'create') input.fail('nft-syntax', 'a rule cannot be created: write `add`', start)
  const more: { handle?: number | bigint; index?: number | bigint } = {}
  if (command === 'replace') {
    input.expectWord('handle')
    more.handle = parseNumber(reader)
  } else if (input.takeWord('index')) more.index = parseNumber(reader)
  else if (input.takeWord('handle') || input.takeWord('position')) more.handle = parseNumber(reader)
  const parsed = parseRule(reader, place)
  const rule = { ...parsed, ...more }
  const object = { rule }
  placed(reader, object, start)
  if (command === 'insert') return [finish(reader, { insert: object }, start)]
  if (command === 'replace') return [finish(reader, { replace: object }, start)]
  return [command === undefined ? object : finish(reader, { add: object }, start)]
}

function parseRulePlace(reader: Reader) {
  const { input } = reader
  const token = input.peek()
  const family = parseFamily(reader)
  if (input.peek().kind !== 'word') input.expected('a command')
  const table = parseName(reader, token === input.last ? "a table's name" : 'a command')
  const chain = parseName(reader, "a chain's name")
  reader.table = table
  return { family, table, chain }
}

function parseRename(reader: Reader, start: Place): ReadItem {
  reader.input.expectWord('chain')
  const family = parseFamily(reader)
  const table = parseName(reader, "a table's name")
  const name = parseName(reader, "a chain's name")
  const newname = parseName(reader, "the chain's new name")
  return finish(reader, { rename: { chain: { family, table, name, newname } } }, start)
}

type Selecting = 'delete' | 'destroy' | 'flush' | 'list' | 'reset'

/** What each command takes, beside the kinds of object. */
const classes: ReadonlySet<string> = new Set(
  'ruleset tables chains sets maps counters quotas limits meters flowtables secmarks tunnels rules synproxys hooks'.split(
    ' ',
  ),
)
const flushable: ReadonlySet<string> = new Set(['ruleset', 'table', 'chain', 'set', 'map', 'meter'])
const resettable: ReadonlySet<string> = new Set(
  'counter counters quota quotas rule rules element set map'.split(' '),
)

function parseSelection(reader: Reader, start: Place, command: Selecting): ReadItem {
  const { input } = reader
  const word = input.peek().kind === 'word' ? input.peek().text : ''
  const kind = word === 'ct' ? `ct ${input.peek(1).text}` : word
  const subject = subjects.find((each) => each === kind)
  const isClass = classes.has(kind)
  const allowed =
    command === 'flush'
      ? flushable.has(kind)
      : command === 'reset'
        ? resettable.has(kind)
        : command === 'list'
          ? kind !== 'rule' && kind !== 'element'
          : !isClass && kind !== 'meter' && kind !== 'ct helpers'
  if (subject === undefined || !allowed) {
    input.expected(`something to ${command}`)
    return { opaque: { json: '', reason: 'unknown-key' } }
  }
  input.next()
  if (word === 'ct') input.next()
  const target = isClass || kind === 'ct helpers' ? parseClass(reader) : parseTarget(reader, kind)
  const item = wrapSelection(command, selections[subject](target))
  return finish(reader, item, start)
}

function wrapSelection(command: Selecting, selection: ReadSelection): ReadItem {
  switch (command) {
    case 'delete':
      return { delete: selection }
    case 'destroy':
      return { destroy: selection }
    case 'flush':
      return { flush: selection }
    case 'list':
      return { list: selection }
    case 'reset':
      return { reset: selection }
  }
}

/** A family, and perhaps a table. */
function parseClass(reader: Reader): ReadTarget | null {
  const { input } = reader
  const token = input.peek()
  const table = input.takeWord('table')
  const named = input.peek().kind === 'word' && families.has(input.peek().text)
  if (!named && !table && input.peek().kind !== 'word') return null
  const family = parseFamily(reader)
  const more = input.peek().kind === 'word' && token.kind === 'word'
  return more ? { family, table: parseName(reader, "a table's name") } : { family }
}

/** An object by its name, or by its handle. */
function parseTarget(reader: Reader, kind: string): ReadTarget {
  const { input } = reader
  const family = parseFamily(reader)
  if (kind === 'table') {
    if (input.takeWord('handle')) return { family, handle: parseNumber(reader) }
    return { family, name: parseName(reader, "a table's name") }
  }
  const table = parseName(reader, "a table's name")
  if (input.takeWord('handle')) return { family, table, handle: parseNumber(reader) }
  const name = parseName(reader, `a ${kind}'s name`)
  if (kind === 'rule') {
    input.expectWord('handle')
    return { family, table, chain: name, handle: parseNumber(reader) }
  }
  if (kind !== 'element') return { family, table, name }
  return { family, table, name, elem: parseNamedElements(reader, { family, table, name }) }
}
