import type { SysctlFacts } from '../backends/sysctl/index.ts'
import { sysctlValue } from '../backends/sysctl/index.ts'
import { patternMatches, patternsOverlap } from '../net/index.ts'
import type { GatewayFacts } from './facts.ts'

/**
 * Settings of interfaces (`net.ipv4.conf.*`), as far as files of sysctl.d settle them for clients' interfaces. In force
 * is what `all` and the interface say together: either of them for switches (IN_DEV_ORCONF), the larger for numbers
 * (IN_DEV_MAXCONF, include/linux/inetdevice.h). An interface that is there already has 0 where nothing names it, one
 * that comes later what `default` says.
 */
export const clientValues = (
  settings: SysctlFacts,
  facts: GatewayFacts,
  key: string,
): readonly number[] => {
  const number = (name: string): number =>
    Number(sysctlValue(settings, `net/ipv4/conf/${name}/${key}`) ?? 0)
  const named = settings.settings.flatMap(({ path, value }) => {
    const [, name] = /^net\/ipv4\/conf\/([^/]+)\/(.+)$/.exec(path) ?? []
    const isMeant = name !== undefined && path.endsWith(`/${key}`) && mayBeClients(name, facts)
    return isMeant && value !== null ? [Number(value)] : []
  })
  const all = number('all')
  return [...new Set([0, number('default'), ...named].map((own) => Math.max(all, own)))]
}

/** A name or a pattern of glob(7). Interfaces that a group makes clients' may have any name. */
const mayBeClients = (name: string, { clients, uplink }: GatewayFacts): boolean => {
  if (name === 'all' || name === 'default' || name === 'lo') return false
  const stem = name.replace(/[*?[].*$/, '')
  const pattern = stem === name ? name : `${stem}*`
  if (clients.interfaces.some((each) => patternsOverlap(each, pattern))) return true
  return clients.group !== null && !uplink.interfaces.some((each) => patternMatches(each, name))
}
