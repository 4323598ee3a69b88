import { assert } from '../../assert.ts'
import type { HeldChain, HeldRule } from '../../ruleset/index.ts'
import type { PlannedChain } from '../hook-plan.ts'
import type { HookView, Passenger, Walk } from '../walk.ts'
import { noteTrace } from '../walk.ts'
import type { RuleContext, StepResult, Verdict } from './context.ts'
import { stationOf } from './context.ts'
import { takeStep } from './step.ts'

export interface ChainResult {
  readonly verdict: Verdict
  readonly passenger: Passenger
}

/** Where a chain is returned to: the rule after the jump. */
interface Frame {
  readonly chain: HeldChain
  readonly index: number
}

/**
 * A base chain and what it jumps to (nft_do_chain, ipt_do_table). A jump remembers where it came from, a goto does
 * not: at the end of the chain that a goto led to, the packet returns to the last jump, or, where there was none,
 * gets the base chain's policy. `return` in the base chain is the policy too.
 */
export const runChain = (
  walk: Walk,
  view: HookView,
  { table, chain: base, base: { policy } }: PlannedChain,
  passenger: Passenger,
): ChainResult => {
  const stack: Frame[] = []
  let frame: Frame = { chain: base, index: 0 }
  let current = passenger
  let moves = 0
  for (;;) {
    const { chain, index } = frame
    const chainName = `${table.table.family} ${table.table.name} ${chain.name}`
    const rule = chain.rules[index]
    if (!rule) {
      const caller = stack.pop()
      if (!caller) break
      frame = caller
      continue
    }
    const result = runRule({ walk, view, table, chainName, rule }, current)
    current = result.passenger
    frame = { chain, index: index + 1 }
    if (result.kind === 'verdict') return { verdict: result.verdict, passenger: current }
    if (result.kind === 'jump' || result.kind === 'goto') {
      const target = table.chains.get(result.chain)
      assert(target !== undefined, `a chain that the table has not: ${result.chain}`)
      moves += 1
      assert(moves < movesMax, 'a ruleset with cycles does not load')
      if (result.kind === 'jump') stack.push(frame)
      frame = { chain: target, index: 0 }
    } else if (result.kind === 'return') {
      const caller = stack.pop()
      if (!caller) break
      frame = caller
    }
  }
  return { verdict: atPolicy(walk, view, table.table, base, policy), passenger: current }
}

/** More jumps and gotos than any ruleset has for one packet: what has cycles would never end. */
const movesMax = 10_000_000

const atPolicy = (
  walk: Walk,
  view: HookView,
  { family, name }: PlannedChain['table']['table'],
  base: HeldChain,
  policy: 'accept' | 'drop',
): Verdict => {
  const at = {
    where: `${view.hook}, ${family} ${name} ${base.name}`,
    text: `policy ${policy}`,
    place: base.place,
  }
  noteTrace(walk, view.hook, at)
  return policy === 'accept' ? { kind: 'accept' } : { kind: 'drop', cause: 'policy', at }
}

/** The rule's steps, one after the other: what came before a test that fails has happened. */
const runRule = (context: RuleContext, passenger: Passenger): StepResult => {
  let current = passenger
  for (const step of context.rule.steps) {
    const result = takeStep(context, current, step)
    current = result.passenger
    if (result.kind === 'break') return result
    if (result.kind !== 'next') {
      noteRule(context, context.rule)
      return result
    }
  }
  if (changesPacket(context.rule)) noteRule(context, context.rule)
  return { kind: 'continue', passenger: current }
}

const noteRule = (context: RuleContext, { steps }: HeldRule): void => {
  // Translations note themselves, with what they chose.
  if (steps.some(({ kind }) => kind === 'translate')) return
  noteTrace(context.walk, context.view.hook, stationOf(context))
}

const changesPacket = ({ steps }: HeldRule): boolean =>
  steps.some(({ kind }) => !['test', 'choice', 'note', 'verdict'].includes(kind))
