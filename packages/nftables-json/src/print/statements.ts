/** Statements: the parts of a rule. */
import { comparisons, logFlags, logLevels, rejectCodes, synproxyFlags } from '../keywords/index.ts'
import { bitmaskTypes, type Datatypes, datatypesOf } from './datatypes.ts'
import { printDynamicElement, statementList } from './elements.ts'
import { isOperation, printExpression, printRight } from './expressions.ts'
import { body, describe, flags, word, wrapped } from './json.ts'
import { keywords, printName, printReference } from './names.ts'
import { at, type Place, refuse } from './place.ts'
import { selectorOnly } from './selectors.ts'
import { isStateful, printObjectReference, printStateful, printStatefulNode } from './stateful.ts'
import { printDup, printFwd, printNat, printQueue, printTproxy } from './translation.ts'
import { integer, quote, quoteLimited } from './values.ts'

type Printer = (node: unknown, place: Place) => string

/** Longest prefix of a log message: NF_LOG_PREFIXLEN less its terminator, include/net/netfilter/nf_log.h. */
const maximumLogPrefixBytes = 127

const setOperations = ['add', 'update', 'delete']

function match(node: unknown, place: Place): string {
  const test = body(node, place, ['op', 'left', 'right'])
  const operator = word(test['op'], at(place, 'op'), [...comparisons, 'in', '!'])
  const types = datatypesOf(test['left'])
  const left = printExpression(test['left'], at(place, 'left'))
  const exact = operator !== 'in' && operator !== '!'
  const right = printRight(test['right'], at(place, 'right'), types, exact)
  const spelled = operator === '==' || operator === 'in' ? equality(test, operator) : operator
  return spelled === '' ? `${left} ${right}` : `${left} ${spelled} ${right}`
}

/**
 * No operator in text is JSON's `in`. For a plain value that is equality; for a bit mask it is a test of any bit,
 * so there equality must be spelled out or `tcp flags == syn` would come to match SYN-ACK too.
 */
function equality(test: { readonly [key: string]: unknown }, operator: string): '' | '==' {
  if (operator === 'in') return ''
  const type = datatypesOf(test['left'])[0] ?? ''
  const [right] = wrapped(test['right']) ?? []
  if (right === 'set' || isSetName(test['right'])) return ''
  return isOperation(test['left']) || bitmaskTypes.has(type) ? '==' : ''
}

function isSetName(node: unknown): boolean {
  return typeof node === 'string' && node.startsWith('@')
}

function verdictMap(node: unknown, place: Place): string {
  const { key, data } = body(node, place, ['key', 'data'])
  const from = printExpression(key, at(place, 'key'))
  return `${from} vmap ${printExpression(data, at(place, 'data'), datatypesOf(key))}`
}

function mangle(node: unknown, place: Place): string {
  const { key, value } = body(node, place, ['key', 'value'])
  const target = selectorOnly(key, at(place, 'key'))
  return `${target} set ${printWritten(value, at(place, 'value'), datatypesOf(key))}`
}

/** What is written. Here a bare `icmp` or `ip` would begin another expression; in quotes it is the constant. */
function printWritten(value: unknown, place: Place, types: Datatypes): string {
  if (typeof value === 'string' && keywords.has(value)) return quote(value, place)
  return printExpression(value, place, types)
}

function reject(node: unknown, place: Place): string {
  if (node === null) return 'reject'
  const { type, expr } = body(node, place, ['type', 'expr'])
  if (type === undefined && expr === undefined) return 'reject'
  if (type === 'tcp reset' && expr === undefined) return 'reject with tcp reset'
  const kind = word(type, at(place, 'type'), ['icmp', 'icmpv6', 'icmpx'])
  if (typeof expr === 'string') {
    const codes: Readonly<Record<string, readonly string[]>> = rejectCodes
    return `reject with ${kind} type ${word(expr, at(place, 'expr'), codes[kind] ?? [])}`
  }
  return `reject with ${kind} type ${integer(expr, at(place, 'expr'))}`
}

function log(node: unknown, place: Place): string {
  if (node === null) return 'log'
  const keys = ['prefix', 'group', 'snaplen', 'queue-threshold', 'level', 'flags']
  const options = body(node, place, keys)
  const parts = ['log']
  if (options['prefix'] !== undefined) {
    parts.push(`prefix ${logPrefix(options['prefix'], at(place, 'prefix'))}`)
  }
  for (const key of ['group', 'snaplen', 'queue-threshold']) {
    if (options[key] !== undefined) parts.push(`${key} ${integer(options[key], at(place, key))}`)
  }
  if (options['level'] !== undefined) {
    parts.push(`level ${word(options['level'], at(place, 'level'), logLevels)}`)
  }
  const given = flags(options['flags'], at(place, 'flags'), logFlags)
  for (const flag of given.includes('all') ? ['all'] : given) parts.push(`flags ${flag}`)
  return parts.join(' ')
}

