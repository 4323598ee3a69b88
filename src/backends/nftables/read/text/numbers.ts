/** Numbers that stand for themselves. */
import type { Integer } from 'nftables-json'
import type { Reader } from './reader.ts'

/** Bits of the longest load: NFT_REG_SIZE times the registers that an expression may take. */
export const longestLoad = 128 * 8

/** A number that stands for itself, at most `maximum`. */
export function parseNumber(reader: Reader, maximum: Integer = 0xffff_ffff_ffff_ffffn): Integer {
  const { input } = reader
  const token = input.peek()
  if (token.kind !== 'number') {
    input.expected('a number')
    return 0
  }
  input.next()
  if (token.value > maximum) {
    input.report('nft-out-of-range', `\`${token.text}\` is greater than ${maximum}`, token)
  }
  return token.value
}
