import { qubesBase } from '../../kernel/lab/qubes.ts'
import type { Boot } from './boot.ts'
import { compilePolicy, rulesText, switches } from './boot.ts'
import type { Tor } from './tor.ts'

/** One of the kernel's switches, as a path under /proc/sys/net. */
export type Settings = Readonly<Record<string, string>>

/** The gateway under test: as we ship it, or broken on purpose. */
export interface Gateway {
  readonly boot: Boot
  readonly tor: Tor
  /** Runs nft in it, in one transaction. */
  nft(text: string): Promise<void>
  /** Sets switches, and gives back what they were. */
  set(settings: Settings): Promise<Settings>
  /** Another policy, compiled and loaded; null for the default. */
  use(policy: string | null): Promise<void>
  /** Everything as it was after the boot: all rules anew, ours and Qubes', in one transaction, and no older flow. */
  mend(): Promise<void>
}

export const gatewayOf = (boot: Boot, tor: Tor): Gateway => {
  const { gateway, topology } = boot.world
  const nft = async (text: string): Promise<void> => {
    await gateway.mustExec('nft', ['-f', '-'], text)
  }
  const set = async (settings: Settings): Promise<Settings> => {
    const before: Record<string, string> = {}
    for (const [name, value] of Object.entries(settings)) {
      const path = `/proc/sys/net/${name}`
      before[name] = (await gateway.mustExec('cat', [path])).trim()
      await gateway.script(`echo ${value} > ${path}`)
    }
    return before
  }
  const mend = async (): Promise<void> => {
    await nft(`flush ruleset\n${qubesBase(topology)}\n${await rulesText(boot)}`)
    await switches(boot)
    await gateway.exec('conntrack', ['-F'])
    // Whom a broken gateway looked for by ARP, it would go on looking for.
    await gateway.exec('ip', ['neigh', 'flush', 'all', 'nud', 'incomplete'])
    await gateway.exec('ip', ['neigh', 'flush', 'all', 'nud', 'failed'])
  }
  const use = async (policy: string | null): Promise<void> => {
    boot.policy = policy
    await compilePolicy(boot)
    await mend()
  }
  return { boot, tor, nft, set, use, mend }
}
