/** Chains: their hook, their policy, their rules. */
import type { ReadChain, ReadRule } from 'nftables-json'
import { parseComment, parseString } from './comments.ts'
import { parseCommon } from './definitions.ts'
import { oneOrMany, parseDevices } from './devices.ts'
import { parseNumber } from './numbers.ts'
import { type Place, through } from './places.ts'
import { parseVariable, type Reader, resolved, setKey } from './reader.ts'
import { atSeparator, parseRule, type RulePlace } from './rules.ts'
import { familyHasHook, isHook, namedPriority } from './words.ts'

interface Draft {
  type?: string
  hook?: string
  prio?: number
  dev?: string[]
  policy?: string
  comment?: string
}

export interface ChainBlock {
  readonly chain: ReadChain
  readonly rules: readonly ReadRule[]
}

/** The block of a chain, from its `{` to its `}`. */
export function parseChainBlock(reader: Reader, place: RulePlace): ChainBlock {
  const { input } = reader
  const { family, table, chain: name } = place
  const start = input.last
  const draft: Draft = {}
  const rules: ReadRule[] = []
  input.expectSign('{')
  reader.scopes.push(new Map())
  if (input.enter()) {
    while (!input.isSign('}') && input.peek().kind !== 'end') {
      if (!parseCommon(reader)) parseChainItem(reader, place, draft, rules)
    }
    input.leave()
  }
  reader.scopes.pop()
  input.expectSign('}')
  const key = setKey(family, table, name)
  const isThere = reader.chains.has(key)
  reader.chains.add(key)
  checkBase(reader, draft, family, start, isThere)
  const { dev, ...rest } = draft
  const devices = dev === undefined ? {} : { dev: oneOrMany(dev) }
  return { chain: { family, table, name, ...rest, ...devices }, rules }
}

function parseChainItem(reader: Reader, place: RulePlace, draft: Draft, rules: ReadRule[]): void {
  const { input } = reader
  if (input.isWord('type')) parseHook(reader, place.family, draft)
  else if (input.isWord('policy')) parsePolicy(reader, draft)
  else if (input.isWord('flags') && input.isWord('offload', 1)) {
    input.next()
    // Hardware offload changes who judges the packets; the reader has no word for it.
    input.warn('nft-unsupported', 'a chain that the network card evaluates', input.next())
  } else if (input.takeWord('devices')) draft.dev = [...(draft.dev ?? []), ...parseDevices(reader)]
  else if (input.isWord('comment')) {
    if (draft.comment !== undefined)
      input.report('nft-duplicate', 'a chain has one comment', input.peek())
    draft.comment = parseComment(reader)
  } else rules.push(parseRule(reader, place))
  expectSeparator(reader)
}

/** What ends a line within a block; nft takes no `}` for it. */
export function expectSeparator(reader: Reader): void {
  const { input } = reader
  if (atSeparator(reader)) input.next()
  else if (input.isSign('}')) input.expected('`;` or a line end before `}`')
  else input.expected('`;` or a line end')
}

/** `type filter hook input device "eth0" priority filter + 5`. */
function parseHook(reader: Reader, family: string, draft: Draft): void {
  const { input } = reader
  const start = input.next()
  if (draft.type !== undefined) input.report('nft-duplicate', 'a chain has one hook', start)
  const type = input.peek()
  draft.type = parseString(reader, 'a type of chain')
  if (draft.type !== 'filter' && draft.type !== 'nat' && draft.type !== 'route') {
    input.report('nft-unknown-symbol', `\`${type.text}\` is no type of chain`, type)
  }
  input.expectWord('hook')
  const hook = input.peek()
  draft.hook = parseString(reader, 'a hook')
  if (!isHook(draft.hook)) {
    input.report('nft-unknown-symbol', `\`${hook.text}\` is no hook`, hook)
  } else if (!familyHasHook(family, draft.hook)) {
    input.report('nft-unknown-symbol', `family \`${family}\` has no hook \`${hook.text}\``, hook)
  }
  if (input.takeWord('device')) draft.dev = [parseDevice(reader)]
  else if (input.takeWord('devices')) draft.dev = parseDevices(reader)
  input.expectWord('priority')
  draft.prio = parsePriority(reader, family, draft.hook)
}

