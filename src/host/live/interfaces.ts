import type { Address, Prefix } from '../../net/index.ts'
import { parseAddress, parsePrefix } from '../../net/index.ts'
import type { System } from '../system/index.ts'
import { faultOf } from '../system/index.ts'

/** An interface as it is now. */
export interface LiveInterface {
  readonly name: string
  readonly group: number
  /** Its own addresses, the primary one of each family first. */
  readonly addresses: readonly Address[]
}

/** A unicast route by an interface. */
export interface LiveRoute {
  readonly interface: string
  readonly destination: Prefix
}

export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'failed'; readonly why: string }

/** `ip -j -N address` (iproute2): numbers throughout, for names of groups are each machine's own. */
export const readInterfaces = async (
  system: System,
): Promise<Reading<readonly LiveInterface[]>> => {
  const reading = await readObjects(system, ['address'])
  if (reading.kind === 'failed') return reading
  const value = reading.value.flatMap((each): readonly LiveInterface[] => {
    const { ifname: name, group, addr_info: addresses } = each
    if (typeof name !== 'string') return []
    return [{ name, group: Number(group ?? 0), addresses: addressesOf(addresses) }]
  })
  return { kind: 'read', value }
}

const addressesOf = (list: unknown): readonly Address[] =>
  (Array.isArray(list) ? list : []).flatMap((each: unknown) => {
    if (!isObject(each) || typeof each['local'] !== 'string') return []
    const address = parseAddress(each['local'])
    return address ? [address] : []
  })

/** Routes of all tables, of both families; those that are local, broadcast or lead nowhere are left out. */
export const readRoutes = async (system: System): Promise<Reading<readonly LiveRoute[]>> => {
  const routes: LiveRoute[] = []
  for (const family of ['-4', '-6']) {
    const reading = await readObjects(system, [family, 'route', 'show', 'table', 'all'])
    if (reading.kind === 'failed') return reading
    for (const { dst, dev, type } of reading.value) {
      const isUnicast = type === undefined || type === 'unicast' || type === '1'
      if (typeof dst !== 'string' || typeof dev !== 'string' || !isUnicast) continue
      const destination = prefixOf(dst, family === '-6')
      if (destination) routes.push({ interface: dev, destination })
    }
  }
  return { kind: 'read', value: routes }
}

const prefixOf = (text: string, isIpv6: boolean): Prefix | undefined => {
  if (text === 'default') return parsePrefix(isIpv6 ? '::/0' : '0.0.0.0/0')
  return parsePrefix(text.includes('/') ? text : `${text}/${isIpv6 ? 128 : 32}`)
}

const readObjects = async (
  system: System,
  words: readonly string[],
): Promise<Reading<readonly Readonly<Record<string, unknown>>[]>> => {
  const command = { program: 'ip', arguments: ['-j', '-N', ...words] }
  const result = await system.run(command)
  const fault = faultOf(command, result)
  if (fault !== undefined) return { kind: 'failed', why: fault }
  try {
    const list: unknown = JSON.parse(result.stdout.trim() || '[]')
    return { kind: 'read', value: Array.isArray(list) ? list.filter(isObject) : [] }
  } catch {
    return { kind: 'failed', why: `\`ip ${words.join(' ')}\` printed what is no JSON` }
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
