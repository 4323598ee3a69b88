import type { HeldChain, Step } from '../../../ruleset/index.ts'
import type { LintSubject } from '../context.ts'
import { allRules } from '../context.ts'
import type { Lint } from '../lint-type.ts'

/**
 * A translation of what enters to 127.0.0.0/8. The kernel drops it when it routes, but where `route_localnet` is set;
 * and where that is set, everything that listens on loopback alone is open to whoever is on the wire (leak class L14).
 */
export const natToLoopback: Lint = {
  code: 'nat-to-loopback',
  level: 'warning',
  find: (context) =>
    allRules(context)
      .filter(
        ({ chain, rule, table }) => entersBy(table.chains, chain) && rule.steps.some(isToLoopback),
      )
      .map(({ rule }) => ({
        message: `\`${rule.text}\` sends what enters to loopback`,
        help: localnetHelp(context.subject),
        place: rule.place,
      })),
}

const localnetHelp = ({ sysctls }: LintSubject): string =>
  sysctls?.settings.some(({ path, value }) => path.endsWith('/route_localnet') && value === '1')
    ? 'with route_localnet, whatever listens on loopback alone is open to the wire: redirect instead'
    : 'the kernel drops it unless route_localnet is set: redirect, and let the listener have the address of the interface'

const isToLoopback = (step: Step): boolean => {
  if (step.kind !== 'translate' || step.target.kind !== 'fixed') return false
  const { addresses } = step.target
  return addresses !== null && addresses.first >= 0x7f00_0000n && addresses.last <= 0x7fff_ffffn
}

/** Whether the chain is one of prerouting, or called from one; a called chain counts where only prerouting has NAT. */
const entersBy = (chains: readonly HeldChain[], chain: HeldChain): boolean =>
  chain.base
    ? chain.base.hook === 'prerouting'
    : chains.every(({ base }) => base?.type !== 'nat' || base.hook === 'prerouting')
