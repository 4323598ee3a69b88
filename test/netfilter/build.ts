import { assert } from '../../src/assert.ts'
import type { Address, Prefix } from '../../src/net/index.ts'
import { parseAddress, parsePrefix } from '../../src/net/index.ts'
import type { Connections, Environment, Judgement, Packet } from '../../src/netfilter/index.ts'
import { judge, noConnections } from '../../src/netfilter/index.ts'
import type {
  BaseHook,
  HeldChain,
  HeldFamily,
  HeldRule,
  HeldTable,
  HeldVerdict,
  Machine,
  MachineField,
  Place,
  Step,
  Test,
  Translate,
} from '../../src/ruleset/index.ts'

/** Machines, environments and packets in a few words, for tests. */

export const place: Place = { source: 'test', line: 1, column: 1 }

export const address = (text: string): Address => {
  const parsed = parseAddress(text)
  assert(parsed !== undefined, `no address: ${text}`)
  return parsed
}

export const value = (text: string): bigint => address(text).value

export const prefix = (text: string): Prefix => {
  const parsed = parsePrefix(text)
  assert(parsed !== undefined, `no prefix: ${text}`)
  return parsed
}

const toBig = (each: number | string): bigint =>
  typeof each === 'number' ? BigInt(each) : value(each)

/** `field == values`, under a mask if there is one. */
export const is = (field: MachineField, ...values: (number | string)[]): Test => ({
  kind: 'test',
  key: [{ field, mask: null }],
  negated: false,
  among: {
    kind: 'members',
    members: {
      kind: 'numbers',
      set: values.map((each) => ({ first: toBig(each), last: toBig(each) })),
    },
  },
  hotdrop: false,
})

export const named = (
  field: 'meta iifname' | 'meta oifname' | 'meta iif' | 'meta oif',
  ...patterns: string[]
): Test => ({
  kind: 'test',
  key: [{ field, mask: null }],
  negated: false,
  among: { kind: 'members', members: { kind: 'names', patterns } },
  hotdrop: false,
})

export const not = (test: Test): Test => ({ ...test, negated: true })

export const ofXtables = (test: Test): Test => ({ ...test, hotdrop: true })

const verdict = (held: HeldVerdict): Step => ({ kind: 'verdict', verdict: held })
export const accept = verdict({ kind: 'accept' })
export const drop = verdict({ kind: 'drop' })
export const returns = verdict({ kind: 'return' })
export const jump = (chain: string): Step => verdict({ kind: 'jump', chain })
export const goto = (chain: string): Step => verdict({ kind: 'goto', chain })
export const queue = (bypass: boolean): Step => verdict({ kind: 'queue', bypass })
export const reject = (kind: 'tcp-reset' | 'icmp'): Step => verdict({ kind: 'reject', with: kind })

export const setMark = (flip: number): Step => ({
  kind: 'set-mark',
  target: 'meta mark',
  keep: 0n,
  source: null,
  take: 0n,
  flip: BigInt(flip),
})

const single = (each: number | string | null) =>
  each === null ? null : { first: toBig(each), last: toBig(each) }

export const translate = (
  nat: Translate['nat'],
  to: string | null = null,
  port: number | null = null,
): Step => ({
  kind: 'translate',
  nat,
  target: { kind: 'fixed', addresses: single(to), ports: single(port), netmap: false },
})

/** The bits of `ct state`. */
export const state = { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 } as const

const asks = (steps: readonly Step[]): boolean =>
  steps.some(
    (step) =>
      step.kind === 'translate' ||
      (step.kind === 'test' && step.key.some(({ field }) => field.startsWith('ct '))),
  )

export const rule = (...steps: Step[]): HeldRule => ({
  steps,
  text: steps.map((step) => ('text' in step ? step.text : step.kind)).join(' '),
  comment: '',
  place,
  asksConntrack: asks(steps),
})

export const chain = (name: string, ...rules: HeldRule[]): HeldChain => ({
  name,
  base: null,
  rules,
  place,
})

export const base = (
  name: string,
  hook: BaseHook,
  priority: number,
  options: {
    readonly policy?: 'accept' | 'drop'
    readonly type?: 'filter' | 'nat' | 'route'
    readonly devices?: readonly string[]
  },
  ...rules: HeldRule[]
): HeldChain => ({
  ...chain(name, ...rules),
  base: {
    type: options.type ?? 'filter',
    hook,
    priority,
    policy: options.policy ?? 'accept',
    devices: options.devices ?? [],
  },
})

