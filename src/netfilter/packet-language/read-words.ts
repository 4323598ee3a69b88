import { nearest } from '../../diagnostics/index.ts'
import { parseAddress } from '../../net/index.ts'
import type { MachineField } from '../../ruleset/index.ts'
import { machineFields } from '../../ruleset/index.ts'
import type { Extension, UnusualLink } from '../packet.ts'
import { tcpBit } from '../protocol.ts'
import type { Draft } from './draft.ts'
import { takeEndpoint } from './endpoint.ts'
import { takeQuoted } from './quoted.ts'
import type { Reader, Word } from './words.ts'
import { complain, peek, take, takeNumber } from './words.ts'

/** Reads the words behind the addresses, in any order, each at most once where it says one thing. */
export const readWords = (reader: Reader): Draft => {
  const draft: Draft = { extensions: [], fields: [] }
  const said = new Set<string>()
  for (let word = take(reader); word; word = take(reader)) {
    const read = Object.hasOwn(handlers, word.text) ? handlers[word.text] : undefined
    if (!read) {
      const near = nearest(word.text, Object.keys(handlers))
      complain(
        reader,
        'packet-unknown-word',
        word,
        `\`${word.text}\` is no word of the packet language`,
        near ? `did you mean \`${near}\`?` : `the words are: ${Object.keys(handlers).join(', ')}`,
      )
      return draft
    }
    if (said.has(word.text) && !repeatable.includes(word.text)) {
      complain(
        reader,
        'packet-contradiction',
        word,
        `\`${word.text}\` is said twice`,
        'leave one of them out',
      )
      return draft
    }
    said.add(word.text)
    read(reader, draft)
    if (reader.diagnostics.length > 0) return draft
  }
  return draft
}

const repeatable = ['extension', 'field']

type Handler = (reader: Reader, draft: Draft) => void

const number =
  (
    name: 'type' | 'code' | 'id' | 'ttl' | 'mark' | 'uid' | 'gid' | 'connectionMark',
    what: string,
    maximum: bigint,
  ): Handler =>
  (reader, draft) => {
    const value = takeNumber(reader, what, maximum)
    if (value !== undefined) draft[name] = Number(value)
  }

/** One of a few words; anything else is told with what there is. */
const takeChoice = <T extends string>(
  reader: Reader,
  what: string,
  choices: readonly T[],
): T | undefined => {
  const word = take(reader)
  const found = choices.find((choice) => choice === word?.text)
  if (found !== undefined) return found
  const shown = word ? `\`${word.text}\` is no ${what}` : `there is no ${what}`
  const near = word && nearest(word.text, choices)
  const help = near ? `did you mean \`${near}\`?` : `write one of: ${choices.join(', ')}`
  complain(reader, 'packet-unknown-word', word, shown, help)
  return undefined
}

const isFlag = (name: string): name is keyof typeof tcpBit => Object.hasOwn(tcpBit, name)

const readFlags: Handler = (reader, draft) => {
  const word = take(reader)
  if (word?.text === 'none') {
    draft.flags = 0
    return
  }
  let flags = 0
  for (const name of word?.text.split(',') ?? ['']) {
    if (!isFlag(name)) {
      const names = Object.keys(tcpBit)
      const near = nearest(name, names)
      complain(
        reader,
        'packet-unknown-word',
        word,
        `\`${name}\` is no flag of TCP`,
        near ? `did you mean \`${near}\`?` : `the flags are: ${names.join(', ')}, or none`,
      )
      return
    }
    flags |= tcpBit[name]
  }
  draft.flags = flags
}

/** Of a later fragment without an offset: the second of a link with an MTU of 1500. */
const usualOffset = 185

