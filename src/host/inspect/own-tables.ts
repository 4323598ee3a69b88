import type { Gateway } from '../../policy/gateway.ts'
import type { HeldTable } from '../../ruleset/index.ts'
import type { Backend } from '../lockdown/index.ts'
import type { CustomInput } from './custom-input.ts'
import { customInputOf } from './custom-input.ts'
import type { Drift } from './drift.ts'
import { driftOf } from './drift.ts'
import { expectedOf } from './expected.ts'
import type { Inspection } from './firewall.ts'

/** What became of what we loaded. */
export interface OwnTables {
  readonly drift: Drift
  /** Whether a lockdown is in force: its table is there, or, by iptables, which has none, the loader says so. */
  readonly isLockedDown: boolean
  readonly customInput: CustomInput
}

export const ourTable = 'qubes_tor_fw'
/** The table of a lockdown, which stands beside what was compiled. */
export const lockdownTable = 'qubes_tor_fw_lockdown'

const isLockdown = ({ engine, name }: HeldTable): boolean =>
  engine === 'nft' && name === lockdownTable

export const ownTablesOf = (
  gateway: Gateway,
  backend: Backend,
  { machine, facts, settings, clientFacing }: Inspection & { readonly kind: 'read' },
  isSaidToBe: boolean,
): OwnTables => ({
  drift: driftOf(expectedOf(gateway, backend, clientFacing), machine, facts, settings),
  isLockedDown: machine.tables.some(isLockdown) || (backend !== 'nft' && isSaidToBe),
  customInput: customInputOf(gateway.environment, machine),
})
