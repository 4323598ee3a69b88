import type { Severity, Span } from '../../../../diagnostics/diagnostic.ts'
import type { BaseHook, HeldChain, HeldRule, HeldTable } from '../../../../ruleset/index.ts'
import type { Engine, Sentinel } from '../lower/context.ts'
import { spanOf } from '../place.ts'
import { leavesOpen } from '../problem.ts'
import type { Line } from '../text/line.ts'
import { linesOf, placeOfLine } from '../text/line.ts'
import { splitWords } from '../text/word.ts'
import type { ArptablesReadCode } from './codes.ts'
import { arptablesLimits } from './codes.ts'
import { arpRule } from './rule.ts'

/** A diagnostic of this reader: `Diagnostic` with codes of its own. */
export interface ArptablesDiagnostic {
  readonly code: ArptablesReadCode
  readonly severity: Severity
  readonly message: string
  readonly help: string
  readonly span: Span
}

/** The table, or why there is none. */
export interface ArptablesReading {
  readonly value: HeldTable | undefined
  readonly diagnostics: readonly ArptablesDiagnostic[]
}

export interface ArptablesOptions {
  readonly engine: Engine
  readonly sentinel?: Sentinel | null
}

interface OpenChain {
  readonly name: string
  readonly hook: BaseHook | null
  policy: 'accept' | 'drop'
  readonly rules: HeldRule[]
  readonly jumps: { readonly chain: string; readonly line: Line }[]
  readonly line: Line
}

interface State {
  readonly source: string
  readonly sentinel: Sentinel | null
  readonly chains: Map<string, OpenChain>
  readonly diagnostics: ArptablesDiagnostic[]
  table: Line | undefined
  isClosed: boolean
  rules: number
}

const hooks: ReadonlyMap<string, BaseHook> = new Map([
  ['INPUT', 'input'],
  ['FORWARD', 'forward'],
  ['OUTPUT', 'output'],
])

const refuse = (state: State, code: ArptablesReadCode, message: string, line: Line): void => {
  if (state.diagnostics.length >= arptablesLimits.diagnostics) return
  const span = spanOf(state.source, placeOfLine(line))
  const help = leavesOpen.replace('iptables-restore', 'arptables-restore')
  state.diagnostics.push({ code, severity: 'error', message, help, span })
}

const chainNamed = (name: string, line: Line): OpenChain => ({
  name,
  hook: hooks.get(name) ?? null,
  policy: 'accept',
  rules: [],
  jumps: [],
  line,
})

const declare = (state: State, line: Line): void => {
  const [, name = '', policy = ''] =
    /^:(\S+)\s+(ACCEPT|DROP|-)(\s+\[\d+:\d+\])?\s*$/.exec(line.text) ?? []
  const isBase = hooks.has(name)
  if (name === '' || isBase === (policy === '-') || (state.chains.has(name) && !isBase)) {
    refuse(state, 'arptables-line', 'no declaration of a chain, or a second one', line)
    return
  }
  const chain = state.chains.get(name) ?? chainNamed(name, line)
  chain.policy = policy === 'DROP' ? 'drop' : 'accept'
  state.chains.set(name, chain)
}

const append = (state: State, line: Line): void => {
  const { words, openQuote } = splitWords(line, 0)
  const [command = '', ...rest] = words.map(({ text }) => text)
  if (openQuote || (command !== '-A' && command !== '--append')) {
    refuse(state, 'arptables-line', 'only -A is read in such a file', line)
    return
  }
  const rule = arpRule(rest, line.number, state.sentinel)
  if (rule.kind === 'fault') {
    refuse(state, 'arptables-value', rule.message, line)
    return
  }
  const chain = state.chains.get(rule.chain)
  if (!chain) {
    refuse(state, 'arptables-unknown-chain', `there is no chain \`${rule.chain}\``, line)
    return
  }
  if (rule.jump !== null) chain.jumps.push({ chain: rule.jump, line })
  const shown = state.sentinel?.lines.has(line.number)
    ? line.text.replaceAll(state.sentinel.text, '@ADDRESS@')
    : line.text
  const place = { source: state.source, line: line.number, column: 1 }
  chain.rules.push({ steps: rule.steps, text: shown, comment: '', place, asksConntrack: false })
  state.rules += 1
}