const readFragment: Handler = (reader, draft) => {
  const kind = takeChoice(reader, 'fragment', ['first', 'later'])
  if (kind === 'first') draft.fragment = { kind, offset: 0 }
  if (kind !== 'later') return
  const next = peek(reader)
  const isGiven = next !== undefined && /^[0-9]/.test(next.text)
  const offset = isGiven ? takeNumber(reader, 'offset', 8191n) : BigInt(usualOffset)
  if (offset === undefined) return
  if (offset === 0n) {
    complain(
      reader,
      'packet-contradiction',
      next,
      'a later fragment does not begin at 0',
      'write `fragment first`, or an offset in units of eight bytes',
    )
    return
  }
  draft.fragment = { kind, offset: Number(offset) }
}

const readTranslated =
  (name: 'dnat' | 'snat'): Handler =>
  (reader, draft) => {
    const endpoint = takeEndpoint(reader, 'translation')
    if (endpoint) draft[name] = { address: endpoint.address?.value ?? null, port: endpoint.port }
  }

const readExtension: Handler = (reader, draft) => {
  const extension = takeChoice<Extension>(reader, 'extension header', ['hbh', 'dst', 'rt', 'frag'])
  if (extension !== undefined) draft.extensions.push(extension)
}

const packetFields = Object.keys(machineFields).filter(
  (field): field is MachineField => machineFields[field as MachineField].source === 'packet',
)

const readField: Handler = (reader, draft) => {
  const name = take(reader)
  const field = packetFields.find((each) => each === name?.text)
  if (field === undefined) {
    const near = name && nearest(name.text, packetFields)
    complain(
      reader,
      'packet-unknown-word',
      name,
      `\`${name?.text ?? ''}\` is no field of a packet`,
      near ? `did you mean \`${near}\`?` : 'write a field by nft\'s name: field "ip dscp" 46',
    )
    return
  }
  const value = takeFieldValue(reader, field, peek(reader))
  if (value !== undefined) draft.fields.push({ field, value })
}

const takeFieldValue = (
  reader: Reader,
  field: MachineField,
  word: Word | undefined,
): bigint | undefined => {
  const shape = machineFields[field]
  const address = word && shape.value === 'address' ? parseAddress(word.text) : undefined
  if (address && address.family === (shape.bits === 32 ? 'ip4' : 'ip6')) {
    take(reader)
    return address.value
  }
  return takeNumber(reader, `value of ${field}`, (1n << BigInt(shape.bits)) - 1n)
}

const word32 = 0xffffffffn

const handlers: Readonly<Record<string, Handler>> = {
  flags: readFlags,
  type: number('type', 'type', 255n),
  code: number('code', 'code', 255n),
  id: number('id', 'identifier', 65535n),
  quotes: (reader, draft) => {
    const quoted = takeQuoted(reader)
    if (quoted) draft.quoted = quoted
  },
  fragment: readFragment,
  'cut-off': (_reader, draft) => {
    draft.isCutOff = true
  },
  options: (_reader, draft) => {
    draft.hasOptions = true
  },
  extension: readExtension,
  link: (reader, draft) => {
    const link = takeChoice<UnusualLink>(reader, 'link', ['tagged', 'bare'])
    if (link !== undefined) draft.link = link
  },
  ttl: number('ttl', 'time to live', 255n),
  mark: number('mark', 'mark', word32),
  uid: number('uid', 'uid', word32),
  gid: number('gid', 'gid', word32),
  'no-socket': (_reader, draft) => {
    draft.socket = null
  },
  state: (reader, draft) => {
    const states = ['new', 'established', 'related', 'invalid', 'untracked'] as const
    const state = takeChoice(reader, 'connection state', states)
    if (state !== undefined) draft.state = state
  },
  older: (_reader, draft) => {
    draft.isOlder = true
  },
  direction: (reader, draft) => {
    const direction = takeChoice(reader, 'direction', ['original', 'reply'] as const)
    if (direction !== undefined) draft.direction = direction
  },
  dnat: readTranslated('dnat'),
  snat: readTranslated('snat'),
  'ct-mark': number('connectionMark', 'mark', word32),
  field: readField,
}
