import type { Environment, Interface } from '../../netfilter/index.ts'
import type { Binding, Space } from '../space/index.ts'
import { addressType, netFamily } from '../space/index.ts'
import type { Values } from './scenario.ts'

/**
 * A gateway in which the packet can be tried: the interfaces that it passes, with the addresses and routes that the
 * assignment gives them. Everything that the environment may choose is chosen as the counterexample has it.
 */
export const environmentOf = (space: Space, binding: Binding, value: Values): Environment => {
  const family = netFamily(space)
  const bits = family === 'ip4' ? 32 : 128
  const names = [...new Set([nameOf(space, value('iif')), nameOf(space, value('oif'))])].filter(
    (name) => name !== '' && name !== 'lo',
  )
  const isType = (type: number) => value('type') === BigInt(type)
  const own: bigint[] = []
  if (isType(addressType.local)) own.push(value('destination'))
  // In whose name ARP asks may be one of ours.
  if (space.family === 'arp' && value('source type') === BigInt(addressType.local))
    own.push(value('source'))
  const isRedirected = binding.destination === 'translated' && value('ct first') === 1n
  if (isRedirected && value('translated type') === BigInt(addressType.local))
    own.push(value('translated destination'))
  const groupOf = (name: string): number =>
    Number(name === nameOf(space, value('iif')) ? value('iif group') : value('oif group'))
  const interfaces: Interface[] = names.map((name) => ({
    name,
    group: groupOf(name),
    isUp: true,
    addresses:
      name === nameOf(space, value('iif'))
        ? own.reverse().map((each) => ({ address: { family, value: each }, length: bits }))
        : [],
  }))
  const routeBack = value('reverse path') === 1n ? nameOf(space, value('iif')) : undefined
  const routes = [
    ...(routeBack ? [{ to: value('source'), name: routeBack }] : []),
    ...(value('oif') === 0n
      ? []
      : [{ to: value('destination'), name: nameOf(space, value('oif')) }]),
  ].map(({ to, name }) => ({
    prefix: { family, value: to, length: bits },
    target: { kind: 'interface' as const, name, via: null },
    table: 254,
  }))
  const loopback = { name: 'lo', group: 0, isUp: true, addresses: [] }
  return {
    interfaces: [loopback, ...interfaces],
    routes,
    rules: [],
    settings: {
      forwardIpv4: true,
      forwardIpv6: true,
      reversePath: 0,
      routeLocalnet: true,
      acceptLocal: space.family !== 'arp',
      tcpLoose: true,
      acceptSourceRoute: true,
      arp: { ignore: 0, filter: false, proxy: true },
    },
    clientFacing: value('facing') === 1n ? [{ family, value: value('destination') }] : [],
    groups: [],
    listeners: null,
    decide: () => true,
  }
}

const nameOf = (space: Space, atom: bigint): string => space.interfaces.samples[Number(atom)] ?? ''
