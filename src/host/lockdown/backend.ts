import type { Command } from '../system/index.ts'
import { hostLimits } from '../system/index.ts'

/** What loads rulesets on a machine. */
export const backends = ['nft', 'iptables-nft', 'iptables-legacy'] as const
export type Backend = (typeof backends)[number]

/** One text of a ruleset, and the tool that takes it. */
export interface Part {
  /** The artefact: the firewall's, and the lockdown's that stands in its place. */
  readonly target: string
  readonly lockdown: string
  /** Undefined: the tool cannot try a text without loading it. */
  readonly check: ((text: string) => Command) | undefined
  readonly load: (text: string) => Command
}

const nft: Part = {
  target: 'nft',
  lockdown: 'lockdown-nft',
  check: (input) => ({ program: 'nft', arguments: ['-c', '-f', '-'], input }),
  load: (input) => ({ program: 'nft', arguments: ['-f', '-'], input }),
}

/** The legacy variant gives up at once where another one works, unless it is told to wait. */
const restore = (family: 'iptables' | 'ip6tables', variant: 'nft' | 'legacy'): Part => {
  const program = `${family}-${variant}-restore`
  const wait = variant === 'legacy' ? ['-w', String(hostLimits.tablesLockSeconds)] : []
  return {
    target: family,
    lockdown: `lockdown-${family}`,
    check: (input) => ({ program, arguments: ['--test', ...wait], input }),
    load: (input) => ({ program, arguments: wait, input }),
  }
}

const arptables: Part = {
  target: 'arptables',
  lockdown: 'lockdown-arptables',
  check: undefined,
  load: (input) => ({ program: 'arptables-nft-restore', arguments: [], input }),
}

/** The parts of a backend in the order in which they have to be loaded: nothing of IPv4 is served without the others. */
export const partsOf = (backend: Backend): readonly Part[] => {
  switch (backend) {
    case 'nft':
      return [nft]
    case 'iptables-nft':
      return [restore('ip6tables', 'nft'), arptables, restore('iptables', 'nft')]
    case 'iptables-legacy':
      return [restore('ip6tables', 'legacy'), arptables, restore('iptables', 'legacy')]
  }
}