function parseDevice(reader: Reader): string {
  const { input } = reader
  if (!input.isSign('$')) return parseString(reader, "a device's name")
  const value = resolved(parseVariable(reader))
  if (value.kind === 'symbol') return value.text
  if (value.kind !== 'nothing')
    input.report('nft-wrong-type', 'the variable is no device', value.at)
  return ''
}

/** A number, a name, a name with an offset, or a variable that holds one of them. */
export function parsePriority(reader: Reader, family: string, hook: string): number {
  const { input } = reader
  const start = input.peek()
  if (input.isSign('$')) {
    const value = resolved(parseVariable(reader))
    if (value.kind === 'number') return Number(value.value)
    if (value.kind === 'symbol') return priorityOfText(reader, value.text, family, hook, value.at)
    if (value.kind !== 'nothing') {
      input.report('nft-wrong-type', 'the variable is no priority', value.at)
    }
    return 0
  }
  const negative = input.takeSign('-')
  if (negative || input.peek().kind === 'number') {
    const number = Number(parseNumber(reader, 0x7fff_ffff))
    return negative ? -number : number
  }
  const name = parseString(reader, 'a priority')
  const base = priorityNamed(reader, name, family, hook, start)
  if (input.takeSign('+')) return base + Number(parseNumber(reader, 0x7fff_ffff))
  return input.takeSign('-') ? base - Number(parseNumber(reader, 0x7fff_ffff)) : base
}

function priorityNamed(
  reader: Reader,
  name: string,
  family: string,
  hook: string,
  at: Place,
): number {
  const number = namedPriority(name, family, hook)
  if (number === undefined) {
    const where = hook === '' ? family : `${family}, at hook ${hook}`
    reader.input.report('nft-unknown-symbol', `\`${name}\` is no priority in family ${where}`, at)
  }
  return number ?? 0
}

/** `filter - 10` as the text of a variable. */
function priorityOfText(
  reader: Reader,
  text: string,
  family: string,
  hook: string,
  at: Place,
): number {
  if (/^-?\d{1,10}$/.test(text)) return Number(text)
  const [, name = text, sign, offset = '0'] = /^(\S+)\s*([+-])\s*(\d{1,10})$/.exec(text) ?? []
  const base = priorityNamed(reader, name, family, hook, at)
  return sign === '-' ? base - Number(offset) : base + Number(offset)
}

function parsePolicy(reader: Reader, draft: Draft): void {
  const { input } = reader
  const start = input.next()
  if (draft.policy !== undefined) {
    input.report('nft-duplicate', "a chain's policy cannot be set twice", start)
  }
  if (input.isSign('$')) {
    const value = resolved(parseVariable(reader))
    const word = value.kind === 'symbol' ? value.text : ''
    if (word !== 'accept' && word !== 'drop' && value.kind !== 'nothing') {
      input.report('nft-wrong-type', 'the variable is no policy', value.at)
    }
    draft.policy = word
  } else if (input.isWord('accept') || input.isWord('drop')) draft.policy = input.next().text
  else input.expected('`accept` or `drop`')
}

/** nft refuses a policy without a hook, and a hook at a device without the device. */
function checkBase(
  reader: Reader,
  draft: Draft,
  family: string,
  at: Place,
  isThere: boolean,
): void {
  const { input } = reader
  if (draft.hook === undefined) {
    if (draft.policy === undefined || isThere) return
    input.report('nft-incomplete', 'a policy of a chain that has no hook', through(at, input.last))
    return
  }
  const ingress = draft.hook === 'ingress' || draft.hook === 'egress'
  if (draft.dev === undefined && (family === 'netdev' || (family === 'inet' && ingress))) {
    input.report(
      'nft-incomplete',
      `a chain at \`${draft.hook}\` without a device`,
      through(at, input.last),
    )
  }
}
