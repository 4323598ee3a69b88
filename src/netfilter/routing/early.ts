import type { Packet } from '../packet.ts'
import { isLoopback, isMapped6, isMulticast, multicastScope6 } from './address-kind.ts'
import type { IpFamily } from './lookup.ts'

/**
 * What IPv6 refuses before any hook but ingress sees it (`ip6_rcv_core`); IPv4's strange addresses pass PREROUTING
 * and are refused by routing. The text says why; undefined lets the packet pass.
 */
export const refusedBeforeHooks = (
  { source, destination }: Packet,
  family: IpFamily,
  input: string | null,
): string | undefined => {
  if (family === 'ipv4') return undefined
  if (isMulticast(family, source)) return 'a multicast address as source'
  if (isMapped6(source)) return 'an IPv4 address in disguise as source'
  if (isMulticast(family, destination)) {
    const scope = multicastScope6(destination)
    if (scope === 0n || (scope === 1n && input !== 'lo')) return 'a multicast that stays inside'
  }
  const isInner = isLoopback(family, source) || isLoopback(family, destination)
  return isInner && input !== 'lo' ? 'a loopback address from outside' : undefined
}
