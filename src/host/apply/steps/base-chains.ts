import { readMachine } from '../../../backends/sources/index.ts'
import type { HeldChain, HeldTable } from '../../../ruleset/index.ts'
import type { Application } from '../application.ts'
import { jumpsToOurs } from '../jumps.ts'
import type { Step } from '../step.ts'
import { done, failed } from '../step.ts'
import type { Loadable } from './check.ts'
import type { ReadBack } from './read-back.ts'

type Input = Pick<Application, 'backend' | 'gateway'> & {
  readonly loadable: Loadable
  readonly live: ReadBack
}

/**
 * A base chain without its hook is a chain that nobody calls, and nft makes one without a word where it does not like the
 * words for it. Every base chain that was loaded has to be there with its type, hook, priority and policy, and no table
 * of ours may sleep.
 */
export const baseChains: Step<Input, null> = {
  name: 'base-chains',
  summary: 'see that every base chain came back with hook, priority and policy',
  run: async ({ backend, gateway, loadable, live }) => {
    const engine = backend === 'iptables-legacy' ? 'legacy' : 'nft'
    const sources = loadable.parts.map(({ part, text }) => ({ name: part.target, text }))
    const wanted = readMachine(sources, { engine }).value?.machine.tables
    const held = readMachine(live.texts).value?.machine.tables
    if (!wanted || !held)
      return failed('machine', ['what was loaded cannot be compared with what is there'])
    const faults = wanted.flatMap((table) => faultsOf(table, held))
    const jumps = gateway.environment === 'qubes-4' && backend === 'nft' ? jumpsToOurs(held) : 1
    const told =
      jumps === 1
        ? faults
        : [...faults, `Qubes' custom-input has ${jumps} jumps to our chain, not 1`]
    return told.length > 0 ? failed('finding', told) : done(null)
  },
}

const faultsOf = (wanted: HeldTable, held: readonly HeldTable[]): readonly string[] => {
  const name = `${wanted.family} ${wanted.name}`
  // arptables of the legacy kind is loaded by its nft variant: there is no other tool.
  const isIt = (table: HeldTable): boolean =>
    table.family === wanted.family &&
    table.name === wanted.name &&
    (table.engine === wanted.engine || wanted.family === 'arp')
  const table = held.find(isIt)
  if (!table)
    return wanted.chains.some(({ base }) => base) ? [`the table ${name} is not there`] : []
  if (table.isDormant) return [`the table ${name} is dormant`]
  return wanted.chains.flatMap((chain) => {
    const found = table.chains.find((each) => each.name === chain.name)
    if (chain.base === null || says(chain) === says(found)) return []
    return [`${name} ${chain.name} should be ${says(chain)}, and is ${says(found)}`]
  })
}

const says = (chain: HeldChain | undefined): string => {
  if (!chain) return 'missing'
  if (!chain.base) return 'no base chain'
  const { type, hook, priority, policy, devices } = chain.base
  return [type, hook, priority, policy, ...devices].join(' ')
}
