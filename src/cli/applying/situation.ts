import { resolve } from 'node:path'
import { hasErrors } from '../../diagnostics/index.ts'
import type { Backend } from '../../host/lockdown/index.ts'
import { backends } from '../../host/lockdown/index.ts'
import { defaultStateFolder } from '../../host/state/index.ts'
import type { Gateway } from '../../policy/index.ts'
import type { Call } from '../command.ts'
import type { PolicyInput } from '../policy-input.ts'

/** Where runs leave word for each other. */
export const stateFolderOf = ({ world, values }: Call): string =>
  resolve(world.cwd, values.get('state') ?? world.env['QUBES_TOR_FW_STATE'] ?? defaultStateFolder)

/** The option, or else what the environment and the machine use. */
export const backendOf = async (
  { world, values }: Call,
  environment: Gateway['environment'],
): Promise<Backend> => {
  const given = backends.find((each) => each === values.get('backend'))
  if (given) return given
  if (environment !== 'qubes-3') return 'nft'
  const system = await world.system()
  const { stdout } = await system.run({ program: 'iptables', arguments: ['--version'] })
  return stdout.includes('nf_tables') ? 'iptables-nft' : 'iptables-legacy'
}

/** The gateway of a policy without errors. */
export const soundGateway = (policy: PolicyInput | undefined): Gateway | undefined =>
  policy && !hasErrors(policy.outcome.diagnostics) ? policy.outcome.value?.gateway : undefined
