import type { Gateway } from '../../policy/gateway.ts'
import type { Command, Transaction } from '../../ruleset/index.ts'
import { accept, is } from '../../ruleset/index.ts'
import { admittedMark, originOf } from '../place.ts'

/** The chain that Qubes reserves for its users and never modifies itself. */
const customInput = 'custom-input'
const ours = 'qubes-tor-fw'
const qubes = { family: 'ip', table: 'qubes' } as const

/**
 * One chain of ours in Qubes' table, and one jump to it: it accepts what our own input chain has let in and marked.
 *
 * `create-chain` fails where the chain is there already, and with it the whole transaction: so however often it is
 * loaded, one jump stands in `custom-input`, and what the user wrote there stays. It names no port: a changed policy
 * needs no change here. Without our tables nothing is marked, so nothing is let in.
 * Where Qubes' table is not there yet, an empty one is made, which Qubes' own files then fill.
 */
export const lowerToCustomInput = (gateway: Gateway): Transaction => {
  const origin = originOf({ gateway, intent: 'custom-input', property: 'environment' })
  const admitted = is('meta mark', admittedMark)
  const commands: readonly Command[] = [
    { kind: 'ensure-table', family: qubes.family, name: qubes.table },
    { kind: 'ensure-chain', ...qubes, chain: customInput },
    { kind: 'create-chain', ...qubes, chain: ours },
    {
      kind: 'add-rule',
      ...qubes,
      chain: ours,
      rule: { statements: [admitted, accept], origin },
    },
    {
      kind: 'add-rule',
      ...qubes,
      chain: customInput,
      rule: { statements: [{ kind: 'jump', chain: ours }], origin },
    },
  ]
  return { commands }
}
