import type { Codec } from '../codec.ts'
import { argument } from '../codec.ts'
import type { Reading } from '../reading.ts'
import { badValue, value } from '../reading.ts'
import { maximum32, parseNumber } from './number.ts'

/** Packets in a second, minute, hour or day, as iptables-save prints them. */
export interface Rate {
  readonly packets: number
  readonly per: 'sec' | 'min' | 'hour' | 'day'
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['min', 60],
  ['sec', 1],
] as const

/** XT_LIMIT_SCALE: the kernel knows rates as time between packets, in ten-thousandths of a second. */
const limitScale = 10_000
/** XT_HASHLIMIT_SCALE_v2. */
export const hashlimitScale = 1_000_000

/** print_rate of libxt_limit.c: the longest unit in which the kernel's number comes out whole. */
const rateOf = (period: number, scale: number): Rate => {
  let best: (typeof units)[number] = units[0]
  for (const unit of units) {
    const ticks = unit[1] * scale
    if (period > ticks || Math.floor(ticks / period) < ticks % period) break
    best = unit
  }
  return { packets: Math.floor((best[1] * scale) / period), per: best[0] }
}

const secondsOf = (unit: string): number | undefined =>
  [
    ['second', 1],
    ['minute', 60],
    ['hour', 3600],
    ['day', 86_400],
  ].reduce<number | undefined>(
    (found, [name, seconds]) =>
      found ?? (unit !== '' && `${name}`.startsWith(unit) ? Number(seconds) : undefined),
    undefined,
  )

/** `3/second`, `3/s`, `3`, rounded to what the kernel keeps. */
export const readRate = (text: string, scale: number): Reading<Rate> => {
  const [head = '', unit = 'second', ...rest] = text.split('/')
  const packets = /^[0-9]/.test(head) ? parseNumber(head, maximum32) : undefined
  const seconds = secondsOf(unit.toLowerCase())
  const ticks = (seconds ?? 0) * scale
  if (!packets || rest.length > 0 || packets > ticks)
    return badValue(text, 'a rate, say 3/minute; the fastest is one packet a tick')
  return value(rateOf(Math.floor(ticks / packets), scale))
}

export const rateText = ({ packets, per }: Rate): string => `${packets}/${per}`

export const rate: Codec<Rate> = argument((text) => readRate(text, limitScale), rateText)

/** A rate in packets, or in bytes a second. */
export type HashRate =
  | { readonly kind: 'packets'; readonly rate: Rate }
  | { readonly kind: 'bytes'; readonly bytes: number }

const factors = [
  ['mb', 1024 * 1024],
  ['kb', 1024],
  ['b', 1],
] as const

/** `400kb` as a number of bytes. */
const parseBytes = (text: string): number | undefined => {
  const factor = factors.find(([unit]) => text.endsWith(unit))
  const read = factor && parseNumber(text.slice(0, -factor[0].length), maximum32)
  const bytes = read === undefined ? 0 : read * (factor?.[1] ?? 1)
  return bytes > 0 && bytes <= maximum32 ? bytes : undefined
}

const bytesText = (bytes: number): string => {
  const factor = factors.find(([, size]) => bytes % size === 0) ?? factors[2]
  return `${bytes / factor[1]}${factor[0]}`
}

export const hashRate: Codec<HashRate> = argument(
  (text): Reading<HashRate> => {
    const bytes = text.endsWith('b/s') ? parseBytes(text.slice(0, -2)) : undefined
    if (bytes !== undefined) return value({ kind: 'bytes', bytes })
    const read = readRate(text, hashlimitScale)
    return read.kind === 'fault' ? read : value({ kind: 'packets', rate: read.value })
  },
  (read) => (read.kind === 'bytes' ? `${bytesText(read.bytes)}/s` : rateText(read.rate)),
)

/** A burst in packets, or in bytes. */
export type HashBurst =
  | { readonly kind: 'packets'; readonly packets: number }
  | { readonly kind: 'bytes'; readonly bytes: number }

export const hashBurst: Codec<HashBurst> = argument(
  (text): Reading<HashBurst> => {
    const packets = parseNumber(text, maximum32)
    const bytes = parseBytes(text)
    if (packets) return value({ kind: 'packets', packets })
    return bytes === undefined ? badValue(text, 'a burst') : value({ kind: 'bytes', bytes })
  },
  (read) => (read.kind === 'bytes' ? bytesText(read.bytes) : `${read.packets}`),
)
