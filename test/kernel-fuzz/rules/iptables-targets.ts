import { marks, places, servicePorts } from '../universe.ts'
import { networks } from './draw.ts'
import type { Spot } from './iptables.ts'

const rejects = {
  ip4: [
    '',
    '--reject-with icmp-host-prohibited',
    '--reject-with icmp-admin-prohibited',
    '--reject-with icmp-proto-unreachable',
  ],
  ip6: ['', '--reject-with icmp6-adm-prohibited', '--reject-with icmp6-no-route'],
} as const

const bracketed = (family: Spot['family'], address: string): string =>
  family === 'ip6' ? `[${address}]` : address

/** Where NAT leads: one address, and one port where the protocol has any. Of several the kernel draws by lot. */
const translation = (spot: Spot, protocol: string | null, addresses: readonly string[]): string => {
  const { random, family } = spot
  const address = random.pick(addresses)
  const hasPort = (protocol === 'tcp' || protocol === 'udp') && random.chance(50)
  return hasPort ? `${bracketed(family, address)}:${random.pick(servicePorts)}` : address
}

const natTarget = (spot: Spot, protocol: string | null): string => {
  const { random, family, hooks } = spot
  const { internet, own, clients, neighbours } = places[family]
  const isDestination = hooks.every((hook) => hook === 'PREROUTING' || hook === 'OUTPUT')
  const hasPort = (protocol === 'tcp' || protocol === 'udp') && random.chance(70)
  if (random.chance(8)) return `-j NETMAP --to ${random.pick(networks[family])}`
  if (isDestination) {
    if (hasPort && random.chance(10))
      return `-j REDIRECT --to-ports ${random.pick(['9040-9042', '50-54', '2000-40000'])}`
    if (random.chance(50))
      return `-j REDIRECT${hasPort ? ` --to-ports ${random.pick(servicePorts)}` : ''}`
    return `-j DNAT --to-destination ${translation(spot, protocol, [...internet, ...own, ...clients, ...neighbours])}`
  }
  if (hooks.every((hook) => hook === 'POSTROUTING') && random.chance(60)) return '-j MASQUERADE'
  return `-j SNAT --to-source ${translation(spot, null, [...own, ...internet])}`
}

const markTarget = ({ random }: Spot): string =>
  random.pick([
    `-j MARK --set-mark ${random.pick(marks)}`,
    `-j MARK --set-xmark ${random.pick(marks)}/0x3`,
    `-j MARK --or-mark 2`,
    `-j MARK --and-mark 1`,
    `-j CONNMARK --set-mark ${random.pick(marks)}`,
    '-j CONNMARK --save-mark',
    '-j CONNMARK --restore-mark',
  ])

/** What a rule does; `protocol` is the one that it is for. */
export const targets = (spot: Spot, protocol: string | null): string => {
  const { random, family, table, hooks, below } = spot
  const kinds: (readonly [number, () => string])[] = [
    [8, () => '-j ACCEPT'],
    [table === 'nat' ? 0 : 5, () => '-j DROP'],
    [2, () => '-j RETURN'],
    [1, () => ''],
  ]
  if (table !== 'nat' && random.chance(10))
    kinds.push([2, () => '-j NFQUEUE --queue-num 0 --queue-bypass'])
  if (below.length > 0)
    kinds.push([8, () => `${random.chance(30) ? '-g' : '-j'} ${random.pick(below)}`])
  if (table === 'nat') kinds.push([12, () => natTarget(spot, protocol)])
  if (table === 'filter') {
    const mayReset = protocol === 'tcp'
    kinds.push([
      4,
      () =>
        mayReset && random.chance(60)
          ? '-j REJECT --reject-with tcp-reset'
          : `-j REJECT ${random.pick(rejects[family])}`,
    ])
  }
  if (table === 'mangle' || table === 'raw') kinds.push([5, () => markTarget(spot)])
  if (table === 'raw') kinds.push([5, () => random.pick(['-j NOTRACK', '-j CT --notrack'])])
  if (
    table === 'mangle' &&
    protocol &&
    ['tcp', 'udp'].includes(protocol) &&
    hooks.every((hook) => hook === 'PREROUTING')
  )
    kinds.push([1, () => '-j TPROXY --on-port 9040 --tproxy-mark 0x1'])
  return random.weighted(kinds)()
}
