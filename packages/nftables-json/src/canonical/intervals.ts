/** Addresses and numbers as points of a line: prefixes, ranges and neighbours become intervals. */
import { fromBigInt, isPlainList, type Plain, unwrap } from './plain.ts'

export type Line = 'integer' | 'ipv4' | 'ipv6'

export interface Interval {
  readonly line: Line
  readonly low: bigint
  readonly high: bigint
}

const widths: Readonly<Record<Exclude<Line, 'integer'>, number>> = { ipv4: 32, ipv6: 128 }

/** The point of a number, an IPv4 or an IPv6 address. */
export function pointOf(node: Plain | undefined): { line: Line; value: bigint } | undefined {
  if (typeof node === 'number' && Number.isSafeInteger(node) && node >= 0) {
    return { line: 'integer', value: BigInt(node) }
  }
  if (typeof node !== 'string') return undefined
  if (/^(?:\d{1,40}|0[xX][0-9a-fA-F]{1,40})$/.test(node)) {
    return { line: 'integer', value: BigInt(node) }
  }
  const four = parseIpv4(node)
  if (four !== undefined) return { line: 'ipv4', value: four }
  const six = parseIpv6(node)
  return six === undefined ? undefined : { line: 'ipv6', value: six }
}

function parseIpv4(text: string): bigint | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined
  const bytes = text.split('.').map(Number)
  if (bytes.some((byte) => byte > 255)) return undefined
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

function parseIpv6(text: string): bigint | undefined {
  if (!/^[0-9a-fA-F:.]{2,45}$/.test(text) || !text.includes(':')) return undefined
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const groups = halves.map(ipv6Groups)
  const [head, tail] = groups
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const all = [...head, ...Array.from({ length: missing }, () => 0n), ...(tail ?? [])]
  return all.reduce((value, group) => (value << 16n) | group, 0n)
}

/** The 16-bit groups of one side of `::`; an IPv4 address at the end is two. */
function ipv6Groups(text: string): readonly bigint[] | undefined {
  if (text === '') return []
  const groups: bigint[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const four = index === parts.length - 1 ? parseIpv4(part) : undefined
    if (four !== undefined) groups.push(four >> 16n, four & 0xffffn)
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`))
    else return undefined
  }
  return groups
}

/** An address in canonical text: dotted quad, or eight groups without abbreviation. */
function pointText(line: Line, value: bigint): Plain {
  if (line === 'integer') return fromBigInt(value)
  if (line === 'ipv4') {
    return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.')
  }
  const groups = Array.from(
    { length: 8 },
    (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn,
  )
  return groups.map((group) => group.toString(16)).join(':')
}

/** The interval of a canonical point or range. */
export function intervalOf(node: Plain): Interval | undefined {
  const [key, value] = unwrap(node)
  if (key === 'range' && isPlainList(value) && value.length === 2) {
    const [low, high] = value.map(pointOf)
    if (low === undefined || high === undefined) return undefined
    if (low.line !== high.line || low.value > high.value) return undefined
    return { line: low.line, low: low.value, high: high.value }
  }
  const point = pointOf(node)
  return point && { line: point.line, low: point.value, high: point.value }
}

/** The interval of an address and a prefix length; its host bits do not matter. */
export function prefixInterval(address: Plain | undefined, length: Plain | undefined) {
  const point = pointOf(address)
  if (point === undefined || point.line === 'integer' || typeof length !== 'number')
    return undefined
  const width = widths[point.line]
  if (!Number.isInteger(length) || length < 0 || length > width) return undefined
  const host = (1n << BigInt(width - length)) - 1n
  const low = point.value & ~host
  return { line: point.line, low, high: low | host }
}

/** The prefix length of a mask such as 255.255.0.0. */
export function maskLength(mask: Plain | undefined): number | undefined {
  const point = pointOf(mask)
  if (point === undefined || point.line === 'integer') return undefined
  const width = widths[point.line]
  for (let length = 0; length <= width; length += 1) {
    const host = (1n << BigInt(width - length)) - 1n
    if (point.value === (1n << BigInt(width)) - 1n - host) return length
  }
  return undefined
}

/** An interval as canonical JSON: a point, or `{ "range": [low, high] }`. */
export function intervalNode(interval: Interval): Plain {
  const low = pointText(interval.line, interval.low)
  if (interval.low === interval.high) return low
  return { range: [low, pointText(interval.line, interval.high)] }
}

/** Intervals that overlap or touch become one, as the kernel may list them. */
export function mergeIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const order = [...intervals].sort((a, b) => {
    if (a.line !== b.line) return a.line < b.line ? -1 : 1
    if (a.low === b.low) return 0
    return a.low < b.low ? -1 : 1
  })
  const merged: Interval[] = []
  for (const next of order) {
    const last = merged.at(-1)
    const joins = last !== undefined && last.line === next.line && next.low <= last.high + 1n
    if (!joins) {
      merged.push(next)
    } else if (next.high > last.high) {
      merged.pop()
      merged.push({ ...last, high: next.high })
    }
  }
  return merged
}
