import { resolve } from 'node:path'
import { compile, folderOf, gatewayFacts } from '../../artefacts/index.ts'
import { assert } from '../../assert.ts'
import { visible } from '../../diagnostics/index.ts'
import type { Application } from '../../host/apply/index.ts'
import { apply, planned } from '../../host/apply/index.ts'
import type { Address } from '../../net/index.ts'
import { parseAddress } from '../../net/index.ts'
import type { Gateway } from '../../policy/index.ts'
import type { Call } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import type { PolicyInput } from '../policy-input.ts'
import { readPolicyInput } from '../policy-input.ts'
import { formatOf, report } from '../report.ts'
import { tell } from '../tell.ts'
import { waitForConfirmation } from './confirmation.ts'
import { lockDownFor } from './lock-down.ts'
import { backendOf, soundGateway, stateFolderOf } from './situation.ts'
import { exitOf, tellApplied, tellPlan } from './tell-applied.ts'

interface Wishes {
  readonly clientFacing: Address | undefined
  readonly confirmSeconds: number | undefined
}

export const runApply = async (call: Call): Promise<Exit> => {
  const wishes = readWishes(call)
  if (typeof wishes === 'string') {
    tell(call.world, visible(wishes))
    return 'usage'
  }
  const policy = await readPolicyInput(call.world, call.arguments[0])
  const gateway = soundGateway(policy)
  if (policy && formatOf(call) === 'human')
    report(call, call.world.stderr, policy.outcome.diagnostics, policy.sources)
  if (!policy || !gateway) return refuse(call, policy)
  if (call.flags.has('dry-run')) {
    tellPlan(call, planned(await backendOf(call, gateway.environment)))
    return 'fine'
  }
  const application = await applicationOf(call, policy, gateway, wishes.clientFacing)
  const isFinal = wishes.confirmSeconds === undefined
  const applied = await apply(application, { isFinal })
  tellApplied(call, applied, policy)
  const { outcome } = applied
  // What stands already is nothing to go back from.
  const isNew = outcome.kind === 'applied' && !outcome.isUnchanged
  if (!isNew || wishes.confirmSeconds === undefined) return exitOf(applied)
  return waitForConfirmation(call, application, wishes.confirmSeconds)
}

const SECONDS_MAX = 86_400

/** What the options say, or what is wrong with them. */
const readWishes = ({ values }: Call): Wishes | string => {
  const given = values.get('client-facing')
  const clientFacing = given === undefined ? undefined : parseAddress(given)
  if (given !== undefined && clientFacing?.family !== 'ip4')
    return `\`--client-facing\` takes an IPv4 address, not \`${given}\``
  const seconds = values.get('confirm')
  if (seconds === undefined) return { clientFacing, confirmSeconds: undefined }
  const number = /^[0-9]{1,6}$/.test(seconds) ? Number(seconds) : 0
  if (number < 1 || number > SECONDS_MAX)
    return `\`--confirm\` takes seconds, from 1 to ${SECONDS_MAX}, not \`${seconds}\``
  return { clientFacing, confirmSeconds: number }
}

/** A policy that is wrong was meant to close something: until it is mended, everything is closed. */
const refuse = async (call: Call, policy: PolicyInput | undefined): Promise<Exit> => {
  if (policy && formatOf(call) !== 'human')
    report(call, call.world.stdout, policy.outcome.diagnostics, policy.sources)
  if (!call.flags.has('dry-run'))
    await lockDownFor(
      call,
      undefined,
      policy ? 'the policy has errors' : 'the policy cannot be read',
    )
  return policy ? 'finding' : 'failed'
}

const applicationOf = async (
  call: Call,
  policy: PolicyInput,
  gateway: Gateway,
  clientFacing: Address | undefined,
): Promise<Application> => {
  const system = await call.world.system()
  const from = call.values.get('from')
  const [text = ''] = policy.sources.values()
  return {
    system,
    gateway,
    facts: gatewayFacts(gateway),
    policyText: text,
    source:
      from === undefined
        ? { kind: 'compiled', files: compiledFiles(gateway) }
        : { kind: 'folder', path: resolve(call.world.cwd, from) },
    backend: await backendOf(call, gateway.environment),
    clientFacing,
    stateFolder: stateFolderOf(call),
  }
}

/** Marked as proved, which the step `prove` then sees to. */
const compiledFiles = (gateway: Gateway) => {
  const { value } = compile(gateway)
  assert(value !== undefined, 'a gateway that resolved compiles')
  return folderOf(value, true)
}
