import { within } from '../condition.ts'
import { loadNft, mustLoad } from '../load.ts'
import type { Router } from '../router.ts'
import { clearGateway, removeClearGateway, serverEnds } from './ends.ts'
import type { Outcome, Story } from './story.ts'
import { strays } from './story.ts'
import type { Stream } from './stream.ts'
import { acceptStream, segmentFrame } from './stream.ts'

const name = 'packets that no process owns'
const server = '93.184.216.34'
const repetitionMilliseconds = 2000

const connectOut = async (router: Router, port: number, localPort: number): Promise<Stream> => {
  const ends = serverEnds(router.topology, server, port)
  const accepted = acceptStream(router, ends)
  const stream = await accepted
  if (!stream) throw new Error(`an open gateway could not connect from port ${localPort}`)
  return stream
}

/**
 * Retransmissions of a dead process's socket, ACKs of TIME-WAIT and resets have no uid:
 * neither `skuid X` nor `skuid != X` matches them. They bear the gateway's address all the same.
 */
export const ownerless: Story = {
  name,
  excuse: (facts) => (facts.egress === 'direct' ? 'the gateway may send what it likes' : undefined),
  run: async ({ router, load }): Promise<Outcome> => {
    await mustLoad(loadNft(router, clearGateway(router.topology)))
    const victim = router.startAgent()
    await victim.ask({ kind: 'connect', address: server, port: 443, localPort: 42_000 })
    const dying = await connectOut(router, 443, 42_000)
    // A second connection is closed properly, its last state being TIME-WAIT.
    const closer = router.startAgent()
    await closer.ask({ kind: 'connect', address: server, port: 80, localPort: 42_001 })
    const waiting = await connectOut(router, 80, 42_001)
    await closer.ask({ kind: 'close-connected' })
    await router.settle()
    const last = {
      flags: ['fin', 'ack'],
      sequence: waiting.sequence(),
      acknowledgement: waiting.acknowledgement(),
    } as const
    const lastFrame = segmentFrame(waiting.ends, last)
    await router.inject([{ interface: waiting.ends.interface, frames: [lastFrame] }])
    await router.settle()
    await load()
    await removeClearGateway(router)
    router.tap.clear()
    const before = await router.agent.counters()
    await victim.ask({ kind: 'write-connected', text: 'unsent' })
    await victim.kill()
    await within(repetitionMilliseconds, async () => {
      const now = await router.agent.counters()
      return now.retransmitted >= before.retransmitted + 2 ? true : undefined
    })
    // TIME-WAIT answers a repeated FIN; the dead socket answers data; nobody answers a stranger.
    const stranger = { ...waiting.ends, peerPort: 42_424 }
    const data = {
      flags: ['ack'],
      sequence: dying.sequence(),
      acknowledgement: dying.acknowledgement(),
    } as const
    const frames = [
      lastFrame,
      segmentFrame(dying.ends, data, 'late'),
      segmentFrame(stranger, { flags: ['syn'], sequence: 1, acknowledgement: 0 }),
    ]
    await router.inject([{ interface: waiting.ends.interface, frames }])
    await router.settle()
    return { tried: 4, owed: 0, served: 0, findings: strays(name, router, () => false) }
  },
}
