import type { Family } from '../../../net/index.ts'
import { restoreLimits } from './limits.ts'
import type { Place } from './place.ts'
import type { Problems } from './problem.ts'
import { isFull, refuse, warn } from './problem.ts'
import type { Fault } from './reading.ts'
import { fault } from './reading.ts'
import type { Surroundings } from './rule/index.ts'
import {
  checkChainName,
  checkPolicy,
  isShellText,
  lookAlike,
  parseCounters,
  readCommand,
} from './rule/index.ts'
import { applyCommand } from './table/apply.ts'
import { checkTable } from './table/check.ts'
import type { Budget, TableState } from './table/state.ts'
import { freezeTable, newTable } from './table/state.ts'
import { hooksOf, tableNames } from './tables.ts'
import type { Line } from './text/line.ts'
import { linesOf, placeOfLine } from './text/line.ts'
import { splitWords } from './text/word.ts'
import type { Block, Command, Counters, Table } from './tree.ts'

/** How the file will be loaded. */
export interface FileSettings {
  readonly family: Family
  readonly noflush: boolean
  /** `--counters`: chains' counters are looked at. */
  readonly counters: boolean
  readonly lenient: boolean
}

/** A table between `*table` and COMMIT. */
interface OpenBlock {
  readonly table: TableState
  readonly commands: Command[]
  readonly surroundings: Surroundings
  readonly place: Place
}

interface FileState {
  readonly settings: FileSettings
  readonly problems: Problems
  readonly tables: Map<string, TableState>
  readonly blocks: Block[]
  readonly budget: Budget
  open: OpenBlock | undefined
  /** Whether a limit of the whole file is passed: what comes would only cost more. */
  isOver: boolean
}

/** What a file comes to. */
export interface FileContents {
  readonly blocks: readonly Block[]
  readonly tables: readonly Table[]
}

const blankedHelp =
  'the file was read in spite of it, with this match as unknown; as it stands it does not load'

const startTable = (state: FileState, line: Line): void => {
  const place = placeOfLine(line)
  const [name = ''] = line.text
    .slice(1)
    .split(/[ \t]+/)
    .filter((word) => word !== '')
  if (!hooksOf(name))
    refuse(
      state.problems,
      fault(
        'iptables-unknown-table',
        `\`${name}\` is no table`,
        `the tables are ${tableNames.join(', ')}`,
      ),
      place,
    )
  const known = state.settings.noflush ? state.tables.get(name) : undefined
  const previous = state.tables.get(name)
  const table = known ?? newTable(name)
  // A table that is named a second time is flushed again, but policies stay.
  for (const [chain, { policy }] of known ? [] : (previous?.chains ?? [])) {
    const kept = table.chains.get(chain)
    if (kept?.hook) kept.policy = policy
  }
  state.tables.set(name, table)
  const surroundings = {
    family: state.settings.family,
    table: name,
    hasChain: (chain: string) => table.chains.has(chain),
    forgive: state.settings.lenient
      ? (why: Fault, where: Place) => warn(state.problems, { ...why, help: blankedHelp }, where)
      : undefined,
  }
  state.open = { table, commands: [], surroundings, place }
}

/** COMMIT: what the kernel checks at once is checked here. */
const commit = (state: FileState, { table, commands, place }: OpenBlock): void => {
  for (const { fault: found, place: where } of checkTable(table))
    refuse(state.problems, found, where)
  state.blocks.push({ kind: 'block', table: table.name, commands, place })
  state.open = undefined
}