const takeLine = (state: State, line: Line): void => {
  const text = line.text.trim()
  if (text === '' || text.startsWith('#')) return
  if (text.startsWith('*')) {
    if (text !== '*filter' || state.table)
      refuse(state, 'arptables-line', 'arptables has the one table filter', line)
    state.table = line
    for (const name of ['INPUT', 'OUTPUT']) state.chains.set(name, chainNamed(name, line))
  } else if (!state.table || state.isClosed)
    refuse(state, 'arptables-line', 'the line stands in no table', line)
  else if (text === 'COMMIT') state.isClosed = true
  else if (text.startsWith(':')) declare(state, line)
  else append(state, line)
}

/** Jumps that lead nowhere or in a circle. */
const checkJumps = (state: State): void => {
  for (const { jumps } of state.chains.values())
    for (const { chain, line } of jumps)
      if (!state.chains.has(chain) || hooks.has(chain))
        refuse(state, 'arptables-unknown-chain', `\`${chain}\` is no chain to jump to`, line)
  // What jumps nowhere, or only to chains already taken away, is on no circle.
  const left = new Map(
    [...state.chains].map(([name, { jumps }]) => [name, new Set(jumps.map(({ chain }) => chain))]),
  )
  const callers = new Map<string, string[]>()
  for (const [name, targets] of left)
    for (const target of targets) {
      const known = callers.get(target)
      if (known) known.push(name)
      else callers.set(target, [name])
    }
  const free = [...left].filter(([, targets]) => targets.size === 0).map(([name]) => name)
  for (const name of free) {
    left.delete(name)
    for (const caller of callers.get(name) ?? []) {
      const targets = left.get(caller)
      targets?.delete(name)
      if (targets?.size === 0) free.push(caller)
    }
  }
  const [circle] = left.keys()
  const chain = circle === undefined ? undefined : state.chains.get(circle)
  if (chain && state.diagnostics.length === 0)
    refuse(
      state,
      'arptables-chain-loop',
      `\`${chain.name}\` is on a circle of jumps or leads to one`,
      chain.line,
    )
}

const held = (state: State, { name, hook, policy, rules, line }: OpenChain): HeldChain => ({
  name,
  base: hook ? { type: 'filter', hook, priority: 0, policy, devices: [] } : null,
  rules,
  place: { source: state.source, line: line.number, column: 1 },
})

/**
 * A file of arptables-save or for arptables-restore as a table of the family `arp`. Legacy arptables-save prints no
 * COMMIT, so none is asked for. What is not understood of a rule makes it opaque. Never throws.
 */
export const readArptables = (
  source: string,
  text: string,
  { engine, sentinel = null }: ArptablesOptions,
): ArptablesReading => {
  const state: State = {
    source,
    sentinel,
    chains: new Map(),
    diagnostics: [],
    table: undefined,
    isClosed: false,
    rules: 0,
  }
  for (const line of linesOf(text)) {
    const isOver = text.length > arptablesLimits.units || state.rules > arptablesLimits.rules
    if (isOver) {
      refuse(state, 'arptables-too-large', 'this is larger than any ruleset for ARP', line)
      break
    }
    takeLine(state, line)
    if (state.diagnostics.length >= arptablesLimits.diagnostics) break
  }
  checkJumps(state)
  const { table, chains, diagnostics } = state
  if (!table || diagnostics.length > 0) return { value: undefined, diagnostics }
  const value: HeldTable = {
    engine,
    family: 'arp',
    name: 'filter',
    isDormant: false,
    sets: [],
    maps: [],
    chains: [...chains.values()].map((chain) => held(state, chain)),
    place: { source, line: table.number, column: 1 },
  }
  return { value, diagnostics }
}
