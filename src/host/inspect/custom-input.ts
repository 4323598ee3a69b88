import type { Environment } from '../../policy/gateway.ts'
import type { Machine } from '../../ruleset/index.ts'

/**
 * Whether Qubes' input chain lets in what ours has let in: by one jump from the chain that it keeps for its users.
 * Without it Qubes rejects whatever clients send to Tor; that is safe, and dead.
 */
export type CustomInput = 'present' | 'missing' | 'no-qubes-table' | 'not-needed'

const ours = 'qubes-tor-fw'

export const customInputOf = (environment: Environment, { tables }: Machine): CustomInput => {
  if (environment !== 'qubes-4') return 'not-needed'
  const qubes = tables.find(
    ({ engine, family, name }) => engine === 'nft' && family === 'ip' && name === 'qubes',
  )
  const rules = (name: string) => qubes?.chains.find((chain) => chain.name === name)?.rules
  if (!qubes || rules('input') === undefined) return 'no-qubes-table'
  const jumps = (rules('custom-input') ?? []).some(({ steps }) =>
    steps.some(
      (step) =>
        step.kind === 'verdict' && step.verdict.kind === 'jump' && step.verdict.chain === ours,
    ),
  )
  return jumps && (rules(ours) ?? []).length > 0 ? 'present' : 'missing'
}
