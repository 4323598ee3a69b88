/** Bodies of tables' objects: what stands between their braces. */
import {
  chainPolicies,
  chainTypes,
  hooks,
  mapObjectKinds,
  setFlags,
  setPolicies,
} from '../keywords/index.ts'
import { declaredDatatypes } from './datatypes.ts'
import { maximumCommentBytes, statementList } from './elements.ts'
import { printExpression, printMember } from './expressions.ts'
import { asList, type Body, body, describe, flags, isBody, word, wrapped } from './json.ts'
import { at, type Place, refuse } from './place.ts'
import { counterValues, limitValues, quotaValues } from './stateful.ts'
import { synproxyValues } from './statements.ts'
import { duration, integer, quote, quoteLimited, seconds } from './values.ts'

/** What every object of a table has. A handle is the kernel's to give, so text leaves it out. */
const common = ['family', 'table', 'name', 'handle', 'comment']

type Printer = (object: Body, place: Place) => readonly string[]

/** Widest line of a list of elements; a longer one is broken, one element a line, for readable differences. */
const maximumColumns = 100

function chain(object: Body, place: Place): readonly string[] {
  const { type, hook, prio, policy, dev } = object
  if (type === undefined && hook === undefined && prio === undefined) {
    for (const key of ['policy', 'dev']) {
      if (object[key] !== undefined) refuse(at(place, key), 'only a base chain has one')
    }
    return []
  }
  const devices = asList(dev).map((name) => quote(name, at(place, 'dev')))
  const device =
    devices.length > 1 ? ` devices = { ${devices.join(', ')} }` : devices.map((d) => ` device ${d}`)
  const line =
    `type ${word(type, at(place, 'type'), chainTypes)} ` +
    `hook ${word(hook, at(place, 'hook'), hooks)}${device} ` +
    `priority ${priority(prio, at(place, 'prio'))};`
  if (policy === undefined) return [line]
  return [`${line} policy ${word(policy, at(place, 'policy'), chainPolicies)};`]
}

/** A chain's priority is a number: names of priorities mean different numbers in different families. */
function priority(node: unknown, place: Place): string {
  if (typeof node === 'number' && Number.isInteger(node) && Math.abs(node) <= 2 ** 31) {
    return String(node)
  }
  return refuse(place, `a priority is a 32-bit integer, not ${describe(node)}`)
}

function setType(object: Body, place: Place): string {
  const key = typeText(object['type'], at(place, 'type'))
  if (object['map'] === undefined) return key
  const [, value] = wrapped(object['map']) ?? []
  const data =
    isBody(object['map']) && value !== undefined
      ? printExpression(value, at(place, 'map'))
      : dataName(object['map'], at(place, 'map'))
  return `${key} : ${data}`
}

function typeText(type: unknown, place: Place): string {
  const [key, value] = wrapped(type) ?? []
  if (key === 'typeof') return `typeof ${printExpression(value, at(place, key))}`
  return `type ${dataName(type, place)}`
}

/** `ipv4_addr . inet_service`: given as a list, or as releases before 1.1.0 print it, in one string. */
function dataName(type: unknown, place: Place): string {
  const names = typeof type === 'string' ? type.split(' . ') : asList(type)
  const kinds: readonly string[] = mapObjectKinds
  const texts = names.map((name) => {
    const known = typeof name === 'string' && (/^[a-z0-9_]+$/.test(name) || kinds.includes(name))
    return known ? name : refuse(place, `${describe(name)} is no datatype`)
  })
  return texts.length === 0 ? refuse(place, 'a set has a type') : texts.join(' . ')
}

function set(object: Body, place: Place): readonly string[] {
  const lines = [setType(object, place)]
  const words = flags(object['flags'], at(place, 'flags'), setFlags)
  if (words.length > 0) lines.push(`flags ${words.join(',')}`)
  for (const key of ['timeout', 'gc-interval']) {
    if (object[key] !== undefined) lines.push(`${key} ${seconds(object[key], at(place, key))}`)
  }
  if (object['size'] !== undefined) lines.push(`size ${integer(object['size'], at(place, 'size'))}`)
  if (object['policy'] !== undefined) {
    lines.push(`policy ${word(object['policy'], at(place, 'policy'), setPolicies)}`)
  }
  if (object['auto-merge'] === true) lines.push('auto-merge')
  const statements = statementList(object['stmt'], at(place, 'stmt'))
  if (statements.length > 0) lines.push(statements.join(' '))
  return lines
}

/** `{ 1.1.1.1, 2.2.2.2 }` of a named set or map; each element on its own line where they are many. */
export function printElements(object: Body, place: Place, types?: Body): string {
  const here = at(place, 'elem')
  const keys = declaredDatatypes(types?.['type'])
  const values = declaredDatatypes(types?.['map'])
  const elements = asList(object['elem'])
  const texts = elements.map((element, index) => {
    return printMember(element, at(here, index), keys, values)
  })
  const line = `{ ${texts.join(', ')} }`
  return line.length <= maximumColumns ? line : `{\n\t${texts.join(',\n\t')}\n}`
}

function setWithElements(object: Body, place: Place): readonly string[] {
  const lines = set(object, place)
  if (asList(object['elem']).length === 0) return lines
  return [...lines, `elements = ${printElements(object, place, object)}`]
}

