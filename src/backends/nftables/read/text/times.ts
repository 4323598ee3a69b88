/** Times with units: `1d2h3m4s5ms`. */
import type { Integer } from 'nftables-json'
import type { Reader } from './reader.ts'

const pattern = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/
const scales = [86_400_000n, 3_600_000n, 60_000n, 1000n, 1n] as const

/** Milliseconds of a time with units; undefined for what is none. */
export function millisecondsOf(text: string): bigint | undefined {
  if (text === '' || text.length > 64) return undefined
  const parts = pattern.exec(text)
  if (parts === null) return undefined
  return scales.reduce((sum, scale, index) => sum + BigInt(parts[index + 1] ?? 0) * scale, 0n)
}

/** Whole seconds, as documents have them. */
export function secondsOf(milliseconds: bigint): Integer {
  const seconds = milliseconds / 1000n
  return seconds <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(seconds) : seconds
}

/** A time that has to have a unit: nft refuses a bare number. */
export function parseSeconds(reader: Reader): Integer {
  const { input } = reader
  const token = input.peek()
  const milliseconds =
    token.kind === 'literal' || token.kind === 'word' ? millisecondsOf(token.text) : undefined
  if (milliseconds === undefined) {
    input.expected('a time with a unit, like `30s`')
    return 0
  }
  input.next()
  return secondsOf(milliseconds)
}
