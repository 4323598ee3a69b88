import type { Environment } from '../environment.ts'
import type { IpFamily } from './lookup.ts'
import { addressesOf } from './lookup.ts'

/** 224.0.0.1: all hosts. */
const allHosts4 = 0xe0000001n
/** ff02::1: all nodes; ff02::2: all routers, which only those join that forward. */
const allNodes6 = (0xff02n << 112n) | 1n
const allRouters6 = (0xff02n << 112n) | 2n
/** ff02::1:ff00:0/104, with the last 24 bits of an address: who looks for its owner asks there (RFC 4291, 2.7.1). */
const solicited6 = (0xff02n << 112n) | (1n << 32n) | 0xff000000n
const lastBits = 0xffffffn

/** Whether somebody here listens to the group: what every host joins, and what the environment adds. */
export const joins = (environment: Environment, family: IpFamily, group: bigint): boolean => {
  const netFamily = family === 'ipv4' ? 'ip4' : 'ip6'
  if (environment.groups.some((each) => each.family === netFamily && each.value === group))
    return true
  if (family === 'ipv4') return group === allHosts4
  if (group === allNodes6) return true
  if (group === allRouters6) return environment.settings.forwardIpv6
  return environment.interfaces
    .flatMap((face) => addressesOf(face, family))
    .some(({ address }) => (solicited6 | (address.value & lastBits)) === group)
}
