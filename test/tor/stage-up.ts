import { readFile, writeFile } from 'node:fs/promises'
import { mustRun } from '../kernel/lab/command.ts'
import { torvmFacts } from '../kernel/lab/facts.ts'
import { openLab } from '../kernel/lab/lab.ts'
import type { Client as Place, Topology } from '../kernel/lab/topology.ts'
import { qubesTopology, twoClients } from '../kernel/lab/topology.ts'
import type { Vxlan } from '../kernel/lab/vxlan.ts'
import type { Client } from './client/client.ts'
import { startClient } from './client/client.ts'
import type { Boot } from './gateway/boot.ts'
import { bootFirewall, compilePolicy, userTorrcFile } from './gateway/boot.ts'
import { gatewayOf } from './gateway/gateway.ts'
import { layUplink, plugClient, raiseUplink } from './gateway/interfaces.ts'
import { gatewayTor } from './gateway/tor.ts'
import { userTorrc } from './gateway/torrc.ts'
import { startNetwork } from './network/index.ts'
import { labFolder } from './network/node.ts'
import { startServers } from './servers/start.ts'
import type { Stage } from './stage.ts'
import { openTap } from './tap/tap.ts'
import type { World } from './world/build.ts'
import { buildWorld, injector } from './world/build.ts'

/** What scripts/tor-lab.mjs hands over. */
export interface Given {
  readonly tor: string
  /** The command, as its users run it. */
  readonly program: string
  readonly packaging: string
  readonly internetBundle: string
  readonly clientBundle: string
  /** Guarantees whose claims alone are to be shown; empty: all. */
  readonly only: readonly string[]
  /** Whether what takes long is cut short. */
  readonly quick: boolean
  /** The document whose table is to be written anew. */
  readonly tableFile: string | null
}

/** What Qubes tells its clients to ask: an address that nobody bears. */
const qubesResolver = '10.139.1.1'

/** Of this mount namespace alone. */
const useResolver = async (): Promise<void> => {
  const file = `${labFolder}/resolv.clients`
  await writeFile(file, `nameserver ${qubesResolver}\n`)
  await mustRun('mount', ['--bind', file, '/etc/resolv.conf'])
}

/** Debian's number for it, so that it is nobody else's here; in a user namespace there is nobody but its root. */
const uidForTor = async (): Promise<number> => {
  const [first = ''] = (await readFile('/proc/self/uid_map', 'utf8')).split('\n')
  const count = Number(first.trim().split(/\s+/)[2] ?? 1)
  return count > 1 ? 108 : 0
}

/** Debian's tor was not installed, so its account is not there; of this mount namespace alone. */
const haveAccount = async (uid: number): Promise<void> => {
  const file = `${labFolder}/passwd`
  const account = `debian-tor:x:${uid}:${uid}::/nonexistent:/usr/sbin/nologin`
  const others = await readFile('/etc/passwd', 'utf8')
  const kept = others.split('\n').filter((line) => line !== '' && !line.startsWith('debian-tor:'))
  await writeFile(file, `${[...kept, account].join('\n')}\n`)
  await mustRun('mount', ['--bind', file, '/etc/passwd'])
}

const tapUplink = (world: World, topology: Topology, vxlan: Vxlan) =>
  openTap(world.upstream, vxlan, {
    network: injector.upstream,
    asker: topology.uplink.nextHop.address,
    gateway: topology.uplink.address,
  })

const startOne = async (
  given: Given,
  world: World,
  vxlan: Vxlan,
  place: Place,
  index: 0 | 1,
): Promise<Client> => {
  const namespace = world.clients[index]
  const network = index === 0 ? injector.client1 : injector.client2
  await plugClient(world, index)
  const asking = { network, asker: place.host.address, gateway: place.interface.gateway }
  const tap = await openTap(namespace, vxlan, asking)
  return startClient({ place, namespace, tap, bundle: given.clientBundle, vxlan, network })
}

/**
 * Builds everything, in the order of a boot: the internet first, then the tap, then the gateway's firewall, then its
 * interfaces, then its clients. Tor is not started yet.
 */
export const stageUp = async (given: Given): Promise<Stage> => {
  const { vxlan } = await openLab()
  const topology = qubesTopology
  const world = await buildWorld(topology)
  const network = await startNetwork(world.internet, given.tor)
  const servers = await startServers(world.internet, given.internetBundle)
  await useResolver()
  await layUplink(world)
  const uplink = await tapUplink(world, topology, vxlan)
  const { program, packaging, tor: torProgram } = given
  const boot: Boot = { world, program, packaging, tor: torProgram, policy: null }
  await compilePolicy(boot)
  await bootFirewall(boot)
  await raiseUplink(world)
  const [one, two] = twoClients(topology)
  const first = await startOne(given, world, vxlan, one, 0)
  const second = await startOne(given, world, vxlan, two, 1)
  await writeFile(userTorrcFile, userTorrc(network.authorityLines))
  const torUid = await uidForTor()
  const tor = gatewayTor(boot, torUid)
  if (torUid !== 0) await haveAccount(torUid)
  const gateway = gatewayOf(boot, tor)
  const clients = [first, second] as const
  return {
    ...{ topology, world, network, servers, gateway, clients, uplink, vxlan },
    torUid,
    thorough: !given.quick,
    facts: torvmFacts,
  }
}
