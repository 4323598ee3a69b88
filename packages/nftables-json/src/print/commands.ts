/** Commands as one line of text each: what cannot be folded into a table's block. */
import { families } from '../keywords/index.ts'
import { asList, type Body, body, isBody, word, wrapped } from './json.ts'
import { printName } from './names.ts'
import { kinds, objectLines, printElements } from './objects.ts'
import { at, type Place, refuse } from './place.ts'
import { printRule, ruleKeys } from './rules.ts'
import { integer } from './values.ts'

const plurals = [
  ...['tables', 'chains', 'sets', 'maps', 'counters', 'quotas', 'limits', 'meters', 'flowtables'],
  ...['secmarks', 'synproxys', 'ct helpers', 'rules'],
]

/** `inet filter`. */
export function printTablePath(object: Body, place: Place, key: 'name' | 'table'): string {
  const family = word(object['family'], at(place, 'family'), families)
  return `${family} ${printName(object[key], at(place, key))}`
}

/** A command with its object, on one line. */
export function printCommand(command: string, object: unknown, place: Place): string {
  const [kind, value] = wrapped(object) ?? []
  if (kind === undefined) return refuse(place, 'a command names one object')
  const here = at(place, kind)
  if (kind === 'ruleset') return printRuleset(command, value, here)
  if (plurals.includes(kind)) return printPlural(command, kind, value, here)
  if (!isBody(value)) return refuse(here, 'an object is expected here')
  if (kind === 'rule') return printRuleCommand(command, value, here)
  if (kind === 'element') return printElementCommand(command, value, here)
  if (!kinds.has(kind)) return refuse(here, `"${kind}" objects cannot be printed`)
  return printObjectCommand(command, kind, value, here)
}

function printRuleset(command: string, value: unknown, place: Place): string {
  const given = word(command, place, ['flush', 'list'])
  if (value === null) return `${given} ruleset`
  const { family } = body(value, place, ['family'])
  if (family === undefined) return `${given} ruleset`
  return `${given} ruleset ${word(family, at(place, 'family'), families)}`
}

function printPlural(command: string, kind: string, value: unknown, place: Place): string {
  const given = word(command, place, ['list', 'reset'])
  const scope = value === null ? {} : body(value, place, ['family', 'table'])
  const parts = [given, kind]
  if (scope['table'] !== undefined) parts.push('table', printTablePath(scope, place, 'table'))
  else if (scope['family'] !== undefined) {
    parts.push(word(scope['family'], at(place, 'family'), families))
  }
  return parts.join(' ')
}

const ruleCommands = ['add', 'insert', 'replace', 'delete', 'destroy']

function printRuleCommand(command: string, value: Body, place: Place): string {
  const rule = body(value, place, ruleKeys)
  const given = word(command, place, ruleCommands)
  const chain = printName(rule['chain'], at(place, 'chain'))
  const parts = [given, 'rule', printTablePath(rule, place, 'table'), chain]
  const removes = given === 'delete' || given === 'destroy'
  // A listing's handle on an added rule is the old rule's; only newer releases take it for a position.
  if (rule['handle'] !== undefined && given !== 'add') {
    parts.push(`handle ${integer(rule['handle'], at(place, 'handle'))}`)
  } else if (removes || given === 'replace') {
    return refuse(at(place, 'handle'), 'this rule is found by its handle only')
  }
  if (rule['index'] !== undefined) parts.push(`index ${integer(rule['index'], at(place, 'index'))}`)
  return removes ? parts.join(' ') : [...parts, printRule(rule, place)].join(' ')
}

function printElementCommand(command: string, value: Body, place: Place): string {
  const element = body(value, place, ['family', 'table', 'name', 'elem'])
  const given = word(command, place, ['add', 'create', 'delete', 'destroy', 'get', 'reset'])
  const path = `${printTablePath(element, place, 'table')} ${printName(element['name'], at(place, 'name'))}`
  if (asList(element['elem']).length === 0) return refuse(at(place, 'elem'), 'no element is given')
  return `${given} element ${path} ${printElements(element, place)}`
}

function printObjectCommand(command: string, kind: string, value: Body, place: Place): string {
  const path = objectPath(kind, value, place)
  switch (command) {
    case 'add':
    case 'create':
      return withBody(`${command} ${kind} ${path}`, objectLines(kind, value, place))
    case 'delete':
    case 'destroy':
    case 'list':
    case 'reset':
      return `${command} ${kind} ${path}`
    case 'flush':
      return `flush ${word(kind, place, ['table', 'chain', 'set', 'map'])} ${path}`
    case 'rename': {
      const name = printName(value['newname'], at(place, 'newname'))
      return `rename ${word(kind, place, ['chain'])} ${path} ${name}`
    }
    default:
      return refuse(place, `"${command}" is no command that can be printed`)
  }
}

/** The object's place: by name, or by handle where only that is given. */
function objectPath(kind: string, value: Body, place: Place): string {
  const own = kind === 'table' ? '' : `${printTablePath(value, place, 'table')} `
  if (value['name'] === undefined && value['handle'] !== undefined) {
    const handle = integer(value['handle'], at(place, 'handle'))
    const family = word(value['family'], at(place, 'family'), families)
    return kind === 'table' ? `${family} handle ${handle}` : `${own}handle ${handle}`
  }
  if (kind === 'table') return printTablePath(value, place, 'name')
  return `${own}${printName(value['name'], at(place, 'name'))}`
}

/** `add set inet t s { type ipv4_addr; flags interval; }`: 1.0.6 wants a separator before the brace. */
function withBody(head: string, lines: readonly string[]): string {
  if (lines.length === 0) return head
  return `${head} { ${lines.map((line) => (line.endsWith(';') ? line : `${line};`)).join(' ')} }`
}
