import { gatewayFacts } from '../../artefacts/index.ts'
import { assert } from '../../assert.ts'
import { visible } from '../../diagnostics/index.ts'
import type { LockdownResult, Texts } from '../../host/lockdown/index.ts'
import { builtInTexts, lockDown, textsOf } from '../../host/lockdown/index.ts'
import type { Gateway } from '../../policy/index.ts'
import { defaultPolicy, readPolicy } from '../../policy/index.ts'
import type { Call } from '../command.ts'
import { tell } from '../tell.ts'
import { backendOf, stateFolderOf } from './situation.ts'

/** Locks down as that gateway has it, or as the built-in policy does, and tells what became of it. */
export const lockDownFor = async (
  call: Call,
  gateway: Gateway | undefined,
  reason: string,
  artefacts?: Texts,
): Promise<LockdownResult> => {
  const system = await call.world.system()
  const known = gateway ?? builtInGateway()
  const result = await lockDown({
    system,
    stateFolder: stateFolderOf(call),
    plan: {
      backend: await backendOf(call, known.environment),
      texts: [
        ...(artefacts ? [artefacts] : []),
        ...(gateway ? [textsOf(gateway)] : []),
        builtInTexts(),
      ],
      clients: gatewayFacts(known).clients,
    },
    reason,
    policySha256: gateway?.source.digest ?? '',
  })
  tellLockdown(call, result)
  return result
}

export const tellLockdown = ({ world }: Call, { how, faults }: LockdownResult): void => {
  for (const fault of faults) tell(world, visible(fault))
  tell(world, how)
}

const builtInGateway = (): Gateway => {
  const gateway = readPolicy(defaultPolicy.text, { source: defaultPolicy.name }).value?.gateway
  assert(gateway !== undefined, 'the policy that ships is sound')
  return gateway
}
