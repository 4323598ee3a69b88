import type { Place } from '../place.ts'
import { placeBetween } from '../place.ts'
import type { Fault } from '../reading.ts'
import { fault } from '../reading.ts'
import { hooksOf } from '../tables.ts'
import type { Word } from '../text/word.ts'
import type { Command, Counters } from '../tree.ts'
import { maximum32, parseNumber } from '../values/number.ts'
import { checkChainName, checkPolicy } from './chain-name.ts'
import type { CommandWords, LineState, PlacedFault, Surroundings } from './line-state.ts'
import { newLine } from './line-state.ts'
import { makeRules } from './make-rule.ts'
import { readLine } from './read-line.ts'

/** Built-in chains that no packet enters by an interface, or leaves by one. */
const withoutIn = ['OUTPUT', 'POSTROUTING']
const withoutOut = ['PREROUTING', 'INPUT']

const checkInterfaces = (state: LineState, chain: string): PlacedFault | undefined => {
  const wrong =
    (state.inInterface && withoutIn.includes(chain) && state.inInterface) ||
    (state.outInterface && withoutOut.includes(chain) && state.outInterface)
  if (!wrong) return undefined
  const letter = wrong === state.inInterface ? '-i' : '-o'
  const why = fault(
    'iptables-wrong-place',
    `${letter} is refused in ${chain}, which no packet passes by that side`,
  )
  return { fault: why, place: wrong.place }
}

const hasTests = (state: LineState): boolean =>
  state.instances.length > 0 ||
  [state.source, state.destination, state.inInterface, state.outInterface, state.protocol].some(
    Boolean,
  ) ||
  state.fragment !== undefined ||
  state.target !== undefined

const number = (text: string | null): number | undefined =>
  text === null ? undefined : parseNumber(text, maximum32) || undefined

const bad = (message: string, place: Place): PlacedFault => ({
  fault: fault('iptables-command', message),
  place,
})

/** Commands that carry a rule. */
const ruleCommand = (
  state: LineState,
  command: CommandWords,
  place: Place,
): Command | PlacedFault => {
  const chain = command.chain ?? ''
  const { letter, second } = command
  const at = number(second)
  if (second !== null && at === undefined)
    return bad(`\`${second}\` is not the number of a rule, which counts from 1`, place)
  if (letter === 'D' && at !== undefined)
    return hasTests(state)
      ? bad('-D takes a number or a rule, not both', place)
      : { kind: 'delete-at', chain, at, place }
  const wrong = checkInterfaces(state, chain)
  if (wrong) return wrong
  const rules = makeRules(state, place)
  if ('fault' in rules) return rules
  if (letter === 'I') return { kind: 'insert', chain, at: at ?? 1, rules, place }
  if (letter !== 'R') return { kind: kindOf(letter), chain, rules, place }
  if (at === undefined) return bad('-R needs the number of a rule', place)
  return rules.length > 1
    ? bad('-R takes one rule, and a list of addresses is several', place)
    : { kind: 'replace', chain, at, rules, place }
}

const kindOf = (letter: string): 'append' | 'delete-rule' | 'check' => {
  if (letter === 'D') return 'delete-rule'
  return letter === 'C' ? 'check' : 'append'
}

const chainCommand = (
  command: CommandWords,
  table: string,
  place: Place,
): Command | PlacedFault => {
  const { letter, chain, second } = command
  switch (letter) {
    case 'F':
      return { kind: 'flush', chain, place }
    case 'X':
      return { kind: 'delete-chain', chain, place }
    case 'L':
      return { kind: 'list', chain, place }
    case 'S':
      return { kind: 'list-rules', chain, place }
    case 'Z':
      return { kind: 'zero', chain, at: number(second) ?? null, place }
    case 'N':
      return (
        checked(checkChainName(chain ?? ''), place) ?? {
          kind: 'new-chain',
          chain: chain ?? '',
          place,
        }
      )
    case 'E':
      return (
        checked(checkChainName(second ?? ''), place) ?? {
          kind: 'rename',
          chain: chain ?? '',
          to: second ?? '',
          place,
        }
      )
    default: {
      const policy = checkPolicy(table, chain ?? '', second ?? '')
      return policy.kind === 'fault'
        ? { fault: policy, place }
        : { kind: 'policy', chain: chain ?? '', policy: policy.value, place }
    }
  }
}

const checked = (wrong: Fault | undefined, place: Place): PlacedFault | undefined =>
  wrong && { fault: wrong, place }

/** One line of a table as a command. `counters` are those in front of it. */
export const readCommand = (
  surroundings: Surroundings,
  words: readonly Word[],
  counters: Counters | undefined,
  linePlace: Place,
): Command | PlacedFault => {
  const state = newLine(surroundings, words)
  state.counters = counters
  const step = readLine(state)
  if (step) return step
  const [first] = words
  const last = words.at(-1)
  const place = first && last ? placeBetween(first.place, last.place) : linePlace
  if (state.otherFamily)
    return { kind: 'other-family', words: words.map(({ text }) => text), place }
  const { command } = state
  if (!command) return bad('a line without a command', place)
  const isNew = command.letter === 'N'
  if (command.chain !== null && !isNew && !surroundings.hasChain(command.chain)) {
    const isElsewhere = hooksOf(surroundings.table)?.some((hook) => hook === command.chain)
    const why = fault(
      'iptables-unknown-chain',
      `the table ${surroundings.table} has no chain \`${command.chain}\``,
      isElsewhere ? undefined : 'a chain has to be declared, `:name - [0:0]`, above its first rule',
    )
    return { fault: why, place: command.place }
  }
  if ('ACDIR'.includes(command.letter)) return ruleCommand(state, command, place)
  return hasTests(state)
    ? bad(`-${command.letter} takes no rule`, place)
    : chainCommand(command, surroundings.table, place)
}
