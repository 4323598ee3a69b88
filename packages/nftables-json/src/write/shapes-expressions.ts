/** Shapes of expressions as they are written: comparisons, mappings, arithmetic. */
import { ctEvents, ctStates, ctStatuses, tcpFlags } from '../keywords/conntrack.ts'
import {
  anyJson,
  both,
  list,
  literals,
  named,
  nothing,
  object,
  openObject,
  pair,
  type Shape,
  string,
  twoOrMore,
  union,
  wrapped,
} from '../shape/shape.ts'
import type {
  Arithmetic,
  Element,
  Jhash,
  MapOf,
  Mapping,
  WriteVerdict,
} from '../types/expressions.ts'
import { operand, scalarSelector, selector } from './shapes-selectors.ts'
import {
  catchAll,
  concatValue,
  elementOf,
  ipv4Value,
  ipv6Value,
  name,
  number,
  numberValue,
  orOf,
  plainValue,
  portValue,
  setReference,
  small,
} from './shapes-values.ts'

/** Each bit field with its bits; connection labels have names in a file of the machine. */
export const bits = {
  state: named('stateBit', 'A connection state.', literals(ctStates)),
  status: named('statusBit', 'A status bit of a connection.', literals(ctStatuses)),
  event: named('eventBit', 'A conntrack event.', literals(ctEvents)),
  tcpFlags: named('tcpFlagsBit', 'A TCP header flag.', literals(tcpFlags)),
  label: named('labelBit', 'A connection label.', string('^[A-Za-z0-9_.-]{1,64}$')),
} as const
export type BitField = keyof typeof bits
export const bitFields = ['state', 'status', 'event', 'tcpFlags', 'label'] as const

export const jump = object({ target: name })
export const verdict: Shape<WriteVerdict> = named(
  'verdict',
  'What becomes of the packet.',
  wrapped({
    accept: nothing,
    drop: nothing,
    continue: nothing,
    return: nothing,
    jump,
    goto: jump,
  }),
)

export function exactBits<B>(field: BitField, bit: Shape<B>) {
  const shape = union(bit, number, orOf<B>(`${field}Bits`))
  return named(`${field}Exact`, 'A bit field as a whole.', shape)
}

function keyElement<K>(name: string, key: Shape<K>): Shape<Element<K>> {
  return named(name, 'A key of a mapping.', union(elementOf(key), catchAll))
}

const keyElements = {
  ipv4: keyElement('ipv4Key', ipv4Value),
  ipv6: keyElement('ipv6Key', ipv6Value),
  port: keyElement('portKey', portValue),
  state: keyElement('stateKey', exactBits('state', bits.state)),
  status: keyElement('statusKey', exactBits('status', bits.status)),
  event: keyElement('eventKey', exactBits('event', bits.event)),
  tcpFlags: keyElement('tcpFlagsKey', exactBits('tcpFlags', bits.tcpFlags)),
  label: keyElement('labelKey', exactBits('label', bits.label)),
  number: keyElement('numberKey', numberValue),
  plain: keyElement('plainKey', plainValue),
  concat: keyElement('concatKey', concatValue),
} as const

const numberKeySelector = union(selector.number, selector.arithmetic, selector.jhash)

function keyed<S, K>(key: Shape<S>, element: Shape<K>) {
  const data = union(object({ set: list(pair(element, anyJson())) }), setReference)
  return object({ key, data })
}

const anyMapping = named(
  'mapping',
  'A mapping whose keys are what its selector yields.',
  union(
    keyed(selector.ipv4, keyElements.ipv4),
    keyed(selector.ipv6, keyElements.ipv6),
    keyed(selector.port, keyElements.port),
    keyed(selector.state, keyElements.state),
    keyed(selector.status, keyElements.status),
    keyed(selector.event, keyElements.event),
    keyed(selector.tcpFlags, keyElements.tcpFlags),
    keyed(selector.label, keyElements.label),
    keyed(numberKeySelector, keyElements.number),
    keyed(selector.plain, keyElements.plain),
    keyed(selector.concat, keyElements.concat),
  ),
)

/** A mapping from any selector to `value`. */
export function mapping<V>(valueName: string, value: Shape<V>): Shape<Mapping<V>> {
  const values = union(object({ set: list(pair(anyJson(), value)) }), setReference)
  return named(
    `${valueName}Mapping`,
    'A mapping from what a selector yields.',
    both<Mapping<V>>(anyMapping, openObject({ data: values })),
  )
}

export function mapOf<V>(valueName: string, value: Shape<V>): Shape<MapOf<V>> {
  return object({ map: mapping(valueName, value) })
}

const operands = twoOrMore(operand)
const arithmetic: Shape<Arithmetic> = wrapped({
  '&': operands,
  '|': operands,
  '^': operands,
  '<<': operands,
  '>>': operands,
})

const jhash: Shape<Jhash> = object({
  jhash: object(
    { mod: small, expr: union(scalarSelector, selector.concat) },
    { seed: small, offset: small },
  ),
})

/** Trees of `|` over one field's bits. */
function orDefinition<B>(field: BitField, bit: Shape<B>) {
  const branch = union(orOf<B>(`${field}Bits`), bit)
  return {
    node: object({ '|': twoOrMore(branch) }).node,
    description: 'Or-ed bits.',
  }
}

export const expressionDefinitions = {
  concatSelector: {
    node: object({ concat: twoOrMore(scalarSelector) }).node,
    description: 'Selectors side by side.',
  },
  arithmetic: { node: arithmetic.node, description: 'Arithmetic on bits.' },
  jhash: { node: jhash.node, description: 'A hash of selectors.' },
  stateBits: orDefinition('state', bits.state),
  statusBits: orDefinition('status', bits.status),
  eventBits: orDefinition('event', bits.event),
  tcpFlagsBits: orDefinition('tcpFlags', bits.tcpFlags),
  labelBits: orDefinition('label', bits.label),
} as const