/** `:chain policy [packets:bytes]`. */
const readChainLine = (state: FileState, open: OpenBlock, line: Line): Command | Fault => {
  const [chain = '', policy = '', counters] = line.text
    .slice(1)
    .split(/[ \t]+/)
    .filter((word) => word !== '')
  const place = placeOfLine(line)
  if (chain === '') return fault('iptables-chain-line', 'a chain needs a name')
  const isBuiltIn =
    open.table.chains.get(chain)?.hook !== undefined &&
    hooksOf(open.table.name)?.some((hook) => hook === chain)
  const wrong = isBuiltIn ? undefined : checkChainName(chain)
  if (wrong) return wrong
  if (policy === '')
    return fault(
      'iptables-policy',
      `the chain \`${chain}\` has no policy`,
      'a chain without one has `-`',
    )
  const parts = /^\[([0-9]+):([0-9]+)\]$/.exec(counters ?? '[0:0]')
  const read =
    counters === undefined
      ? null
      : ((parts && parseCounters(parts[1] ?? '', parts[2] ?? '')) ?? undefined)
  if (read === undefined) {
    const broken = fault(
      'iptables-counters',
      `\`${counters}\` are no counters, which are [packets:bytes]`,
    )
    if (state.settings.counters) return broken
    warn(
      state.problems,
      {
        ...broken,
        help: 'iptables-restore looks at them with --counters alone, and then refuses the file',
      },
      place,
    )
  }
  if (policy === '-') return { kind: 'chain', chain, policy: null, counters: read ?? null, place }
  const checked = checkPolicy(open.table.name, chain, policy)
  if (checked.kind === 'fault') return checked
  return { kind: 'chain', chain, policy: checked.value, counters: read ?? null, place }
}

/** Counters in front of a rule: `[packets:bytes]`, and where the rule begins. */
const readRuleCounters = (
  line: Line,
): { readonly start: number; readonly counters: Counters | undefined } | Fault => {
  if (!line.text.startsWith('[')) return { start: 0, counters: undefined }
  const parts = /^\[([0-9a-fx]+):([0-9a-fx]+)\]/i.exec(line.text)
  const counters = parts ? parseCounters(parts[1] ?? '', parts[2] ?? '') : undefined
  return counters && parts
    ? { start: parts[0].length, counters }
    : fault('iptables-counters', 'a rule begins with counters that are not [packets:bytes]')
}

const readRuleLine = (state: FileState, open: OpenBlock, line: Line): Command | undefined => {
  const linePlace = placeOfLine(line)
  const head = readRuleCounters(line)
  if ('kind' in head) {
    refuse(state.problems, head, linePlace)
    return undefined
  }
  const { words, openQuote } = splitWords(line, head.start)
  const tooLong = words.find(({ text }) => text.length > restoreLimits.argumentUnits)
  if (tooLong || words.length > restoreLimits.lineArguments) {
    const why = tooLong
      ? fault('iptables-too-long', `an argument of more than ${restoreLimits.argumentUnits} bytes`)
      : fault('iptables-too-long', `a line of more than ${restoreLimits.lineArguments} arguments`)
    refuse(state.problems, why, tooLong?.place ?? linePlace)
    return undefined
  }
  if (openQuote) {
    refuse(
      state.problems,
      fault(
        'iptables-open-quote',
        'a double quote that is never closed',
        'iptables takes the rest of the line, target and newline too, for one argument; close the quote',
      ),
      openQuote,
    )
    return undefined
  }
  const command = readCommand(open.surroundings, words, head.counters, linePlace)
  if ('fault' in command) {
    refuse(state.problems, command.fault, command.place)
    return undefined
  }
  return command
}

/** Names that load and are hardly what was meant. */
const oddName = (name: string): Fault | undefined =>
  lookAlike(name) ??
  (isShellText(name)
    ? fault(
        'iptables-shell',
        `\`${name}\` looks like text of a shell, and is taken as the name of an interface`,
        'it loads, but no interface has this name',
      )
    : undefined)

/** Found by trying: version 1.8.9 ends by a segmentation fault, and nothing of the table is loaded. */
const replaceCrashes = fault(
  'iptables-replace-crashes',
  '-R of a rule that this file adds makes iptables-nft-restore crash',
  'iptables-legacy-restore loads it; write the rule as it is to be in the first place',
)

const warnOfOddities = (state: FileState, command: Command): void => {
  const hasRule =
    command.kind === 'append' || command.kind === 'insert' || command.kind === 'replace'
  const rule = hasRule ? command.rules[0] : undefined
  if (command.kind === 'replace') warn(state.problems, replaceCrashes, command.place)
  for (const given of [rule?.inInterface, rule?.outInterface]) {
    const odd = given ? oddName(given.value) : undefined
    if (given && odd) warn(state.problems, odd, given.place)
  }
}

