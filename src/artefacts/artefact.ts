import type { Environment, Gateway } from '../policy/gateway.ts'

/** Everything that can be made of a policy; which of it there is depends on the environment. */
export type Target =
  | 'nft'
  | 'nft-json'
  | 'custom-input'
  | 'custom-input-json'
  | 'iptables'
  | 'ip6tables'
  | 'arptables'
  | 'torrc'
  | 'sysctl'
  | 'lockdown-nft'
  | 'lockdown-iptables'
  | 'lockdown-ip6tables'
  | 'lockdown-arptables'

/** One file, complete. */
export interface Artefact {
  readonly target: Target
  readonly fileName: string
  readonly text: string
  /** One line: what it is and what loads it. */
  readonly summary: string
}

export interface Compilation {
  readonly gateway: Gateway
  readonly artefacts: readonly Artefact[]
}

/**
 * Qubes 4 has nftables, and base tables that ours stand beside. Qubes 3 and machines of their own have whichever
 * of nftables and iptables is loaded there; all say the same.
 */
export const targetsOf = (environment: Environment): readonly Target[] => {
  switch (environment) {
    case 'qubes-4':
      return [...nftTargets, 'custom-input', 'custom-input-json', ...besideThem, 'lockdown-nft']
    case 'qubes-3':
    case 'standalone':
      return [
        ...nftTargets,
        ...(['iptables', 'ip6tables', 'arptables'] as const),
        ...besideThem,
        'lockdown-nft',
        ...(['lockdown-iptables', 'lockdown-ip6tables', 'lockdown-arptables'] as const),
      ]
  }
}

const nftTargets: readonly Target[] = ['nft', 'nft-json']
const besideThem: readonly Target[] = ['torrc', 'sysctl']

/** The ruleset that a gateway loads where nobody names one. */
export const usualTarget = ({ environment }: Pick<Gateway, 'environment'>): Target =>
  environment === 'qubes-3' ? 'iptables' : 'nft'
