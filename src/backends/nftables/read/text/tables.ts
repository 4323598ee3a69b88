/** Tables: their block expands to the objects in it, rules last. */
import type { ReadItem, ReadObject, ReadTable } from 'nftables-json'
import { expectSeparator, parseChainBlock } from './chains.ts'
import { parseComment } from './comments.ts'
import { parseCommon } from './definitions.ts'
import { parseName } from './names.ts'
import { objectKinds, parseFlowtable, parseObject } from './objects.ts'
import { type Place, through } from './places.ts'
import type { Reader } from './reader.ts'
import { parseSetBlock } from './set-objects.ts'
import { parseFlags } from './translation.ts'

interface Contents {
  readonly objects: ReadItem[]
  readonly rules: ReadItem[]
  flags: string[]
  comment: string | undefined
}

/**
 * The block of a table, from its `{` to its `}`: the table, the objects in the order they are written, then the
 * rules. nft adds every chain before any rule, so a rule may jump to a chain that is written after it.
 */
export function parseTableBlock(
  reader: Reader,
  family: string,
  table: string,
  start: Place,
  wrap: (object: ReadObject) => ReadItem,
): ReadItem[] {
  const { input } = reader
  const contents: Contents = { objects: [], rules: [], flags: [], comment: undefined }
  input.expectSign('{')
  reader.scopes.push(new Map())
  reader.table = table
  if (input.enter()) {
    while (!input.isSign('}') && input.peek().kind !== 'end') {
      if (!parseCommon(reader)) parseMember(reader, family, table, contents)
    }
    input.leave()
  }
  reader.scopes.pop()
  input.expectSign('}')
  const { flags, comment } = contents
  const body: ReadTable = {
    ...{ family, name: table },
    ...(flags.length > 0 && { flags }),
    ...(comment !== undefined && { comment }),
  }
  const item = wrap({ table: body })
  for (const node of [body, item]) reader.places.set(node, through(start, input.last))
  return [item, ...contents.objects, ...contents.rules]
}

function parseMember(reader: Reader, family: string, table: string, contents: Contents): void {
  const { input } = reader
  const start = input.peek()
  // Selectors of `typeof` know the family as those of a rule do.
  reader.rule = { family, network: undefined, transport: false }
  if (input.takeWord('flags')) {
    contents.flags.push(...parseFlags(reader, ['dormant', 'owner', 'persist']))
  } else if (input.isWord('comment')) {
    if (contents.comment !== undefined)
      input.report('nft-duplicate', 'a table has one comment', start)
    contents.comment = parseComment(reader)
  } else if (input.takeWord('chain')) {
    const chain = parseName(reader, "a chain's name")
    const block = parseChainBlock(reader, { family, table, chain })
    contents.objects.push(placed(reader, { chain: block.chain }, start))
    for (const rule of block.rules) contents.rules.push(ruleItem(reader, rule))
  } else {
    const object = parseObjectMember(reader, family, table)
    if (object !== undefined) contents.objects.push(placed(reader, object, start))
  }
  expectSeparator(reader)
}

/** A rule's item stands where the rule stands. */
function ruleItem(reader: Reader, rule: Extract<ReadObject, { rule: unknown }>['rule']): ReadItem {
  const item = { rule }
  reader.places.copy(rule, item)
  return item
}

export function placed(reader: Reader, object: ReadObject, start: Place): ReadItem {
  const at = through(start, reader.input.last)
  for (const body of Object.values(object)) reader.places.set(body, at)
  reader.places.set(object, at)
  return object
}

/** A set, a map, a flowtable or a stateful object within the table's block. */
function parseObjectMember(reader: Reader, family: string, table: string): ReadObject | undefined {
  const { input } = reader
  const word = input.peek().text
  const kind = word === 'ct' ? `ct ${input.peek(1).text}` : word
  if (word === 'set' || word === 'map') {
    input.next()
    const named = { family, table, name: parseName(reader, `a ${word}'s name`) }
    return parseSetBlock(reader, named, word)
  }
  if (input.takeWord('flowtable')) {
    const named = { family, table, name: parseName(reader, "a flowtable's name") }
    return parseFlowtable(reader, named)
  }
  const known = objectKinds.find((each) => each === kind)
  if (known === undefined || input.peek().kind !== 'word') {
    input.expected('something that a table has')
    return undefined
  }
  input.next()
  if (word === 'ct') input.next()
  const named = { family, table, name: parseName(reader, `a ${kind}'s name`) }
  if (!input.isSign('{')) input.expected('`{`')
  return parseObject(reader, named, known)
}
