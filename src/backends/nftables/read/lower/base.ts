/** Base chains: where they hang, and what keeps them from it. */
import type { ReadChain } from 'nftables-json'
import type { BaseHook, HeldBase, HeldFamily } from '../../../../ruleset/index.ts'
import { familyHasHook } from '../text/words.ts'
import type { Report } from './report.ts'

const hooks: readonly BaseHook[] = [
  ...(['prerouting', 'input', 'forward', 'output', 'postrouting', 'ingress', 'egress'] as const),
]
const types: readonly HeldBase['type'][] = ['filter', 'nat', 'route']

/** NF_IP_PRI_CONNTRACK: NAT needs conntrack before it (`nft_chain_parse_hook`, net/netfilter/nf_tables_api.c). */
const conntrackPriority = -200

/**
 * The base of a chain, or null. nft's JSON makes a base chain of one that has type, hook and an integer priority, all
 * three, and otherwise, without a word, a chain that nothing reaches, whose policy is gone (json_parse_cmd_add_chain,
 * src/parser_json.c).
 */
export function baseOf(chain: ReadChain, family: HeldFamily, report: Report): HeldBase | null {
  const { type, hook, prio, policy, dev } = chain
  const priority = typeof prio === 'number' && Number.isInteger(prio) ? prio : undefined
  if (type === undefined || hook === undefined || priority === undefined) {
    const meant = [type, hook, prio, policy].some((each) => each !== undefined)
    if (meant) warnLost(chain, report)
    return null
  }
  const knownType = types.find((each) => each === type)
  const knownHook = hooks.find((each) => each === hook)
  const fault = baseFault(family, type, hook, priority, dev !== undefined)
  if (fault !== undefined || knownType === undefined || knownHook === undefined) {
    report.error('nft-load-hook', fault ?? `a chain of type \`${type}\` at hook \`${hook}\``, chain)
    return null
  }
  if (policy !== undefined && policy !== 'accept' && policy !== 'drop') {
    report.error('nft-load-value', `\`${policy}\` is no policy`, chain)
  }
  const devices = dev === undefined ? [] : typeof dev === 'string' ? [dev] : dev
  return {
    type: knownType,
    hook: knownHook,
    priority,
    policy: policy === 'drop' ? 'drop' : 'accept',
    devices,
  }
}

function warnLost(chain: ReadChain, report: Report): void {
  const message = `chain \`${chain.name}\` loses its hook and its policy: it is no base chain, and nothing reaches it`
  const help = 'nft makes a base chain of `type`, `hook` and a `prio` that is an integer, all three'
  report.warn('nft-load-lost-hook', message, chain, help)
}

function baseFault(
  family: HeldFamily,
  type: string,
  hook: string,
  priority: number,
  hasDevice: boolean,
): string | undefined {
  if (!familyHasHook(family, hook)) return `tables of family \`${family}\` have no hook \`${hook}\``
  if (!Number.isInteger(priority) || Math.abs(priority) > 0x7fff_ffff)
    return 'a priority of more than 32 bits'
  const isDevice = hook === 'ingress' || hook === 'egress'
  if (isDevice && !hasDevice) {
    return `a chain at \`${hook}\` without a device (listings of nft before 1.1.0 leave it out: take the text)`
  }
  const internet = family === 'ip' || family === 'ip6' || family === 'inet'
  if (type === 'nat') {
    if (!internet || isDevice || hook === 'forward')
      return `no chain of type nat hangs at \`${hook}\` of \`${family}\``
    if (priority <= conntrackPriority) return 'a chain of type nat at a priority before conntrack'
  }
  if (type === 'route' && (!internet || hook !== 'output'))
    return 'chains of type route hang at output'
  return undefined
}
