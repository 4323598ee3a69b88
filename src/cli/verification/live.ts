import { visible } from '../../diagnostics/index.ts'
import {
  factsWithClientFacing,
  findClientFacing,
  readInterfaces,
  readLive,
  readLiveMachine,
} from '../../host/live/index.ts'
import type { GatewayFacts } from '../../verifier/index.ts'
import type { Call } from '../command.ts'
import { readNamedFiles } from '../machine-input.ts'
import { tell } from '../tell.ts'
import type { MachineReading, NamedText } from './engine.ts'
import { toMachineReading } from './engine.ts'

/** What is judged, and by which facts. */
export interface Subject {
  readonly texts: readonly NamedText[]
  readonly facts: GatewayFacts
  readonly reading: MachineReading
}

/**
 * What this machine has in force, with the files that were named beside it. Says itself what cannot be read; then nothing is
 * judged, since what was not seen might be open.
 */
export const readLiveSubject = async (
  call: Call,
  facts: GatewayFacts,
): Promise<Subject | undefined> => {
  const beside = await readNamedFiles(call, 'refused')
  if (!beside) return undefined
  const system = await call.world.system()
  const live = await readLive(system)
  const interfaces = await readInterfaces(system)
  const why = [
    ...(live.kind === 'failed' ? live.why : []),
    ...(interfaces.kind === 'failed' ? [interfaces.why] : []),
  ]
  if (live.kind === 'failed' || interfaces.kind === 'failed') {
    for (const reason of why)
      tell(call.world, `what is in force cannot be read: ${visible(reason)}`)
    return undefined
  }
  const found = await findClientFacing(system, facts.clients, interfaces.value)
  const booted = factsWithClientFacing(facts, found)
  const texts = [...live.texts, ...beside]
  return {
    texts,
    facts: booted,
    reading: toMachineReading(texts, readLiveMachine(texts, booted)),
  }
}
