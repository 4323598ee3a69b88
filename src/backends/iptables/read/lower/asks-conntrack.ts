import type { Rule, Target } from '../tree.ts'

/**
 * What calls nf_ct_netns_get when it is loaded (`checkentry` in net/netfilter/xt_*.c). TPROXY and `-m socket` switch
 * on reassembly alone, which is not this.
 */
const matches: readonly string[] = [
  ...['conntrack', 'state', 'connmark', 'connbytes', 'connlimit', 'connlabel', 'helper'],
  'cluster',
]

const targets: readonly string[] = [
  ...['DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP'],
  ...['CONNMARK', 'CONNSECMARK', 'SYNPROXY', 'CLUSTERIP', 'FLOWOFFLOAD'],
]

const targetAsks = (target: Target): boolean => {
  // A template is made for CT, but for `--notrack` alone (xt_ct_tg_check of net/netfilter/xt_CT.c).
  if (target.kind === 'CT') return target.options.notrack === undefined
  const name = target.kind === 'opaque-target' ? target.name : target.kind
  return targets.includes(name)
}

/** Whether loading the rule switches conntrack on for its family, whether or not a packet ever comes to it. */
export const asksConntrack = ({ matches: asked, target }: Rule): boolean =>
  targetAsks(target) ||
  asked.some((match) => matches.includes(match.kind === 'opaque-match' ? match.name : match.kind))
