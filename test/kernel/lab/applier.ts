/**
 * A process of its own on the router that runs `apply` once, as the program does, but for one operation that goes wrong, and tells
 * what it did. Where it is killed it is killed for good (SIGKILL), at that operation, and tells nothing.
 */
import { compile, folderOf, gatewayFacts } from '../../../src/artefacts/index.ts'
import type { Applied } from '../../../src/host/apply/index.ts'
import { apply } from '../../../src/host/apply/index.ts'
import type { Backend } from '../../../src/host/lockdown/index.ts'
import { machineSystem } from '../../../src/host/system/index.ts'
import { parseAddress } from '../../../src/net/index.ts'
import type { PolicyDocument } from '../../../src/policy/index.ts'
import { definePolicy } from '../../../src/policy/index.ts'
import type { Fate, Misfortune } from '../../support/mortal-system.ts'
import { mortalSystem } from '../../support/mortal-system.ts'

export interface Order {
  readonly document: PolicyDocument
  readonly backend: Backend
  readonly clientFacing: string
  readonly stateFolder: string
  readonly at: Fate['at']
  readonly misfortune: Misfortune
}

export interface Answer {
  readonly operations: readonly string[]
  readonly outcome: Applied['outcome']
  readonly taken: Applied['taken']
}

const main = async (order: Order): Promise<void> => {
  const { value } = definePolicy(order.document)
  const compilation = value && compile(value.gateway).value
  if (!value || !compilation) throw new Error('the policy is wrong')
  const mortal = mortalSystem(machineSystem(), {
    at: order.at,
    misfortune: order.misfortune,
    kill: () => process.kill(process.pid, 'SIGKILL'),
  })
  const { outcome, taken } = await apply(
    {
      system: mortal.system,
      gateway: value.gateway,
      facts: gatewayFacts(value.gateway),
      policyText: JSON.stringify(order.document),
      source: { kind: 'compiled', files: folderOf(compilation, true) },
      backend: order.backend,
      clientFacing: parseAddress(order.clientFacing),
      stateFolder: order.stateFolder,
    },
    { isFinal: true },
  )
  const answer: Answer = { operations: mortal.operations, outcome, taken }
  process.stdout.write(JSON.stringify(answer))
}

await main(JSON.parse(process.argv[2] ?? '{}'))
