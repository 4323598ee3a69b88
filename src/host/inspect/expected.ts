import type { Artefact, Target } from '../../artefacts/index.ts'
import { compile } from '../../artefacts/index.ts'
import { assert } from '../../assert.ts'
import { clientFacingSet, fillLines, readMachine } from '../../backends/sources/index.ts'
import { readSysctl } from '../../backends/sysctl/index.ts'
import { formatAddress } from '../../net/index.ts'
import type { Gateway } from '../../policy/gateway.ts'
import type { HeldTable } from '../../ruleset/index.ts'
import type { ClientFacing } from '../live/index.ts'
import type { Backend } from '../lockdown/index.ts'

/** Where nobody says what loaded it. */
export const usualBackend = ({ environment }: Pick<Gateway, 'environment'>): Backend =>
  environment === 'qubes-3' ? 'iptables-legacy' : 'nft'

/** What a policy puts into a kernel, with the addresses that were found filled in. */
export interface Expected {
  readonly tables: readonly HeldTable[]
  /** Path below /proc/sys, and the value that belongs there. */
  readonly settings: readonly { readonly path: string; readonly value: string }[]
}

const rulesetTargets: Readonly<Record<Backend, readonly Target[]>> = {
  nft: ['nft'],
  'iptables-legacy': ['ip6tables', 'iptables', 'arptables'],
  'iptables-nft': ['ip6tables', 'iptables', 'arptables'],
}

/** Equal policies give equal artefacts, so the policy that was applied says what was applied. */
export const expectedOf = (
  gateway: Gateway,
  backend: Backend,
  { addresses }: Pick<ClientFacing, 'addresses'>,
): Expected => {
  const { value } = compile(gateway)
  assert(value !== undefined, 'a gateway that resolved compiles')
  const of = (targets: readonly Target[]): readonly Artefact[] =>
    value.artefacts.filter(({ target }) => targets.includes(target))
  const sources = of(rulesetTargets[backend]).map(({ fileName: name, text }) => ({
    name,
    text: fillLines(text, clientFacingSet, addresses.map(formatAddress)),
  }))
  const engine = backend === 'iptables-legacy' ? 'legacy' : 'nft'
  const reading = readMachine(sources, { engine, asFilled: addresses.length === 0 })
  const settings = of(['sysctl']).flatMap(
    ({ fileName, text }) => readSysctl(fileName, text).value?.settings ?? [],
  )
  return {
    tables: reading.value?.machine.tables ?? [],
    settings: settings.flatMap(({ path, value }) => (value === null ? [] : [{ path, value }])),
  }
}
