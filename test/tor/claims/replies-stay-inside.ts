import { setTimeout as sleep } from 'node:timers/promises'
import { packetFrame } from '../../kernel/lab/stories/ends.ts'
import type { Client as Place } from '../../kernel/lab/topology.ts'
import { ipv4, protocolNumber, tcp } from '../../kernel/lab/wire/index.ts'
import { replugClient, unplugClient } from '../gateway/interfaces.ts'
import { limits } from '../limits.ts'
import type { Stage } from '../stage.ts'
import { settle } from '../stage.ts'
import { escapes, sounds, watch } from '../tap/window.ts'
import { relays, servers, webPort } from '../world/addresses.ts'
import type { Claim, Shown } from './claim.ts'
import { without } from './claim.ts'

interface Circuit {
  readonly localPort: number
  readonly relay: string
  readonly relayPort: number
}

/** The connections that the gateway's Tor has to relays, as the kernel lists them (proc_net_tcp). */
const torConnections = async ({ world }: Stage): Promise<readonly Circuit[]> => {
  const listed = await world.gateway.mustExec('cat', ['/proc/net/tcp'])
  const ends = (text: string) => {
    const [address = '', port = ''] = text.split(':')
    const bytes = [...Buffer.from(address, 'hex')].reverse()
    return { address: bytes.join('.'), port: Number.parseInt(port, 16) }
  }
  return listed.split('\n').flatMap((line) => {
    const [, local = '', remote = '', state] = line.trim().split(/\s+/)
    const far = ends(remote)
    if (state !== '01' || !relays.has(far.address)) return []
    return [{ localPort: ends(local).port, relay: far.address, relayPort: far.port }]
  })
}

const secret = 'the client says where the gateway is'

/** The first fragment of a segment that claims to come from a relay, inside Tor's own connection. Its rest never comes. */
const forgedFragment = (place: Place, circuit: Circuit, destination: string, id: number) => {
  const ends = { source: circuit.relay, destination }
  const header = {
    sourcePort: circuit.relayPort,
    destinationPort: circuit.localPort,
    flags: ['ack'],
    sequence: 1,
  } as const
  const segment = tcp(ends, header, Buffer.from(secret))
  const packet = ipv4(
    { ...ends, protocol: protocolNumber.tcp, id, moreFragments: true },
    segment.subarray(0, 40),
  )
  const wire = {
    interface: place.interface.name,
    mac: place.host.mac,
    routerMac: place.interface.mac,
  }
  return packetFrame(wire, packet)
}

/** Two of them, so that a timer that had just begun is over too. */
const fragmentsExpire = 2 * limits.fragmentSeconds * 1000 + 200

const forgeFragments = async (stage: Stage): Promise<Shown> => {
  const [client] = stage.clients
  const { uplink } = stage.topology
  const circuits = await torConnections(stage)
  const places = [uplink.address, client.place.interface.gateway]
  const frames = circuits.flatMap((circuit, index) =>
    places.map((place, number) =>
      forgedFragment(client.place, circuit, place, 0x7000 + index * 8 + number),
    ),
  )
  const seen = await watch(stage, async () => {
    await client.inject(frames)
    await sleep(fragmentsExpire)
  })
  return { tried: frames.length, findings: sounds(seen) }
}

/** TCP repeats itself after 200 ms, and after 400 ms more; the late DNS answer comes meanwhile. */
const goneMilliseconds = 2000
const longDownload = `GET /bytes/200000000 HTTP/1.0\r\n\r\n`

const clientGoes = async (stage: Stage): Promise<Shown> => {
  const [client] = stage.clients
  const download = await client.open(servers[0], webPort)
  const started = download === null ? null : await client.exchange(download, longDownload)
  const socks = await client.open(client.place.interface.gateway, 9050)
  const late = client.dns('10.139.1.1', 'slow.example.org', 'A', goneMilliseconds)
  const seen = await watch(stage, async () => {
    await unplugClient(stage.world, 0)
    await sleep(goneMilliseconds)
    await replugClient(stage.world, 0)
    await settle(stage)
  })
  await late
  for (const connection of [download, socks])
    if (connection !== null) await client.close(connection)
  const open = [started, socks].filter((one) => one !== null).length
  const vacuous = open < 2 ? ['nothing was open when the client went'] : []
  return { tried: open + 1, findings: [...vacuous, ...escapes(seen)] }
}

/** What Tor, and the kernel in its name, still say when it is too late. */
export const repliesStayInside: readonly Claim[] = [
  {
    of: 'replies-stay-inside',
    says: "a forged fragment inside Tor's own connection expires, and no relay is told (L16)",
    show: forgeFragments,
    broken: {
      how: 'fragments enter, and errors may leave',
      finds: /^uplink: icmp .* type 11 /,
      nft: without('entry_client', 'leave'),
    },
  },
  {
    of: 'replies-stay-inside',
    says: "a client goes in the middle of a download and of a question: Tor's answers go nowhere (L17)",
    show: clientGoes,
    broken: {
      how: 'the exit is open',
      finds: /^uplink: tcp .* > 10\.137\.0\.10:/,
      nft: without('leave'),
    },
  },
]