function flowtable(object: Body, place: Place): readonly string[] {
  const hook = word(object['hook'], at(place, 'hook'), hooks)
  const devices = asList(object['dev']).map((name) => quote(name, at(place, 'dev')))
  const lines = [`hook ${hook} priority ${priority(object['prio'], at(place, 'prio'))};`]
  if (devices.length > 0) lines.push(`devices = { ${devices.join(', ')} };`)
  const words = flags(object['flags'], at(place, 'flags'), ['offload', 'counter'])
  if (words.includes('offload')) lines.push('flags offload;')
  if (words.includes('counter')) lines.push('counter')
  return lines
}

function ctHelper(object: Body, place: Place): readonly string[] {
  const type = quote(object['type'], at(place, 'type'))
  const protocol = word(object['protocol'], at(place, 'protocol'), ['tcp', 'udp'])
  return [`type ${type} protocol ${protocol};`, ...layer3(object, place)]
}

function layer3(object: Body, place: Place): readonly string[] {
  if (object['l3proto'] === undefined) return []
  const words = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev']
  return [`l3proto ${word(object['l3proto'], at(place, 'l3proto'), words)};`]
}

function ctTimeout(object: Body, place: Place): readonly string[] {
  const here = at(place, 'policy')
  const policy = isBody(object['policy']) ? object['policy'] : {}
  const states = Object.entries(policy).map(([state, value]) => {
    const known = /^[a-z0-9_]+$/.test(state)
    const name = known ? state : refuse(at(here, state), 'no state of a connection')
    return `${name} : ${integer(value, at(here, state))}`
  })
  const protocol = word(object['protocol'], at(place, 'protocol'), ['tcp', 'udp'])
  const lines = [`protocol ${protocol};`, ...layer3(object, place)]
  return states.length === 0 ? lines : [...lines, `policy = { ${states.join(', ')} };`]
}

function ctExpectation(object: Body, place: Place): readonly string[] {
  const protocol = word(object['protocol'], at(place, 'protocol'), ['tcp', 'udp'])
  const timeout = object['timeout']
  const milliseconds = integer(timeout, at(place, 'timeout'))
  return [
    `protocol ${protocol};`,
    `dport ${integer(object['dport'], at(place, 'dport'))};`,
    `timeout ${/^\d+$/.test(milliseconds) ? duration(BigInt(milliseconds)) : milliseconds};`,
    `size ${integer(object['size'], at(place, 'size'))};`,
    ...layer3(object, place),
  ]
}

function table(object: Body, place: Place): readonly string[] {
  const words = flags(object['flags'], at(place, 'flags'), ['dormant', 'owner', 'persist'])
  return words.length === 0 ? [] : [`flags ${words.join(',')};`]
}

function lineOrNothing(line: string): readonly string[] {
  return line === '' ? [] : [line]
}

interface Kind {
  readonly keys: readonly string[]
  readonly print: Printer
}

const setKeys = [
  ...['type', 'policy', 'flags', 'elem', 'timeout', 'gc-interval', 'size', 'auto-merge', 'stmt'],
]

/** Objects of a table by kind, with the properties that each may have. */
export const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['table', { keys: ['flags'], print: table }],
  ['chain', { keys: ['type', 'hook', 'prio', 'dev', 'policy', 'newname'], print: chain }],
  ['set', { keys: setKeys, print: setWithElements }],
  ['map', { keys: [...setKeys, 'map'], print: setWithElements }],
  ['flowtable', { keys: ['hook', 'prio', 'dev', 'flags'], print: flowtable }],
  [
    'counter',
    { keys: ['packets', 'bytes'], print: (o, place) => lineOrNothing(counterValues(o, place)) },
  ],
  [
    'quota',
    { keys: ['bytes', 'used', 'inv'], print: (o, place) => [quotaValues(o, place, 'bytes')] },
  ],
  [
    'limit',
    {
      keys: ['rate', 'per', 'rate_unit', 'burst', 'burst_unit', 'inv'],
      print: (o, place) => [limitValues(o, place)],
    },
  ],
  ['ct helper', { keys: ['type', 'protocol', 'l3proto'], print: ctHelper }],
  ['ct timeout', { keys: ['protocol', 'l3proto', 'policy'], print: ctTimeout }],
  [
    'ct expectation',
    { keys: ['l3proto', 'protocol', 'dport', 'timeout', 'size'], print: ctExpectation },
  ],
  [
    'secmark',
    { keys: ['context'], print: (o, place) => [quote(o['context'], at(place, 'context'))] },
  ],
  ['synproxy', { keys: ['mss', 'wscale', 'flags'], print: synproxyValues }],
])

/** The lines between the braces of an object, without indentation. */
export function objectLines(kind: string, node: unknown, place: Place): readonly string[] {
  const known = kinds.get(kind)
  if (known === undefined) return [refuse(place, `"${kind}" objects cannot be printed`)]
  const object = body(node, place, [...common, ...known.keys])
  const lines = known.print(object, place)
  return [...lines, ...commentLines(object, place)]
}

function commentLines(object: Body, place: Place): readonly string[] {
  if (object['comment'] === undefined) return []
  return [`comment ${quoteLimited(object['comment'], at(place, 'comment'), maximumCommentBytes)}`]
}
