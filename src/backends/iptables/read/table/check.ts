import type { Chosen, Extension, Hook, Options } from '../extension.ts'
import { matchExtensions, targetExtensions } from '../extensions/index.ts'
import type { Place } from '../place.ts'
import type { Fault } from '../reading.ts'
import { fault } from '../reading.ts'
import type { Rule } from '../tree.ts'
import type { TableState } from './state.ts'

const matchByName: ReadonlyMap<string, Extension> = new Map<string, Extension>(
  Object.entries(matchExtensions),
)
const targetByName: ReadonlyMap<string, Extension> = new Map<string, Extension>(
  Object.entries(targetExtensions),
)

/** A fault and the place it is told of. */
export interface Finding {
  readonly fault: Fault
  readonly place: Place
}

/** A chain on the way down, and which of its rules is looked at next. */
interface Frame {
  readonly chain: string
  next: number
}

/**
 * Walks every chain that a built-in one reaches, once, and says where the kernel would find a circle; circles that
 * nothing reaches load (net/netfilter/x_tables.c, mark_source_chains).
 */
const findLoop = (table: TableState): Finding | undefined => {
  const open = new Set<string>()
  const done = new Set<string>()
  for (const [root, { hook }] of table.chains) {
    if (!hook) continue
    const stack: Frame[] = [{ chain: root, next: 0 }]
    open.add(root)
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const rule = table.chains.get(frame.chain)?.rules[frame.next]
      frame.next += 1
      if (!rule) {
        open.delete(frame.chain)
        done.add(frame.chain)
        stack.pop()
        continue
      }
      const { target } = rule
      if (target.kind !== 'jump' && target.kind !== 'goto') continue
      if (open.has(target.chain) || table.chains.get(target.chain)?.hook)
        return { fault: loopFault(target.chain, table), place: target.place }
      if (done.has(target.chain)) continue
      open.add(target.chain)
      stack.push({ chain: target.chain, next: 0 })
    }
  }
  return undefined
}

const loopFault = (chain: string, table: TableState): Fault =>
  table.chains.get(chain)?.hook
    ? fault('iptables-chain-loop', `a rule jumps to the built-in chain \`${chain}\``)
    : fault(
        'iptables-chain-loop',
        `the chain \`${chain}\` jumps to itself, on a way through others or straight`,
      )

/** Every chain that a packet of this hook can come to. */
const reached = (table: TableState, root: string): ReadonlySet<string> => {
  const seen = new Set([root])
  // A Set is walked in the order of insertion, and what is added on the way is walked too.
  for (const chain of seen)
    for (const { target } of table.chains.get(chain)?.rules ?? [])
      if (target.kind === 'jump' || target.kind === 'goto') seen.add(target.chain)
  return seen
}

const hooksAllowed = (
  name: string,
  options: Chosen<Options>,
  known: ReadonlyMap<string, Extension>,
) => known.get(name)?.hooks?.(options)

const wrongHook = (rule: Rule, hook: Hook): Finding | undefined => {
  const { target } = rule
  for (const match of rule.matches) {
    if (match.kind === 'opaque-match') continue
    const allowed = hooksAllowed(match.kind, match.options, matchByName)
    if (allowed && !allowed.includes(hook)) return misplaced(match.kind, hook, allowed, match.place)
  }
  if (target.kind === 'jump' || target.kind === 'goto') return undefined
  if (target.kind === 'none' || target.kind === 'opaque-target') return undefined
  const allowed = hooksAllowed(target.kind, target.options, targetByName)
  return allowed && !allowed.includes(hook)
    ? misplaced(target.kind, hook, allowed, target.place)
    : undefined
}

const misplaced = (name: string, hook: Hook, allowed: readonly Hook[], place: Place): Finding => ({
  fault: fault(
    'iptables-wrong-place',
    `the kernel refuses ${name} with these options in ${hook} or a chain reached from there`,
    `it takes it in ${allowed.join(', ')}`,
  ),
  place,
})

/** What the kernel refuses of a table as a whole: circles, and matches and targets at hooks that they are not made for. */
export const checkTable = (table: TableState): readonly Finding[] => {
  const loop = findLoop(table)
  if (loop) return [loop]
  const findings = new Map<string, Finding>()
  for (const [root, { hook }] of table.chains) {
    if (!hook) continue
    for (const chain of reached(table, root))
      for (const rule of table.chains.get(chain)?.rules ?? []) {
        const finding = wrongHook(rule, hook)
        if (finding) findings.set(`${finding.place.offset}`, finding)
      }
  }
  return [...findings.values()]
}
