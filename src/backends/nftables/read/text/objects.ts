/** Stateful objects, helpers and flowtables of a table. */
import type { Integer, ReadObject } from 'nftables-json'
import { expectSeparator, parsePriority } from './chains.ts'
import { byteLength, parseComment, parseString } from './comments.ts'
import { parseCommon } from './definitions.ts'
import { oneOrMany, parseDevices } from './devices.ts'
import { parseNumber } from './numbers.ts'
import type { Reader } from './reader.ts'
import { atSeparator } from './rules.ts'
import type { Named } from './set-objects.ts'
import { parseLimit, parseQuotaObject } from './stateful.ts'
import { millisecondsOf, parseSeconds } from './times.ts'
import { parseFlags } from './translation.ts'
import { families } from './words.ts'

type Property = Integer | string | boolean | readonly string[] | { readonly [key: string]: Integer }
type Draft = Record<string, Property>

export const objectKinds = [
  ...(['counter', 'quota', 'limit', 'secmark', 'synproxy', 'tunnel'] as const),
  ...(['ct helper', 'ct timeout', 'ct expectation'] as const),
]
export type ObjectKind = (typeof objectKinds)[number]

/** What an object says, in its block or behind its name on one line. */
export function parseObject(reader: Reader, named: Named, kind: ObjectKind): ReadObject {
  const { input } = reader
  const draft: Draft = {}
  if (input.takeSign('{')) {
    while (!input.isSign('}') && input.peek().kind !== 'end') {
      if (!parseCommon(reader)) parseItem(reader, kind, draft)
    }
    input.expectSign('}')
  } else if (!atSeparator(reader) && input.peek().kind !== 'end') parseItem(reader, kind, draft)
  return objectOf(kind, named, draft)
}

function parseItem(reader: Reader, kind: ObjectKind, draft: Draft): void {
  const { input } = reader
  if (input.isWord('comment')) {
    if (draft['comment'] !== undefined)
      input.report('nft-duplicate', 'an object has one comment', input.peek())
    draft['comment'] = parseComment(reader)
    return
  }
  switch (kind) {
    case 'counter':
      input.expectWord('packets')
      draft['packets'] = parseNumber(reader)
      input.expectWord('bytes')
      draft['bytes'] = parseNumber(reader)
      return
    case 'quota':
      Object.assign(draft, parseQuotaObject(reader))
      return
    case 'limit':
      Object.assign(draft, parseLimit(reader))
      return
    case 'secmark':
      draft['context'] = parseString(reader, 'a security context')
      return
    case 'synproxy':
      parseSynproxyItem(reader, draft)
      return
    case 'tunnel':
      parseTunnelItem(reader, draft)
      return
    case 'ct helper':
      parseHelperItem(reader, draft)
      return
    case 'ct timeout':
      parseTimeoutItem(reader, draft)
      return
    case 'ct expectation':
      parseExpectationItem(reader, draft)
  }
}

function parseSynproxyItem(reader: Reader, draft: Draft): void {
  const { input } = reader
  input.expectWord('mss')
  draft['mss'] = parseNumber(reader, 0xffff)
  const lines = atSeparator(reader)
  if (lines) input.next()
  input.expectWord('wscale')
  draft['wscale'] = parseNumber(reader, 14)
  if (lines && atSeparator(reader)) input.next()
  const flags: string[] = []
  if (input.takeWord('timestamp')) flags.push('timestamp')
  if (input.takeWord('sack-perm') || input.takeWord('sack-permitted')) flags.push('sack-perm')
  if (flags.length > 0) draft['flags'] = flags
}

/** The template of a tunnel that packets are sent by; its own blocks hold the encapsulation's options. */
function parseTunnelItem(reader: Reader, draft: Draft): void {
  const { input } = reader
  const word = input.peek().text
  const encapsulations = ['erspan', 'vxlan', 'geneve']
  if (encapsulations.includes(word)) {
    input.next()
    draft['type'] = word
    draft['tunnel'] = parseEncapsulation(reader)
    return
  }
  if (input.isWord('ip') || input.isWord('ip6')) {
    const version = input.next().text === 'ip' ? 'ipv4' : 'ipv6'
    const side = parseFlags(reader, ['saddr', 'daddr'])[0] === 'saddr' ? 'src' : 'dst'
    draft[`${side}-${version}`] = parseString(reader, 'an address')
  } else {
    const key = parseFlags(reader, ['id', 'sport', 'dport', 'ttl', 'tos'])[0] ?? ''
    draft[key] = parseNumber(reader, 0xffff_ffff)
  }
  expectSeparator(reader)
}

function parseEncapsulation(reader: Reader): { [key: string]: Integer } {
  const { input } = reader
  const options: { [key: string]: Integer } = {}
  input.expectSign('{')
  while (!input.isSign('}') && input.peek().kind !== 'end') {
    if (parseCommon(reader)) continue
    const key = parseString(reader, 'an option')
    if (key === 'direction') {
      options[key] = parseFlags(reader, ['ingress', 'egress'])[0] === 'egress' ? 1 : 0
    } else if (input.peek().kind === 'number') options[key] = parseNumber(reader)
    else parseString(reader, 'a value')
  }
  input.expectSign('}')
  return options
}

