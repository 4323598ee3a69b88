import type { Stage } from '../stage.ts'
import { settle } from '../stage.ts'
import { heardBy } from '../world/build.ts'
import { heardBeside, wrongOnUplink } from './wrong.ts'

/** What was seen between two moments, on every wire, and by the bystanders. */
export interface Seen {
  readonly uplink: readonly string[]
  /** What each client heard beside ARP about its gateway. */
  readonly clients: readonly [readonly string[], readonly string[]]
  readonly bystanders: readonly string[]
}

const counts = async ({ world }: Stage) => ({
  printer: await heardBy(world.printer),
  qube: await heardBy(world.qube),
})

/** Does something, waits until all that follows from it has happened, and tells what was seen meanwhile. */
export const watch = async (stage: Stage, act: () => Promise<void>): Promise<Seen> => {
  await settle(stage)
  const [first, second] = stage.clients
  const before = await counts(stage)
  const since = [stage.uplink, first.tap, second.tap].map((tap) => tap.position())
  const [onUplink = 0, onFirst = 0, onSecond = 0] = since
  await act()
  await settle(stage)
  const after = await counts(stage)
  const bystanders = (['printer', 'qube'] as const).flatMap((name) =>
    after[name] === before[name]
      ? []
      : [`${after[name] - before[name]} packets reached the ${name}`],
  )
  return {
    uplink: wrongOnUplink(stage.uplink.sent(onUplink), stage.topology),
    clients: [
      heardBeside(first.tap.sent(onFirst), first.place),
      heardBeside(second.tap.sent(onSecond), second.place),
    ],
    bystanders,
  }
}

/** Nothing left the gateway but what is Tor's. */
export const escapes = ({ uplink, bystanders }: Seen): readonly string[] => [
  ...uplink,
  ...bystanders,
]

/** Nothing left it, and nobody heard a word. */
export const sounds = (seen: Seen): readonly string[] => [
  ...escapes(seen),
  ...seen.clients[0],
  ...seen.clients[1],
]
