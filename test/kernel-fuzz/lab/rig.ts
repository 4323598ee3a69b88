import { writeFileSync } from 'node:fs'
import {
  deviceCommands,
  earlySettings,
  lateSettings,
  routerCommands,
} from '../../kernel/lab/build-commands.ts'
import { mustRun, run } from '../../kernel/lab/command.ts'
import type { Lab } from '../../kernel/lab/lab.ts'
import { underlay } from '../../kernel/lab/lab.ts'
import { qubesTopology } from '../../kernel/lab/topology.ts'
import type { InterfaceName } from '../universe.ts'
import { interfaces, listenedTcp, listenedUdp } from '../universe.ts'
import type { Agents } from './agents.ts'
import { createAgents } from './agents.ts'
import type { Clock } from './clock.ts'
import type { Arrival } from './observer.ts'
import { observerRules, observerTable, readArrivals } from './observer.ts'
import type { Settings } from './settings.ts'
import { settingsScript, steadyScript } from './settings.ts'
import { openShell } from './shell.ts'
import type { Dialect } from './tools.ts'
import { dialects, staysBehind } from './tools.ts'

/** A frame that the router emitted. */
export interface Emitted {
  readonly interface: string
  readonly frame: Buffer
}

/** A router that takes one case after the other. */
export interface Rig {
  /** Empties everything and loads the sources in order. Returns what a tool said where it refused, else null. */
  load(sources: readonly LoadedSource[], settings: Settings): Promise<string | null>
  /** Puts frames on an interface and returns what the router emitted while it dealt with them. */
  exchange(name: InterfaceName, frame: Buffer): Promise<readonly Emitted[]>
  /** What the router has emitted since it was last asked. */
  emitted(): Promise<readonly Emitted[]>
  arrivals(): Promise<readonly Arrival[]>
  /** `conntrack -L` of both families. */
  connections(): Promise<string>
  /** Starts the gateway's listeners anew: nothing is left of the connections that they held. */
  listen(): Promise<void>
  readonly agents: Agents
  /** A number that no packet of this router has borne yet, from 1 to 65,535. */
  nextTag(): number
  /** Whether another case may use it: what stays behind would be part of the next case. */
  isReusable(): boolean
  close(): Promise<void>
}

export interface LoadedSource {
  readonly dialect: Dialect
  readonly text: string
}

/** Fragment queues and addresses' caches are kept, and tags run out: nothing of a router gets old. */
const casesOfARig = 100
const tagsOfARig = 60_000

const scriptOf = (settings: readonly (readonly [string, string, string])[]): string =>
  settings
    .map(
      ([path, value]) => `[ ! -w /proc/sys/net/${path} ] || echo ${value} > /proc/sys/net/${path}`,
    )
    .join('\n')

const build = async (lab: Lab, namespace: string): Promise<ReadonlyMap<string, number>> => {
  const networks = new Map<string, number>(interfaces.map((name) => [name, lab.nextNumber()]))
  await mustRun('ip', ['netns', 'add', namespace])
  await mustRun('ip', ['netns', 'exec', namespace, 'sh', '-s'], scriptOf(earlySettings(3600)))
  const ends = { here: underlay.here, underlay: underlay.there, port: underlay.port }
  const devices = deviceCommands(networks, namespace, ends).join('\n')
  await mustRun('ip', ['-n', underlay.namespace, '-batch', '-'], devices)
  const commands = routerCommands(qubesTopology, networks)
  // Without link-local addresses all that a redirect can choose from stands in the topology.
  const quiet = [...networks.values()].map((network) => `link set vx${network} addrgenmode none`)
  const [lo = '', ...rest] = commands
  await mustRun('ip', ['-n', namespace, '-batch', '-'], [lo, ...quiet, ...rest].join('\n'))
  const late = `${scriptOf(lateSettings(qubesTopology))}\n${steadyScript()}`
  await mustRun('ip', ['netns', 'exec', namespace, 'sh', '-s'], late)
  return networks
}

/**
 * Empties the router and loads the sources in their order, the observer last. Nothing is left of the case before, but
 * legacy tables: a router that had those is not used again. nft's own sources are one transaction with the emptying
 * before and the observer behind, which saves the kernel two waits for all its readers. Code 3: a tool refused.
 */
const loadScript = (namespace: string, sources: readonly LoadedSource[]): string => {
  const write = (name: string, text: string): string => {
    const file = `/run/${namespace}-${name}`
    writeFileSync(file, text)
    return file
  }
  const flush = 'flush ruleset\n'
  const forget = 'conntrack -F 2>/dev/null'
  if (sources.every(({ dialect }) => dialect === 'nft')) {
    const all = [flush, ...sources.map(({ text }) => text), observerRules].join('')
    return `${forget}\nnft -f ${write('all', all)} || exit 3\n${forget}\ntrue`
  }
  const lines = sources.map(({ dialect, text }, index) => {
    const { command } = dialects[dialect]
    const input = command === 'nft -f' ? '' : '< '
    const refused = `{ echo 'refused: ${dialect}'; exit 3; }`
    return `${command} ${input}${write(String(index), text)} || ${refused}`
  })
  const observer = `nft -f ${write('observer', observerRules)} || exit 9`
  return ['nft flush ruleset', forget, ...lines, observer].join('\n')
}

export const openRig = async (lab: Lab, clock: Clock): Promise<Rig> => {
  const namespace = `fuzz-router-${lab.nextNumber()}`
  const networks = await build(lab, namespace)
  let emitted: Emitted[] = []
  for (const [name, network] of networks)
    lab.vxlan.claim(network, (frame) => emitted.push({ interface: name, frame }))
  const shell = openShell(namespace)
  const agents = createAgents(namespace, lab.agentBundle)
  let tag = 0
  let cases = 0
  let isStained = false
  const take = async (): Promise<readonly Emitted[]> => {
    await clock.pass()
    const taken = emitted
    emitted = []
    return taken
  }
  return {
    listen: async () => {
      await agents.of(0).ask({ kind: 'be-silent' })
      await agents.of(0).ask({ kind: 'stop-listening' })
      await agents.of(0).ask({ kind: 'listen', tcp: listenedTcp, udp: listenedUdp })
    },
    load: async (sources, settings) => {
      cases += 1
      if (sources.some(({ dialect }) => staysBehind(dialect))) isStained = true
      const script = loadScript(namespace, sources)
      const { code, output } = await shell.run(`${settingsScript(settings)}\n${script}`)
      if (code === 3) return output
      if (code !== 0) throw new Error(`the router cannot be set up: ${output}`)
      await take()
      return null
    },
    exchange: async (name, frame) => {
      const network = networks.get(name)
      if (network === undefined) throw new Error(`no interface ${name}`)
      await lab.vxlan.send([{ network, frame }])
      return take()
    },
    emitted: take,
    arrivals: async () =>
      readArrivals(await shell.must(`nft -j -n list table inet ${observerTable}`)),
    connections: async () =>
      shell.must('conntrack -L -f ipv4 2>/dev/null; conntrack -L -f ipv6 2>/dev/null; true'),
    agents,
    nextTag: () => {
      tag += 1
      return tag
    },
    isReusable: () => !isStained && cases < casesOfARig && tag < tagsOfARig,
    close: async () => {
      await Promise.all([shell.close(), agents.close()])
      await run('ip', ['netns', 'del', namespace])
      for (const network of networks.values()) lab.vxlan.release(network)
    },
  }
}