const isTrailingCommit = ({ text, ended }: Line): boolean =>
  text.trim() === 'COMMIT' && (text !== 'COMMIT' || !ended)

const inTable = (state: FileState, open: OpenBlock, line: Line): void => {
  const place = placeOfLine(line)
  if (isTrailingCommit(line)) {
    refuse(
      state.problems,
      fault(
        'iptables-line-ending',
        'COMMIT is not followed by a newline at once',
        'end the line with a newline alone: no blanks, no carriage return, no end of file',
      ),
      place,
    )
    state.open = undefined
    return
  }
  if (line.text.endsWith('\r')) {
    refuse(
      state.problems,
      fault(
        'iptables-line-ending',
        'the line ends with a carriage return',
        'write the file with the line ends of Unix',
      ),
      place,
    )
    return
  }
  const read = line.text.startsWith(':')
    ? readChainLine(state, open, line)
    : readRuleLine(state, open, line)
  if (read === undefined) return
  if (read.kind === 'fault') {
    refuse(state.problems, read, place)
    return
  }
  warnOfOddities(state, read)
  const wrong = applyCommand(open.table, read, open.surroundings, state.budget)
  if (wrong?.code === 'iptables-too-large') state.isOver = true
  if (wrong) refuse(state.problems, wrong, read.place)
  else open.commands.push(read)
}

const outside = (state: FileState, line: Line): void => {
  const isRule = /^\s*(-|:|COMMIT|\[)/.test(line.text)
  const isShell = /iptables|#!|<<|\$\(|^\s*(if|for|set|export|echo)\b/.test(line.text)
  const why = isShell
    ? fault(
        'iptables-shell',
        'a line for a shell, which iptables-restore does not run',
        'keep the script and its rules in files of their own',
      )
    : fault(
        'iptables-outside-table',
        isRule ? 'a rule or COMMIT outside of every table' : 'a line that belongs to no table',
        'each table begins with `*name` and ends with COMMIT',
      )
  refuse(state.problems, why, placeOfLine(line))
}

const takeLine = (state: FileState, line: Line): void => {
  if (line.text.length > restoreLimits.lineUnits) {
    refuse(
      state.problems,
      fault('iptables-too-long', `a line of more than ${restoreLimits.lineUnits} bytes`),
      placeOfLine(line),
    )
    return
  }
  const { text } = line
  if (text === '' || text.startsWith('#')) return
  const { open } = state
  if (open && text === 'COMMIT' && line.ended) commit(state, open)
  else if (open && text.startsWith('*'))
    refuse(
      state.problems,
      fault(
        'iptables-missing-commit',
        `the table ${open.table.name} has no COMMIT before the next one`,
      ),
      placeOfLine(line),
    )
  else if (open) inTable(state, open, line)
  else if (text.startsWith('*')) startTable(state, line)
  else outside(state, line)
  if (open && text.startsWith('*')) startTable(state, line)
}

/** Reads a whole file for one family; what is wrong goes to `problems`. */
export const readFile = (
  text: string,
  settings: FileSettings,
  problems: Problems,
): FileContents => {
  const state: FileState = {
    settings,
    problems,
    tables: new Map(),
    blocks: [],
    budget: { rules: 0, steps: 0 },
    open: undefined,
    isOver: false,
  }
  for (const line of linesOf(text)) {
    if (line.number > restoreLimits.lines) {
      refuse(
        problems,
        fault('iptables-too-large', `more than ${restoreLimits.lines} lines`),
        placeOfLine(line),
      )
      break
    }
    takeLine(state, line)
    if (isFull(problems) || state.isOver) break
  }
  if (state.open)
    refuse(
      problems,
      fault(
        'iptables-missing-commit',
        `the table ${state.open.table.name} has no COMMIT`,
        'without it nothing of the table takes effect',
      ),
      state.open.place,
    )
  return { blocks: state.blocks, tables: [...state.tables.values()].map(freezeTable) }
}
