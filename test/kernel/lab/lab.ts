import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { mustRun, run } from './command.ts'
import { assertFreshNamespace } from './guard.ts'
import type { Vxlan } from './vxlan.ts'
import { openVxlan } from './vxlan.ts'

/** Names inside the lab's own namespaces; none of them exists in the machine's. */
export const underlay = {
  namespace: 'lab-underlay',
  here: '10.255.0.2',
  there: '10.255.0.1',
  port: 4789,
} as const

/** What all routers of one test file share. */
export interface Lab {
  readonly vxlan: Vxlan
  /** The agent as one plain JavaScript file. */
  readonly agentBundle: string
  /** A number that was not given out before: names and network ids are never used twice. */
  nextNumber(): number
  close(): Promise<void>
}

const hereDevice = 'lab-here'
const thereDevice = 'lab-there'

const bundleAgent = async (number: string): Promise<string> => {
  const outfile = `/run/agent-${number}.mjs`
  await build({
    entryPoints: [fileURLToPath(new URL('./agent.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    outfile,
    logLevel: 'error',
  })
  return outfile
}

/**
 * One processor takes in all frames, so that they are handled in the order in which they were sent.
 * In a user namespace receive steering is not ours to set; there this process stays on one processor,
 * since a frame between two namespaces is taken in where it was sent.
 */
const steer = async (): Promise<void> => {
  const steering = `echo 1 > /sys/class/net/${thereDevice}/queues/rx-0/rps_cpus`
  const set = await run('ip', ['netns', 'exec', underlay.namespace, 'sh', '-c', steering])
  if (set.code === 0) return
  const own = String(process.pid)
  const allowed = await mustRun('taskset', ['-cp', own])
  const first = /list: (\d+)/.exec(allowed)?.[1] ?? '0'
  await mustRun('taskset', ['-acp', first, own])
}

const buildUnderlay = async (): Promise<void> => {
  const commands = [
    'link set lo up',
    `netns add ${underlay.namespace}`,
    `link add ${hereDevice} mtu 9000 type veth peer name ${thereDevice} mtu 9000 netns ${underlay.namespace}`,
    `addr add ${underlay.here}/24 dev ${hereDevice}`,
    `link set ${hereDevice} up`,
  ]
  await mustRun('ip', ['-batch', '-'], commands.join('\n'))
  const there = [
    'link set lo up',
    `addr add ${underlay.there}/24 dev ${thereDevice}`,
    `link set ${thereDevice} up`,
  ]
  await mustRun('ip', ['-n', underlay.namespace, '-batch', '-'], there.join('\n'))
  await steer()
}

/** Takes down what was built, as far as it was. */
const tearDown = async (): Promise<void> => {
  await run('ip', ['link', 'del', hereDevice])
  await run('ip', ['netns', 'del', underlay.namespace])
}

const open = async (): Promise<Lab> => {
  await buildUnderlay()
  const vxlan = await openVxlan({
    local: underlay.here,
    remote: underlay.there,
    port: underlay.port,
  })
  const agentBundle = await bundleAgent(String(process.pid))
  let number = 0
  return {
    vxlan,
    agentBundle,
    nextNumber: () => {
      number += 1
      return number
    },
    close: async () => {
      await vxlan.close()
      await rm(agentBundle, { force: true })
      await tearDown()
    },
  }
}

/**
 * Opens the lab in this process's network namespace, which must be fresh (see guard.ts).
 * Close it in any case: the namespaces go with it.
 */
export const openLab = async (): Promise<Lab> => {
  await assertFreshNamespace()
  try {
    return await open()
  } catch (error) {
    await tearDown()
    throw error
  }
}
