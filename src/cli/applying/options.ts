import type { Option } from '../command.ts'

/** Written out, and not asked of the host, so that `--help` need not load it; a test compares. */
export const backendNames = ['nft', 'iptables-nft', 'iptables-legacy'] as const

export const fromOption: Option = {
  name: 'from',
  summary:
    'Take the artefacts of this folder, which `compile --out` wrote of the same policy, instead of compiling.',
  value: { kind: 'folder', placeholder: 'DIR' },
}

export const backendOption: Option = {
  name: 'backend',
  summary:
    'What loads the rules. Without it nft; on qubes-3 the variant of iptables that the machine uses.',
  value: { kind: 'choice', choices: backendNames, placeholder: 'BACKEND' },
}

export const stateOption: Option = {
  name: 'state',
  summary:
    'Where runs leave word for each other, instead of /run/qubes-tor-fw. QUBES_TOR_FW_STATE says it too.',
  value: { kind: 'folder', placeholder: 'DIR' },
}
