/** Which hooks take which statements: what the `validate` of each expression of the kernel says. */
import type { BaseHook, HeldBase, HeldFamily } from '../../../../ruleset/index.ts'

const forwarding: readonly BaseHook[] = ['prerouting', 'input', 'forward', 'output', 'postrouting']

interface Rule {
  readonly hooks: readonly BaseHook[]
  /** The chain has to be of type nat (`nft_chain_validate_dependency`). */
  readonly nat?: true
  /** Families that have the statement; all where it is left out. */
  readonly families?: readonly HeldFamily[]
}

const internet: readonly HeldFamily[] = ['ip', 'ip6', 'inet']

/** Sources: the file of net/netfilter that bears the statement's name, nft_<name>.c; nft_redir.c and nft_masq.c. */
const rules: Readonly<Record<string, Rule>> = {
  dnat: { hooks: ['prerouting', 'output'], nat: true, families: internet },
  redirect: { hooks: ['prerouting', 'output'], nat: true, families: internet },
  snat: { hooks: ['postrouting', 'input'], nat: true, families: internet },
  masquerade: { hooks: ['postrouting'], nat: true, families: internet },
  tproxy: { hooks: ['prerouting'], families: internet },
  reject: {
    hooks: ['prerouting', 'input', 'forward', 'output', 'ingress'],
    families: [...internet, 'bridge', 'netdev'],
  },
  queue: { hooks: forwarding, families: [...internet, 'bridge'] },
  synproxy: { hooks: ['input', 'forward'], families: internet },
  flow: { hooks: ['forward'], families: internet },
  fwd: { hooks: ['ingress', 'egress'], families: ['netdev'] },
  'fib oif': { hooks: ['prerouting'] },
  'fib oif iif': { hooks: ['prerouting', 'input', 'forward'] },
  'fib oif oif': { hooks: ['prerouting'] },
  'fib type': { hooks: forwarding },
  'fib type iif': { hooks: ['prerouting', 'input', 'forward'] },
  'fib type oif': { hooks: ['output', 'postrouting', 'forward'] },
}

export const isRestricted = (name: string): boolean => Object.hasOwn(rules, name)

/** Why the kernel does not take that statement in a chain that this base chain leads to; undefined where it does. */
export function hookFault(name: string, family: HeldFamily, base: HeldBase): string | undefined {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
  if (rule === undefined) return undefined
  if (rule.families?.includes(family) === false) {
    return `tables of family \`${family}\` have no \`${name}\``
  }
  if (rule.nat === true && base.type !== 'nat') {
    return `\`${name}\` needs a chain of type nat, and one of type ${base.type} leads here`
  }
  // A device's hook has the routing of no packet yet, and lookups of routes there are for newer kernels to answer.
  const isDevice = family === 'netdev' && name.startsWith('fib')
  if (isDevice || rule.hooks.includes(base.hook)) return undefined
  return `the kernel does not take \`${name}\` at hook ${base.hook}`
}
