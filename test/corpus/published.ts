import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMachine } from '../../src/backends/sources/index.ts'
import type { Prefix } from '../../src/net/index.ts'
import { parsePrefix } from '../../src/net/index.ts'
import type { Machine } from '../../src/ruleset/index.ts'
import { createEngine, viewOf } from '../../src/verifier/chain/engine.ts'
import { summarise } from '../../src/verifier/chain/part.ts'
import type { Diagram } from '../../src/verifier/diagram/index.ts'
import {
  and,
  andExists,
  FALSE,
  isDisjoint,
  masked,
  not,
  or,
  orAll,
} from '../../src/verifier/diagram/index.ts'
import { inPrefixes } from '../../src/verifier/path/index.ts'
import type { Space } from '../../src/verifier/space/index.ts'
import {
  block,
  createSpace,
  ctKind,
  has,
  hasAny,
  untranslated,
} from '../../src/verifier/space/index.ts'
import { plain } from '../fixtures/leaks/facts.ts'

/** The folder with published rulesets, or undefined where CORPUS_DIR names none. */
export const corpus = process.env['CORPUS_DIR']

export const corpusText = (path: string): string => readFileSync(join(corpus ?? '', path), 'utf8')

/** Where publishers have made addresses of hardware unreadable, some address stands for all. */
export const withHardwareAddresses = (text: string): string =>
  text.replaceAll('XX:XX:XX:XX:XX:XX', '02:00:00:00:00:01')

/** What a kernel holds after these files, as text by name. */
export const machineOf = (
  ...files: readonly (readonly [name: string, text: string])[]
): Machine => {
  const { value, diagnostics } = readMachine(files.map(([name, text]) => ({ name, text })))
  if (value) return value.machine
  throw new Error(diagnostics.map(({ message }) => message).join('; '))
}

/** A base chain as one question: the packets of IPv4 that it may let pass. */
export interface AskedChain {
  readonly space: Space
  readonly passes: Diagram
}

export const askChain = (machine: Machine, table: string, chain: string): AskedChain => {
  const space = createSpace('ipv4', [machine], plain)
  const engine = createEngine(space, machine)
  const held = machine.tables.find(({ name }) => name === table)
  const policy = held?.chains.find(({ name }) => name === chain)?.base?.policy
  if (!held || !policy) throw new Error(`no base chain ${chain} in ${table}`)
  const { accept, back, next } = summarise(engine, viewOf(engine, held), chain, untranslated)
  const passes = policy === 'accept' ? orAll(space.arena, [accept, back, next]) : accept
  return { space, passes }
}

/** First packets of connections: NEW, and of TCP a SYN. */
export const beginning = (space: Space): Diagram => {
  const { arena } = space
  const syn = masked(arena, block(space, 'tcp flags'), 0x17n, 0x02n)
  return and(
    arena,
    has(space, 'ct kind', ctKind.new),
    or(arena, not(has(space, 'l4proto', 6)), syn),
  )
}

/** The addresses that belong behind an interface: those inside, or with `allBut` those outside. */
export interface Assigned {
  readonly interface: string
  readonly prefixes: readonly string[]
  readonly allBut?: true
}

/** By which interface a connection may begin with which source: all that spoofing is asked of. */
export const beginningSources = ({ space, passes }: AskedChain): Diagram => {
  const { arena, blocks, choices } = space
  const others = [...blocks.of].flatMap(([name, bits]) =>
    name === 'iif' || name === 'source' ? [] : [...bits],
  )
  const forgotten = [...others, ...choices.environment, ...choices.opaque]
  return andExists(arena, passes, beginning(space), forgotten)
}

/** Whether no packet passes that enters by the interface and bears an address that does not belong there. */
export const isProtected = (
  space: Space,
  sources: Diagram,
  { interface: name, prefixes, allBut }: Assigned,
): boolean => {
  const { arena } = space
  const inside = inPrefixes(space, 'source', prefixes.map(prefixOf))
  const spoofed = and(
    arena,
    hasAny(space, 'iif', space.interfaces.matching(name)),
    allBut ? inside : not(inside),
  )
  return isDisjoint(arena, sources, spoofed)
}

/** Whether any packet of the set may pass. */
export const mayPass = ({ space, passes }: AskedChain, set: Diagram): boolean =>
  and(space.arena, passes, set) !== FALSE

/** `131.159.14.3/25` is its network, 131.159.14.0/25. */
const prefixOf = (text: string): Prefix => {
  const prefix = parsePrefix(text)
  if (!prefix) throw new Error(`no prefix: ${text}`)
  return prefix
}