function parseFamily({ input }: Reader): string {
  if (input.peek().kind === 'word' && families.has(input.peek().text)) return input.next().text
  input.expected('a family')
  return ''
}

function parseHelperItem(reader: Reader, draft: Draft): void {
  const { input } = reader
  if (input.takeWord('type')) {
    if (draft['type'] !== undefined)
      input.report('nft-duplicate', 'a helper has one type', input.last)
    const token = input.peek()
    if (token.kind !== 'quoted') input.expected("a helper's name in quotation marks")
    draft['type'] = input.next().text
    if (byteLength(token.text) > 15 || token.text === '') {
      input.report('nft-out-of-range', "a helper's name has 1 to 15 bytes", token)
    }
    input.expectWord('protocol')
    draft['protocol'] = parseFlags(reader, ['tcp', 'udp'])[0] ?? ''
  } else if (input.takeWord('l3proto')) draft['l3proto'] = parseFamily(reader)
  else input.expected('`type` or `l3proto`')
  expectSeparator(reader)
}

const timeoutStates: Readonly<Record<string, readonly string[]>> = {
  tcp: [
    ...['close', 'close_wait', 'established', 'fin_wait', 'last_ack', 'retrans', 'syn_recv'],
    ...['syn_sent', 'time_wait', 'unack'],
  ],
  udp: ['replied', 'unreplied'],
}

function parseTimeoutItem(reader: Reader, draft: Draft): void {
  const { input } = reader
  if (input.takeWord('protocol')) draft['protocol'] = parseFlags(reader, ['tcp', 'udp'])[0] ?? ''
  else if (input.takeWord('l3proto')) draft['l3proto'] = parseFamily(reader)
  else if (input.takeWord('policy')) draft['policy'] = parseTimeouts(reader)
  else input.expected('`protocol`, `l3proto` or `policy`')
  expectSeparator(reader)
}

function parseTimeouts(reader: Reader): { [state: string]: Integer } {
  const { input } = reader
  const policy: { [state: string]: Integer } = {}
  input.expectSign('=')
  input.expectSign('{')
  do {
    const token = input.peek()
    const state = parseString(reader, 'a state')
    const known = Object.values(timeoutStates).some((states) => states.includes(state))
    if (!known) input.report('nft-unknown-symbol', `\`${token.text}\` is no state`, token)
    input.expectSign(':')
    policy[state] = input.peek().kind === 'number' ? parseNumber(reader) : parseSeconds(reader)
  } while (input.takeSign(','))
  input.expectSign('}')
  return policy
}

function parseExpectationItem(reader: Reader, draft: Draft): void {
  const { input } = reader
  if (input.takeWord('protocol')) draft['protocol'] = parseFlags(reader, ['tcp', 'udp'])[0] ?? ''
  else if (input.takeWord('l3proto')) draft['l3proto'] = parseFamily(reader)
  else if (input.takeWord('dport')) draft['dport'] = parseNumber(reader, 0xffff)
  else if (input.takeWord('size')) draft['size'] = parseNumber(reader, 0xffff_ffff)
  else if (input.takeWord('timeout')) {
    // Milliseconds here, unlike everywhere else: so nft prints it.
    draft['timeout'] = Number(millisecondsOf(input.peek().text) ?? 0n)
    parseSeconds(reader)
  } else input.expected('something that an expectation has')
  expectSeparator(reader)
}

function objectOf(kind: ObjectKind, named: Named, draft: Draft): ReadObject {
  const body = { ...named, ...draft }
  switch (kind) {
    case 'counter':
      return { counter: body }
    case 'quota':
      return { quota: body }
    case 'limit':
      return { limit: body }
    case 'secmark':
      return { secmark: body }
    case 'synproxy':
      return { synproxy: body }
    case 'tunnel':
      return { tunnel: body }
    case 'ct helper':
      return { 'ct helper': body }
    case 'ct timeout':
      return { 'ct timeout': body }
    case 'ct expectation':
      return { 'ct expectation': body }
  }
}

/** `{ hook ingress priority 0; devices = { eth0 }; }`. */
export function parseFlowtable(reader: Reader, named: Named): ReadObject {
  const { input } = reader
  const draft: { hook?: string; prio?: number; dev?: string | string[]; flags?: string[] } = {}
  input.expectSign('{')
  while (!input.isSign('}') && input.peek().kind !== 'end') {
    if (parseCommon(reader)) continue
    if (input.takeWord('hook')) {
      const hook = input.peek()
      draft.hook = parseString(reader, 'a hook')
      if (draft.hook !== 'ingress') {
        input.report('nft-unknown-symbol', `a flowtable has no hook \`${hook.text}\``, hook)
      }
      input.expectWord('priority')
      draft.prio = parsePriority(reader, 'netdev', draft.hook)
    } else if (input.takeWord('devices')) draft.dev = oneOrMany(parseDevices(reader))
    else if (input.takeWord('counter')) {
      // Flows are counted: documents don't tell, and it changes no packet's way.
      continue
    } else if (input.takeWord('flags')) {
      draft.flags = [...(draft.flags ?? []), ...parseFlags(reader, ['offload', 'counter'])]
    } else input.expected('something that a flowtable has')
    expectSeparator(reader)
  }
  input.expectSign('}')
  return { flowtable: { ...named, ...draft } }
}
