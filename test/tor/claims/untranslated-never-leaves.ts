import { posingFromUplink } from '../../kernel/lab/stories/ends.ts'
import { segmentFrame } from '../../kernel/lab/stories/stream.ts'
import type { TcpFlag } from '../../kernel/lab/wire/index.ts'
import type { Stage } from '../stage.ts'
import { sendByUplink, settle } from '../stage.ts'
import { flowOf } from '../tap/flow.ts'
import { escapes, watch } from '../tap/window.ts'
import { echoPort, servers } from '../world/addresses.ts'
import type { Claim, Shown } from './claim.ts'
import { without } from './claim.ts'

const endings: readonly (readonly TcpFlag[])[] = [
  ['fin', 'ack'],
  ['rst', 'ack'],
  ['ack'],
  ['psh', 'ack'],
  ['syn', 'ack'],
]

/** The leak of 2014: what conntrack no longer knows is not translated, and a gateway that forwards sends it as it is. */
const afterConntrack = async (stage: Stage): Promise<Shown> => {
  const [client] = stage.clients
  const since = client.tap.position()
  const connection = await client.open(servers[0], echoPort)
  if (connection === null) return { tried: 0, findings: ['nothing was open'] }
  await client.exchange(connection, 'hello')
  await settle(stage)
  const flow = flowOf(client, since, servers[0], echoPort)
  if (flow === undefined) return { tried: 0, findings: ['the flow is not on the tap'] }
  const seen = await watch(stage, async () => {
    await stage.world.gateway.exec('conntrack', ['-F'])
    await client.inject(endings.map((flags) => segmentFrame(flow.ends, { ...flow, flags })))
    await client.close(connection)
  })
  return { tried: endings.length, findings: escapes(seen) }
}

const word = 'second'

/** Leak class L21: conntrack is bound to no interface, so the uplink may know a client's flow, and write in it. */
const posing = async (stage: Stage): Promise<Shown> => {
  const [client] = stage.clients
  const since = client.tap.position()
  const connection = await client.open(servers[1], echoPort)
  if (connection === null) return { tried: 0, findings: ['nothing was open'] }
  await client.exchange(connection, 'hello')
  await settle(stage)
  const flow = flowOf(client, since, servers[1], echoPort)
  if (flow === undefined) return { tried: 0, findings: ['the flow is not on the tap'] }
  const impostor = posingFromUplink(stage.topology, flow.ends)
  const forged = segmentFrame(impostor, { ...flow, flags: ['psh', 'ack'] }, 'INJECTED')
  const seen = await watch(stage, () => sendByUplink(stage, [forged]))
  const heard = await client.exchange(connection, word)
  await client.close(connection)
  const wrong =
    heard === word ? [] : [`the client wrote ${word} and heard ${JSON.stringify(heard)}`]
  return { tried: 1, findings: [...wrong, ...escapes(seen)] }
}

export const untranslatedNeverLeaves: readonly Claim[] = [
  {
    of: 'untranslated-never-leaves',
    says: 'conntrack forgets a connection, and what the client sends in it then does not leave',
    show: afterConntrack,
    broken: {
      how: "what is invalid passes, here and in Qubes' forward chain",
      finds: /^uplink: tcp 10\.137\.0\.10:\d+ > .* flags fin,ack$/,
      nft: `${without('tracked_client', 'forward', 'leave')}\nflush chain ip qubes forward`,
    },
  },
  {
    of: 'gateway-closed',
    says: "the uplink writes inside a client's connection, with its addresses and numbers, and Tor hears nothing (L21)",
    show: posing,
    broken: {
      how: 'nobody asks by which interface a source comes in',
      finds: /^the client wrote /,
      nft: `${without('entry_uplink', 'deliver_uplink')}\ninsert rule inet qubes_tor_fw deliver meta mark set 7630706 accept\nflush chain ip qubes prerouting`,
    },
  },
]
