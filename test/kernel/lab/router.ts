import type { Agent } from './agent-client.ts'
import { startAgent } from './agent-client.ts'
import {
  clientCommands,
  deviceCommands,
  deviceSetUp,
  earlySettings,
  lateSettings,
  routerCommands,
} from './build-commands.ts'
import type { CommandResult } from './command.ts'
import { mustRun, run } from './command.ts'
import type { Lab } from './lab.ts'
import { underlay } from './lab.ts'
import type { SettleOptions } from './settle.ts'
import { settle } from './settle.ts'
import type { Tap } from './tap.ts'
import { createTap } from './tap.ts'
import type { ClientInterface, Topology } from './topology.ts'
import { ethernet } from './wire/index.ts'

/** Frames to be put on an interface of the router, in order. */
export interface Injection {
  readonly interface: string
  readonly frames: readonly Buffer[]
}

/** A Linux router in a network namespace of its own. */
export interface Router {
  readonly namespace: string
  readonly topology: Topology
  readonly tap: Tap
  readonly agent: Agent
  /** Frames put on an interface so far, the markers among them. */
  injected(name: string): { readonly frames: number; readonly markers: number }
  /** Puts a frame that no protocol claims on every interface that is there. */
  mark(): Promise<void>
  inject(injections: readonly Injection[]): Promise<void>
  /** Waits until every frame sent has come in, every frame emitted was seen, and nothing moves any more. */
  settle(options?: SettleOptions): Promise<void>
  /** Runs a command inside the router's namespace. */
  exec(command: string, args: readonly string[], input?: string): Promise<CommandResult>
  mustExec(command: string, args: readonly string[], input?: string): Promise<string>
  /** As when a client powers off: the interface is gone, with its addresses and routes. */
  deleteInterface(name: string): Promise<void>
  /** As when a client is being shut down: the interface stays, its routes go. Nothing comes in by it any more. */
  downInterface(name: string): Promise<void>
  /** As when a client starts: its interface appears, with all that it bears. */
  addClient(client: ClientInterface, group: number): Promise<void>
  /** A process of the gateway of its own, as another user where asked. It ends with the router. */
  startAgent(uid?: number): Agent
  close(): Promise<void>
}

export interface RouterOptions {
  readonly topology: Topology
  /** How long the kernel waits for missing fragments. */
  readonly ipfragSeconds?: number
}

const settingsScript = (settings: readonly (readonly [string, string, 'must' | 'may'])[]): string =>
  settings
    .map(([path, value, need]) => {
      const write = `echo ${value} > /proc/sys/net/${path}`
      return need === 'must'
        ? `${write} || exit 9`
        : `[ ! -w /proc/sys/net/${path} ] || ${write} || :`
    })
    .join('\n')

const build = async (
  namespace: string,
  networks: ReadonlyMap<string, number>,
  options: RouterOptions,
): Promise<void> => {
  const inside = (script: string) => mustRun('ip', ['netns', 'exec', namespace, 'sh', '-s'], script)
  await inside(settingsScript(earlySettings(options.ipfragSeconds ?? 1)))
  await makeDevices(namespace, networks)
  const commands = routerCommands(options.topology, networks).join('\n')
  await mustRun('ip', ['-n', namespace, '-batch', '-'], commands)
  await inside(settingsScript(lateSettings(options.topology)))
}

const underlayEnds = { here: underlay.here, underlay: underlay.there, port: underlay.port }

const makeDevices = async (namespace: string, networks: ReadonlyMap<string, number>) => {
  const devices = deviceCommands(networks, namespace, underlayEnds).join('\n')
  await mustRun('ip', ['-n', underlay.namespace, '-batch', '-'], devices)
}

/** A frame of the type set aside for experiments (IEEE 802): counted as unknown once all before it are dealt with. */
const marker = ethernet(
  { source: '02:00:00:00:03:01', destination: '02:00:00:00:03:02', type: 0x88b5 },
  Buffer.alloc(46),
)

const interfacesOf = (topology: Topology): readonly string[] => [
  ...topology.clients.map((client) => client.name),
  topology.uplink.name,
]

/** Builds a router, its rules still open: nothing is loaded. Takes some 60 ms, most of it the agent's start. */
export const openRouter = async (lab: Lab, options: RouterOptions): Promise<Router> => {
  const { topology } = options
  const namespace = `lab-router-${lab.nextNumber()}`
  const networks = new Map(interfacesOf(topology).map((name) => [name, lab.nextNumber()]))
  const tap = createTap()
  const claimed = new Set<number>()
  const claim = (name: string, network: number) => {
    claimed.add(network)
    lab.vxlan.claim(network, (frame) => tap.record(name, frame))
  }
  for (const [name, network] of networks) claim(name, network)
  await mustRun('ip', ['netns', 'add', namespace])
  const agent = startAgent(namespace, lab.agentBundle)
  const extra: Agent[] = []
  await build(namespace, networks, options)
  const frameCounts = new Map<string, number>()
  const markerCounts = new Map<string, number>()
  const count = (counts: Map<string, number>, name: string, more: number) =>
    counts.set(name, (counts.get(name) ?? 0) + more)
  const router: Router = {
    namespace,
    topology,
    tap,
    agent,
    injected: (name) => ({
      frames: frameCounts.get(name) ?? 0,
      markers: markerCounts.get(name) ?? 0,
    }),
    mark: async () => {
      for (const name of networks.keys()) count(markerCounts, name, 1)
      await router.inject(
        [...networks.keys()].map((name) => ({ interface: name, frames: [marker] })),
      )
    },
    inject: async (injections) => {
      const frames = injections.flatMap((injection) => {
        const network = networks.get(injection.interface)
        if (network === undefined) throw new Error(`no interface ${injection.interface}`)
        count(frameCounts, injection.interface, injection.frames.length)
        return injection.frames.map((frame) => ({ network, frame }))
      })
      await lab.vxlan.send(frames)
    },
    settle: (how) => settle(router, how),
    exec: (command, args, input) =>
      run('ip', ['netns', 'exec', namespace, command, ...args], input),
    mustExec: (command, args, input) =>
      mustRun('ip', ['netns', 'exec', namespace, command, ...args], input),
    deleteInterface: async (name) => {
      await mustRun('ip', ['-n', namespace, 'link', 'del', name])
      networks.delete(name)
    },
    addClient: async (client, group) => {
      const network = new Map([[client.name, lab.nextNumber()]])
      for (const [name, id] of network) {
        networks.set(name, id)
        claim(name, id)
      }
      await makeDevices(namespace, network)
      const commands = [...deviceSetUp(network, client, group), ...clientCommands(client)]
      await mustRun('ip', ['-n', namespace, '-batch', '-'], commands.join('\n'))
    },
    downInterface: async (name) => {
      await mustRun('ip', ['-n', namespace, 'link', 'set', name, 'down'])
      networks.delete(name)
    },
    startAgent: (uid) => {
      const another = startAgent(namespace, lab.agentBundle, uid)
      extra.push(another)
      return another
    },
    close: async () => {
      await Promise.all([agent, ...extra].map((one) => one.kill()))
      await run('ip', ['netns', 'del', namespace])
      for (const network of claimed) lab.vxlan.release(network)
    },
  }
  return router
}
