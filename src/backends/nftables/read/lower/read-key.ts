/** Expressions that read: alone, masked, shifted, or side by side. */
import type { ReadCompound, ReadExpression } from 'nftables-json'
import { expressionEntry } from 'nftables-json'
import { machineFields } from '../../../../ruleset/index.ts'
import { isCompound, numberOf } from './constants.ts'
import { headerGuards, readPayload } from './read-payload.ts'
import { readConnection, readExtension, readFib, readMeta } from './read-surroundings.ts'
import { type BitOperator, hidden, operate, presence, type Reading } from './reading.ts'
import { integerType } from './value-type.ts'

/** Where an expression stands: the table's family, and what the rule has said of the packet so far. */
export interface KeyContext {
  readonly family: string
  readonly network: string | undefined
  readonly transport: string | undefined
  readonly ofConnection: string | undefined
}

/** One reading for each selector of a key. */
export function readKey(node: ReadExpression, context: KeyContext): readonly Reading[] {
  if (isCompound(node) && 'concat' in node) {
    return node.concat.map((part) => readSelector(part, context))
  }
  return [readSelector(node, context)]
}

export function readSelector(node: ReadExpression, context: KeyContext): Reading {
  return isCompound(node) ? readCompound(node, context) : hidden()
}

function readCompound(node: ReadCompound, context: KeyContext): Reading {
  const [kind, body] = expressionEntry(node)
  switch (kind) {
    case 'payload':
      return untested(readPayload(body, context.family), context)
    case 'meta':
      return readMeta(body.key)
    case 'ct':
      return readConnection(body, context.network)
    case 'fib':
      return readFib(body)
    case 'exthdr':
      return readExtension(body)
    case '&':
    case '|':
    case '^':
    case '<<':
    case '>>':
      return readOperation(kind, body, context)
    case 'numgen':
      return hidden('chance')
    case 'tcp option':
      return hidden(null, headerGuards('tcp'))
    case 'ip option':
      return hidden(null, [presence('ip version')])
    case 'sctp chunk':
      return hidden(null, headerGuards('sctp'))
    case 'dccp option':
      return hidden(null, headerGuards('dccp'))
    default:
      // Sockets, fingerprints, hashes, routing's own keys, IPsec: nothing here knows them.
      return hidden()
  }
}

/**
 * A header that nft does not test for, since the rule has named the connection's protocol: ports are whatever stands
 * there, and of the rest nothing is known.
 */
function untested(reading: Reading, { transport, ofConnection }: KeyContext): Reading {
  if (ofConnection === undefined || transport !== undefined || reading.kind !== 'field')
    return reading
  if (machineFields[reading.field].needs !== ofConnection) return reading
  if (reading.field.endsWith(' sport')) return { ...reading, field: 'th sport' }
  return reading.field.endsWith(' dport') ? { ...reading, field: 'th dport' } : hidden()
}

/** The field comes first, then constants. */
function readOperation(
  operator: BitOperator,
  operands: readonly ReadExpression[],
  context: KeyContext,
): Reading {
  const [first, ...rest] = operands
  let reading = first === undefined ? hidden() : readSelector(first, context)
  for (const operand of rest) {
    if (reading.kind === 'hidden') return reading
    const isShift = operator === '<<' || operator === '>>'
    const value = numberOf(operand, isShift ? integerType(32) : reading.type)
    if (typeof value === 'string') return hidden(null, reading.guards)
    reading = operate(reading, operator, value)
  }
  return reading
}