export const table = (family: HeldFamily, name: string, ...chains: HeldChain[]): HeldTable => ({
  engine: 'nft',
  family,
  name,
  isDormant: false,
  sets: [],
  maps: [],
  chains,
  place,
})

export const machine = (...tables: HeldTable[]): Machine => ({
  tables,
  shown: { ipv4: true, ipv6: true, arp: true },
})

/** A table that does nothing but switch conntrack on. */
export const tracking = (family: HeldFamily = 'inet'): HeldTable =>
  table(family, 'tracking', chain('unreached', rule(is('ct state', state.new))))

const face = (name: string, group: number, ...addresses: string[]) => ({
  name,
  group,
  isUp: true,
  addresses: addresses.map((text) => {
    const [host = '', length = ''] = text.split('/')
    return { address: address(host), length: Number(length) }
  }),
})

export const route = (to: string, name: string, via: string | null = null) => ({
  prefix: prefix(to),
  target: { kind: 'interface', name, via: via === null ? null : address(via) } as const,
  table: 254,
})

/** The gateway of all tests: two clients, vif1.0 and vif2.0, and the uplink eth0. */
export const environment: Environment = {
  interfaces: [
    face('lo', 0, '127.0.0.1/8', '::1/128'),
    face('vif1.0', 2, '10.137.0.1/32', 'fd00::1/128', 'fe80::1/64'),
    face('vif2.0', 2, '10.137.0.1/32'),
    face('eth0', 1, '192.168.9.1/24', '2001:db8:9::1/64'),
  ],
  routes: [
    route('10.137.0.10/32', 'vif1.0'),
    route('10.137.0.20/32', 'vif2.0'),
    route('fd00::10/128', 'vif1.0'),
    route('0.0.0.0/0', 'eth0', '192.168.9.2'),
    route('::/0', 'eth0', '2001:db8:9::2'),
  ],
  rules: [],
  settings: {
    forwardIpv4: true,
    forwardIpv6: true,
    reversePath: 0,
    routeLocalnet: false,
    acceptLocal: false,
    tcpLoose: true,
    acceptSourceRoute: false,
    arp: { ignore: 0, filter: false, proxy: false },
  },
  clientFacing: [address('10.137.0.1')],
  groups: [],
  listeners: null,
  decide: () => false,
}

const plain: Packet = {
  family: 'ipv4',
  enters: 'vif1.0',
  protocol: 6,
  source: value('10.137.0.10'),
  destination: value('8.8.8.8'),
  sourcePort: 40000,
  destinationPort: 443,
  icmp: null,
  tcpFlags: 2,
  fragment: { kind: 'none', offset: 0 },
  hasOptions: false,
  extensions: [],
  ttl: 64,
  socket: null,
  mark: 0,
  tracking: 'ordinary',
  other: {},
}

/** A client's SYN to a web server, unless told otherwise. */
export const tcp = (changes: Partial<Packet> = {}): Packet => ({ ...plain, ...changes })

export const udp = (changes: Partial<Packet> = {}): Packet => ({
  ...plain,
  protocol: 17,
  tcpFlags: null,
  destinationPort: 53,
  ...changes,
})

export const icmp = (type: number, code: number, changes: Partial<Packet> = {}): Packet => ({
  ...plain,
  protocol: 1,
  sourcePort: null,
  destinationPort: null,
  tcpFlags: null,
  icmp: { type, code, id: 7, quoted: null },
  ...changes,
})

/** The fates alone, one word each, with where it went: `sent eth0`, `dropped policy`. */
export const fates = ({ outcomes }: Judgement): readonly string[] =>
  outcomes.map((fate) => {
    switch (fate.kind) {
      case 'dropped':
        return `dropped ${fate.cause}`
      case 'delivered':
      case 'sent':
      case 'offloaded':
        return `${fate.kind} ${fate.interface}`
      default:
        return fate.kind
    }
  })

/** The packet that came out, at its one end. */
export const arrived = ({ outcomes }: Judgement): Packet => {
  const [fate] = outcomes
  assert(fate !== undefined && fate.kind !== 'dropped', 'the packet came out nowhere')
  return fate.packet
}

/** One packet after the other, each meeting what those before left in the table. */
export const judgeInTurn = (
  held: Machine,
  packets: readonly Packet[],
  where: Environment = environment,
  before: Connections = noConnections,
): readonly Judgement[] => {
  let connections = before
  return packets.map((packet) => {
    const judgement = judge(held, where, connections, packet)
    connections = judgement.connections
    return judgement
  })
}

export const fatesOf = (
  held: Machine,
  packet: Packet,
  where: Environment = environment,
): readonly string[] => fates(judge(held, where, noConnections, packet))