/** nft expands `$name` in a log prefix and has no escape for it. */
function logPrefix(prefix: unknown, place: Place): string {
  if (typeof prefix === 'string' && prefix.includes('$')) {
    return refuse(place, 'nft text would take the dollar sign in a log prefix for a variable')
  }
  return quoteLimited(prefix, place, maximumLogPrefixBytes)
}

function setStatement(node: unknown, place: Place): string {
  const change = body(node, place, ['op', 'elem', 'set', 'stmt'])
  const operation = word(change['op'], at(place, 'op'), setOperations)
  const statements = statementList(change['stmt'], at(place, 'stmt'))
  const element = printDynamicElement(change['elem'], at(place, 'elem'), statements)
  return `${operation} ${printReference(change['set'], at(place, 'set'))} { ${element} }`
}

function mapStatement(node: unknown, place: Place): string {
  const change = body(node, place, ['op', 'elem', 'data', 'map', 'stmt'])
  const operation = word(change['op'], at(place, 'op'), setOperations)
  const statements = statementList(change['stmt'], at(place, 'stmt'))
  const element = printDynamicElement(change['elem'], at(place, 'elem'), statements)
  const data = printExpression(change['data'], at(place, 'data'))
  const map = printReference(change['map'], at(place, 'map'))
  return `${operation} ${map} { ${element} : ${data} }`
}

function meter(node: unknown, place: Place): string {
  const meter = body(node, place, ['name', 'key', 'stmt', 'size'])
  const name = printName(meter['name'], at(place, 'name'))
  const size =
    meter['size'] === undefined ? '' : ` size ${integer(meter['size'], at(place, 'size'))}`
  const statement = printStatefulNode(meter['stmt'], at(place, 'stmt'))
  const element = printDynamicElement(meter['key'], at(place, 'key'), [statement])
  return `meter ${name}${size} { ${element} }`
}

function synproxy(node: unknown, place: Place): string {
  if (node === null) return 'synproxy'
  if (typeof node === 'string' || wrapped(node)?.[0] === 'map') {
    return `synproxy name ${printObjectReference(node, place)}`
  }
  const options = synproxyValues(body(node, place, ['mss', 'wscale', 'flags']), place)
  return ['synproxy', ...options].join(' ')
}

/** `mss 1460`, `wscale 7`, `timestamp sack-perm`. */
export function synproxyValues(
  options: { readonly [key: string]: unknown },
  place: Place,
): readonly string[] {
  const numbers = ['mss', 'wscale'].filter((key) => options[key] !== undefined)
  const texts = numbers.map((key) => `${key} ${integer(options[key], at(place, key))}`)
  const words = flags(options['flags'], at(place, 'flags'), synproxyFlags)
  return words.length === 0 ? texts : [...texts, words.join(' ')]
}

function flow(node: unknown, place: Place): string {
  const { op, flowtable } = body(node, place, ['op', 'flowtable'])
  const operation = word(op, at(place, 'op'), ['add'])
  return `flow ${operation} ${printReference(flowtable, at(place, 'flowtable'))}`
}

function reset(node: unknown, place: Place): string {
  return `reset ${selectorOnly(node, place)}`
}

function assignment(prefix: string): Printer {
  return (node, place) => `${prefix} set ${printObjectReference(node, place)}`
}

function nat(kind: string): Printer {
  return (node, place) => printNat(kind, node, place)
}

const printers: ReadonlyMap<string, Printer> = new Map<string, Printer>([
  ['match', match],
  ['vmap', verdictMap],
  ['mangle', mangle],
  ['reject', reject],
  ['log', log],
  ['set', setStatement],
  ['map', mapStatement],
  ['meter', meter],
  ['synproxy', synproxy],
  ['flow', flow],
  ['reset', reset],
  ['ct helper', assignment('ct helper')],
  ['ct timeout', assignment('ct timeout')],
  ['ct expectation', assignment('ct expectation')],
  ['secmark', assignment('meta secmark')],
  ['tunnel', (node, place) => `tunnel name ${printObjectReference(node, place)}`],
  ['snat', nat('snat')],
  ['dnat', nat('dnat')],
  ['masquerade', nat('masquerade')],
  ['redirect', nat('redirect')],
  ['tproxy', printTproxy],
  ['queue', printQueue],
  ['dup', printDup],
  ['fwd', printFwd],
])

const bare: ReadonlySet<string> = new Set(['accept', 'drop', 'continue', 'return', 'notrack'])

/** One statement of a rule. */
export function printStatement(node: unknown, place: Place): string {
  const [key, value] = wrapped(node) ?? []
  if (key === undefined) return refuse(place, `${describe(node)} is no statement`)
  const here = at(place, key)
  if (bare.has(key)) return value === null ? key : refuse(here, `"${key}" carries nothing`)
  if (key === 'jump' || key === 'goto') return printExpression(node, place)
  if (isStateful(key)) return printStateful(key, value, here)
  const print = printers.get(key)
  return print === undefined
    ? refuse(here, `"${key}" is no statement that can be printed`)
    : print(value, here)
}
