import { assertNever } from '../../../../assert.ts'
import type { Scope } from '../codec.ts'
import { restoreLimits } from '../limits.ts'
import type { Fault, Reading } from '../reading.ts'
import { fault, value } from '../reading.ts'
import type { Command, Rule } from '../tree.ts'
import { ruleText } from '../write/rule.ts'
import type { Budget, ChainState, TableState } from './state.ts'
import { spend } from './state.ts'

type Of<K extends Command['kind']> = Extract<Command, { readonly kind: K }>

const noSuchRule = (chain: string): Fault =>
  fault(
    'iptables-no-such-rule',
    `the chain \`${chain}\` does not have this rule at this point of the file`,
  )

const chainOf = (table: TableState, name: string): Reading<ChainState> => {
  const chain = table.chains.get(name)
  return chain ? value(chain) : fault('iptables-unknown-chain', `no chain \`${name}\``)
}

const textCache = new WeakMap<Rule, string>()

/** Two rules are the same where iptables-save would print the same. */
const identity = (rule: Rule, scope: Scope): string => {
  const known = textCache.get(rule)
  if (known !== undefined) return known
  const text = ruleText(rule, scope)
  textCache.set(rule, text)
  return text
}

const declare = (table: TableState, command: Of<'chain'>): Fault | undefined => {
  const known = table.chains.get(command.chain)
  if (known?.hook) {
    if (command.policy) known.policy = command.policy
    return undefined
  }
  // Only iptables-nft-restore lets a chain be declared twice.
  if (known)
    return fault('iptables-duplicate-chain', `the chain \`${command.chain}\` is declared twice`)
  return make(table, command.chain)
}

const make = (table: TableState, name: string): Fault | undefined => {
  if (table.chains.has(name))
    return fault('iptables-duplicate-chain', `the chain \`${name}\` is there already`)
  if (table.chains.size >= restoreLimits.chains)
    return fault('iptables-too-large', `more than ${restoreLimits.chains} chains`)
  table.chains.set(name, { hook: null, policy: null, rules: [] })
  return undefined
}

const insert = (chain: ChainState, command: Of<'insert'>, budget: Budget): Fault | undefined => {
  if (command.at > chain.rules.length + 1) return noSuchRule(command.chain)
  const moves = chain.rules.length / restoreLimits.movesPerStep
  const over = spend(budget, command.rules.length, moves)
  if (over) return over
  chain.rules.splice(command.at - 1, 0, ...command.rules.toReversed())
  return undefined
}

const deleteRules = (
  chain: ChainState,
  command: Of<'delete-rule' | 'check'>,
  scope: Scope,
  budget: Budget,
): Fault | undefined => {
  for (const rule of command.rules) {
    const over = spend(budget, 0, chain.rules.length)
    if (over) return over
    const wanted = identity(rule, scope)
    const at = chain.rules.findIndex((known) => identity(known, scope) === wanted)
    if (at < 0) return noSuchRule(command.chain)
    if (command.kind === 'delete-rule') chain.rules.splice(at, 1)
  }
  return undefined
}

const jumpsTo = (rule: Rule, chain: string): boolean =>
  (rule.target.kind === 'jump' || rule.target.kind === 'goto') && rule.target.chain === chain

const ruleCount = (table: TableState): number =>
  [...table.chains.values()].reduce((sum, { rules }) => sum + rules.length, 0)

const deleteChain = (table: TableState, name: string, budget: Budget): Fault | undefined => {
  const chain = table.chains.get(name)
  const over = spend(budget, 0, ruleCount(table) + table.chains.size)
  if (over || !chain) return over
  if (chain.hook)
    return fault('iptables-chain-in-use', `\`${name}\` is built in and cannot be removed`)
  const isUsed = [...table.chains.values()].some(({ rules }) =>
    rules.some((rule) => jumpsTo(rule, name)),
  )
  if (isUsed || chain.rules.length > 0)
    return fault(
      'iptables-chain-in-use',
      `\`${name}\` cannot be removed: it ${isUsed ? 'is jumped to' : 'holds rules'}`,
    )
  table.chains.delete(name)
  return undefined
}

const deleteChains = (
  table: TableState,
  name: string | null,
  budget: Budget,
): Fault | undefined => {
  if (name !== null) return deleteChain(table, name, budget)
  for (const [chain, { hook }] of [...table.chains]) {
    const wrong = hook ? undefined : deleteChain(table, chain, budget)
    if (wrong) return wrong
  }
  return undefined
}

const rename = (
  table: TableState,
  { chain, to }: Of<'rename'>,
  budget: Budget,
): Fault | undefined => {
  const known = table.chains.get(chain)
  if (!known || known.hook) return fault('iptables-chain-in-use', `\`${chain}\` cannot be renamed`)
  const over = spend(budget, 0, ruleCount(table))
  const taken = over ?? make(table, to)
  if (taken) return taken
  table.chains.delete(chain)
  table.chains.set(to, known)
  // Jumps follow the chain, whatever it is called.
  for (const { rules } of table.chains.values())
    rules.forEach((rule, at) => {
      const { target } = rule
      if ((target.kind === 'jump' || target.kind === 'goto') && target.chain === chain)
        rules[at] = { ...rule, target: { ...target, chain: to } }
    })
  return undefined
}

const flush = (table: TableState, name: string | null): void => {
  for (const [chain, state] of table.chains)
    if (name === null || name === chain) state.rules.length = 0
}

const applyToChain = (
  chain: ChainState,
  command: Of<'append' | 'insert' | 'replace' | 'delete-at' | 'delete-rule' | 'check' | 'policy'>,
  scope: Scope,
  budget: Budget,
): Fault | undefined => {
  switch (command.kind) {
    case 'append':
      for (const rule of command.rules) chain.rules.push(rule)
      return spend(budget, command.rules.length, 0)
    case 'insert':
      return insert(chain, command, budget)
    case 'replace':
    case 'delete-at': {
      if (command.at > chain.rules.length) return noSuchRule(command.chain)
      chain.rules.splice(command.at - 1, 1, ...(command.kind === 'replace' ? command.rules : []))
      return spend(budget, 0, chain.rules.length / restoreLimits.movesPerStep)
    }
    case 'delete-rule':
    case 'check':
      return deleteRules(chain, command, scope, budget)
    case 'policy':
      chain.policy = command.policy
      return undefined
    default:
      return assertNever(command)
  }
}

/** Does what the command says; a fault where iptables-restore would refuse it at this point. */
export const applyCommand = (
  table: TableState,
  command: Command,
  scope: Scope,
  budget: Budget,
): Fault | undefined => {
  switch (command.kind) {
    case 'chain':
      return declare(table, command)
    case 'new-chain':
      return make(table, command.chain)
    case 'delete-chain':
      return deleteChains(table, command.chain, budget)
    case 'flush':
      flush(table, command.chain)
      return spend(budget, 0, table.chains.size)
    case 'rename':
      return rename(table, command, budget)
    case 'zero':
    case 'list':
    case 'list-rules':
    case 'other-family':
      return undefined
    default: {
      const chain = chainOf(table, command.chain)
      return chain.kind === 'fault' ? chain : applyToChain(chain.value, command, scope, budget)
    }
  }
}
