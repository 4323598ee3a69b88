import type { Step } from '../../../../ruleset/index.ts'
import { is, named, testOf, within } from '../lower/alternatives.ts'
import type { Sentinel } from '../lower/context.ts'
import { patternOf } from '../lower/header.ts'
import { readAddressMask } from '../values/address.ts'
import { parseNumber } from '../values/number.ts'

/** A test, or why there is none: `unknown` is an option that is not read here, `bad` a value it does not take. */
export type OptionReading =
  | { readonly kind: 'steps'; readonly steps: readonly Step[] }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'bad' }

export interface OptionWords {
  readonly name: string
  readonly value: string
  readonly negated: boolean
  readonly line: number
}

const steps = (...list: readonly Step[]): OptionReading => ({ kind: 'steps', steps: list })
const bad: OptionReading = { kind: 'bad' }

/** Operations by number from 1, as arptables names them (extensions of iptables/nft-arp.c). */
const operations: readonly string[] = [
  ...['request', 'reply', 'request_reverse', 'reply_reverse', 'drarp_request', 'drarp_reply'],
  ...['drarp_error', 'inarp_request', 'arp_nak'],
]

const addressOption = (
  field: 'arp saddr ip' | 'arp daddr ip',
  { value, negated, line }: OptionWords,
  sentinel: Sentinel | null,
): OptionReading => {
  const read = readAddressMask(value, { family: 'ip4' })
  if (read.kind === 'fault') return bad
  const { address, mask } = read.value
  const isWhole = mask === 0xffff_ffffn
  if (isWhole && sentinel?.address === address && sentinel.lines.has(line))
    return steps(testOf([{ field, mask: null }], { kind: 'client-facing' }, { negated }))
  if (mask === 0n) return steps()
  return steps(is(field, address, { mask: isWhole ? null : mask, negated }))
}

const hardwareOption = (
  field: 'arp saddr ether' | 'arp daddr ether',
  { value, negated }: OptionWords,
): OptionReading => {
  const [address = '', mask, ...rest] = value.split('/')
  const number = (text: string): bigint | undefined =>
    /^([0-9a-f]{1,2}:){5}[0-9a-f]{1,2}$/i.test(text)
      ? BigInt(
          `0x${text
            .split(':')
            .map((octet) => octet.padStart(2, '0'))
            .join('')}`,
        )
      : undefined
  const bits = number(address)
  const kept = mask === undefined ? null : number(mask)
  if (bits === undefined || kept === undefined || rest.length > 0) return bad
  return steps(is(field, kept === null ? bits : bits & kept, { mask: kept, negated }))
}

const interfaceOption = (
  field: 'meta iifname' | 'meta oifname',
  { value, negated }: OptionWords,
): OptionReading => {
  const pattern = patternOf(value)
  return pattern === undefined || value === '' || value === '+'
    ? bad
    : steps(named(field, pattern, negated))
}

const operationOption = ({ value, negated }: OptionWords): OptionReading => {
  const byName = operations.indexOf(value.toLowerCase()) + 1
  const number = byName > 0 ? byName : parseNumber(value, 0xffff)
  if (number === undefined) return bad
  const interval = { first: BigInt(number), last: BigInt(number) }
  return steps(within('arp operation', [interval], { negated }))
}

/** One option of arptables(8) as a test. */
export const optionSteps = (option: OptionWords, sentinel: Sentinel | null): OptionReading => {
  switch (option.name) {
    case '-s':
    case '--source-ip':
    case '--src-ip':
      return addressOption('arp saddr ip', option, sentinel)
    case '-d':
    case '--destination-ip':
    case '--dst-ip':
      return addressOption('arp daddr ip', option, sentinel)
    case '--source-mac':
    case '--src-mac':
      return hardwareOption('arp saddr ether', option)
    case '--destination-mac':
    case '--dst-mac':
      return hardwareOption('arp daddr ether', option)
    case '-i':
    case '--in-interface':
      return interfaceOption('meta iifname', option)
    case '-o':
    case '--out-interface':
      return interfaceOption('meta oifname', option)
    case '--opcode':
      return operationOption(option)
    default:
      return { kind: 'unknown' }
  }
}
