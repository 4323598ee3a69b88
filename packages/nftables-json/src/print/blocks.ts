/** Tables as blocks: the form in which people read rulesets, and in which nft lists them. */

import { printTablePath } from './commands.ts'
import type { Body } from './json.ts'
import { printName } from './names.ts'
import { objectLines } from './objects.ts'
import { at, type Place } from './place.ts'
import { printRule } from './rules.ts'

/** An object of a block, where it stood, and the lines of comment to put before it. */
export interface Member {
  readonly kind: string
  readonly object: Body
  readonly place: Place
  readonly remarks: readonly string[]
}

export interface ChainMember extends Member {
  readonly rules: readonly Member[]
}

export interface Block {
  readonly table: Member
  readonly objects: readonly Member[]
  readonly chains: readonly ChainMember[]
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split('\n')).map((line) => (line === '' ? '' : `\t${line}`))
}

function remarks(member: Member): readonly string[] {
  return member.remarks.map((line) => (line === '' ? '#' : `# ${line}`))
}

/** 1.0.6 wants a line break before each closing brace. */
function braces(head: string, lines: readonly string[]): readonly string[] {
  return [`${head} {`, ...indent(lines), '}']
}

function printObject(member: Member): readonly string[] {
  const { kind, object, place } = member
  const head = `${kind} ${printName(object['name'], at(place, 'name'))}`
  return [...remarks(member), ...braces(head, objectLines(kind, object, place))]
}

function printChain(chain: ChainMember): readonly string[] {
  const head = `chain ${printName(chain.object['name'], at(chain.place, 'name'))}`
  const hook = objectLines('chain', chain.object, chain.place)
  const rules = chain.rules.flatMap((rule) => [
    ...remarks(rule),
    printRule(rule.object, rule.place),
  ])
  const separator = hook.length > 0 && rules.length > 0 ? [''] : []
  return [...remarks(chain), ...braces(head, [...hook, ...separator, ...rules])]
}

/** The lines of a table's block: first what rules refer to, then chains, an empty line between each two. */
export function printBlock(block: Block): readonly string[] {
  const { table } = block
  const own = objectLines('table', table.object, table.place)
  const parts = [
    ...(own.length > 0 ? [own] : []),
    ...block.objects.map(printObject),
    ...block.chains.map(printChain),
  ]
  const lines = parts.flatMap((part, index) => (index === 0 ? part : ['', ...part]))
  const head = `table ${printTablePath(table.object, table.place, 'name')}`
  return [...remarks(table), ...braces(head, lines)]
}
