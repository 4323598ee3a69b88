import { assert, assertNever } from '../../assert.ts'
import type { Selector, Test } from '../../ruleset/index.ts'
import { machineFields } from '../../ruleset/index.ts'
import { fieldValue } from '../field-value.ts'
import { protocols } from '../protocol.ts'
import type { Passenger } from '../walk.ts'
import type { RuleContext } from './context.ts'
import type { Key } from './members.ts'
import { membersHold } from './members.ts'

export type TestAnswer = 'holds' | 'fails' | 'hotdrop'

/**
 * A field that the packet has not makes the test fail, negated or not: `tcp dport != 22` is no word about UDP
 * (NFT_BREAK).
 */
export const test = (context: RuleContext, passenger: Passenger, step: Test): TestAnswer => {
  if (isX(context, step) && looksBehindNetwork(step)) {
    const found = xHeader(passenger, step)
    if (found !== 'holds') return found
  }
  const key = readKey(context, passenger, step.key)
  if (!key) return 'fails'
  return isAmong(context, step, key) === step.negated ? 'fails' : 'holds'
}

/** The key's values under their masks; undefined where one is missing. */
export const readKey = (
  { walk, view }: RuleContext,
  passenger: Passenger,
  selectors: readonly Selector[],
): Key | undefined => {
  const key: (bigint | string)[] = []
  for (const { field, mask } of selectors) {
    const value = fieldValue(walk, view, passenger, field)
    if (value === undefined) return undefined
    key.push(typeof value === 'bigint' && mask !== null ? value & mask : value)
  }
  return key
}

const isAmong = (context: RuleContext, { key: selectors, among }: Test, key: Key): boolean => {
  switch (among.kind) {
    case 'members':
      return membersHold(among.members, key)
    case 'set':
      return setHolds(context, among.name, selectors, key)
    case 'client-facing':
      return isClientFacing(context, selectors, key)
    default:
      return assertNever(among)
  }
}

const setHolds = (
  context: RuleContext,
  name: string,
  selectors: readonly Selector[],
  key: Key,
): boolean => {
  const set = context.table.sets.get(name)
  assert(set !== undefined, `a set that the table has not: ${name}`)
  switch (set.contents) {
    case 'fixed':
      return membersHold(set.members, key)
    case 'arbitrary':
      return context.walk.environment.decide({
        kind: 'set-member',
        place: context.rule.place,
        text: name,
      })
    case 'client-facing':
      return isClientFacing(context, selectors, key)
    default:
      return assertNever(set.contents)
  }
}

const isClientFacing = (
  { walk }: RuleContext,
  selectors: readonly Selector[],
  [value]: Key,
): boolean => {
  const [selector] = selectors
  const family = selector && machineFields[selector.field].bits === 32 ? 'ip4' : 'ip6'
  return walk.environment.clientFacing.some(
    (address) => address.family === family && address.value === value,
  )
}

/** Tests of x_tables mind fragments, which nft's own do not. */
const isX = ({ table }: RuleContext, step: Test): boolean =>
  step.hotdrop || table.table.engine === 'legacy'

const transport = ['tcp', 'udp', 'icmp', 'icmpv6', 'transport'] as const

const looksBehindNetwork = (step: Test): boolean =>
  step.key.some(({ field }) => transport.some((header) => machineFields[field].needs === header))

/**
 * A fragment other than the first has no header to look at, and the test fails; a TCP fragment that would lie over the
 * flags of the first one, and a header that is cut off, are dropped on the spot (`hotdrop`, net/netfilter/xt_tcpudp.c).
 */
const xHeader = ({ packet }: Passenger, step: Test): TestAnswer => {
  const { protocol, fragment } = packet
  if (fragment.kind === 'later') {
    const overlays = protocol === protocols.tcp && fragment.offset === 1
    return step.hotdrop && overlays ? 'hotdrop' : 'fails'
  }
  return step.hotdrop && isCutOff(packet) ? 'hotdrop' : 'holds'
}

const isCutOff = ({
  protocol,
  tcpFlags,
  sourcePort,
  destinationPort,
  icmp,
}: Passenger['packet']): boolean => {
  if (protocol === protocols.tcp) return tcpFlags === null || destinationPort === null
  if (protocol === protocols.udp) return sourcePort === null || destinationPort === null
  return (protocol === protocols.icmp || protocol === protocols.icmpv6) && icmp === null
}
