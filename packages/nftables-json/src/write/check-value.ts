/** Values held against the type of what they are compared with. */
import { symbols } from '../keywords/symbols.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import type { WriteError } from './error.ts'
import { etherPattern, ipv4Pattern, ipv6Pattern } from './patterns.ts'
import type { ValueType } from './value-type.ts'
import { isObject } from './visit.ts'

const ipv4 = new RegExp(ipv4Pattern, 'u')
const ipv6 = new RegExp(ipv6Pattern, 'u')
const ether = new RegExp(etherPattern, 'u')

/** Whether a string is an IPv4 address (dotted quad) or an IPv6 address (RFC 4291, no zone). */
export const isIpv4Address = (text: string): boolean => ipv4.test(text)
export const isIpv6Address = (text: string): boolean => ipv6.test(text)

type Report = (error: WriteError) => void

/** Reports every string in `value` that the type does not know; selectors and named sets are passed over. */
export function checkValue(
  types: ValueType | readonly ValueType[],
  value: JsonValue,
  pointer: string,
  report: Report,
): void {
  if (typeof value === 'string') {
    if (value.startsWith('@') || value === '*') return
    if (!isConcatenation(types)) checkString(types, value, pointer, report)
    return
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      checkValue(types, item, `${pointer}/${index}`, report)
    return
  }
  if (isObject(value)) checkCompound(types, value, pointer, report)
}

/** `Array.isArray` does not narrow a readonly array. */
function isConcatenation(types: ValueType | readonly ValueType[]): types is readonly ValueType[] {
  return Array.isArray(types)
}

function checkCompound(
  types: ValueType | readonly ValueType[],
  value: JsonObject,
  pointer: string,
  report: Report,
): void {
  const inner = (key: string, item: JsonValue | undefined): void => {
    if (item !== undefined) checkValue(types, item, `${pointer}/${key}`, report)
  }
  const { concat, elem, prefix } = value
  if (Array.isArray(concat)) checkConcatenation(types, concat, `${pointer}/concat`, report)
  inner('set', value['set'])
  inner('range', value['range'])
  inner('|', value['|'])
  if (isObject(elem)) inner('elem/val', elem['val'])
  if (isObject(prefix)) inner('prefix/addr', prefix['addr'])
}

function checkConcatenation(
  types: ValueType | readonly ValueType[],
  parts: readonly JsonValue[],
  pointer: string,
  report: Report,
): void {
  if (!isConcatenation(types)) {
    for (const [index, part] of parts.entries())
      checkValue(types, part, `${pointer}/${index}`, report)
    return
  }
  if (parts.length !== types.length)
    report({
      code: 'concatenation-mismatch',
      pointer,
      reason: `${types.length} parts are needed, not ${parts.length}`,
    })
  for (const [index, part] of parts.entries())
    checkValue(types[index] ?? 'free', part, `${pointer}/${index}`, report)
}

function checkString(type: ValueType, text: string, pointer: string, report: Report): void {
  if (type === 'free') return
  if (type === 'unknown') {
    if (isIpv4Address(text) || isIpv6Address(text) || ether.test(text)) return
    const reason =
      'this document does not declare the set: if it holds addresses, DNS would be asked for a word'
    report({ code: 'resolved-by-dns', pointer, reason })
    return
  }
  if (type === 'ipv4' || type === 'ipv6') {
    const fits = type === 'ipv4' ? isIpv4Address(text) : isIpv6Address(text)
    if (fits) return
    const hint = text.includes('/') ? 'a prefix is an object' : 'DNS would be asked for it'
    const family = type === 'ipv4' ? 'IPv4' : 'IPv6'
    report({ code: 'resolved-by-dns', pointer, reason: `no ${family} address: ${hint}` })
  } else if (type === 'port')
    report({
      code: 'resolved-by-services',
      pointer,
      reason: 'a port is a number: the services database would be asked for a name',
    })
  else if (type === 'number')
    report({
      code: 'resolved-by-machine',
      pointer,
      reason: /^[0-9]/.test(text)
        ? 'a number is needed, not its text'
        : 'a number is needed: the name would be looked up on the machine that loads it',
    })
  else {
    const table: readonly string[] = symbols[type.symbols]
    if (!table.includes(text))
      report({ code: 'unknown-symbol', pointer, reason: `\`${type.symbols}\` has no such symbol` })
  }
}
