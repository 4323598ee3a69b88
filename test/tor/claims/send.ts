import type { PacketClass } from '../../kernel/lab/fate.ts'
import { classify } from '../../kernel/lab/fate.ts'
import type { Case } from '../../kernel/lab/scenario/index.ts'
import { catalogue } from '../../kernel/lab/scenario/index.ts'
import type { Stage } from '../stage.ts'
import { sendByUplink } from '../stage.ts'

/** The packet lab's catalogue (docs/lab.md), its classes as the policy sees them. */
export const casesOf = (
  { topology, facts }: Stage,
  wanted: (kind: PacketClass, one: Case) => boolean,
): readonly Case[] =>
  catalogue(topology).filter((one) => wanted(classify(one, topology, facts), one))

/** Puts every case on the wire of its sender. Gives back the number of frames. */
export const sendCases = async (stage: Stage, cases: readonly Case[]): Promise<number> => {
  for (const client of stage.clients) {
    const name = client.place.interface.name
    await client.inject(cases.filter((one) => one.interface === name).flatMap((one) => one.frames))
  }
  const rest = cases.filter(({ sender }) => sender.kind === 'uplink')
  await sendByUplink(
    stage,
    rest.flatMap((one) => one.frames),
  )
  return cases.reduce((sum, one) => sum + one.frames.length, 0)
}
