/** Literals that begin with a digit, a hexadecimal letter, `:` or `[`: the longest match wins, as in flex. */
import type { Integer } from 'nftables-json'

export interface Literal {
  readonly kind: 'literal' | 'number'
  readonly text: string
  /** Units of source that it takes. */
  readonly length: number
  readonly value: Integer
}

const decimal = /[0-9]+/y
const hexadecimal = /0[xX][0-9a-fA-F]+/y
const time = /(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m(?!s))?(?:[0-9]+s)?(?:[0-9]+ms)?/y
const ipv4 = /(?:[0-9]{1,3}\.){3}[0-9]{1,3}/y
const mac = /(?:[0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}/y
const classId = /[0-9a-fA-F]{1,4}:[0-9a-fA-F]{1,4}(?=[ \t\n:\-},])/y
const vlanName = /8021(?:ad|q)/y
const addressRun = /[0-9a-fA-F:.]{2,60}/y

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

/** The longest literal at a place, or undefined where none begins. */
export function scanLiteral(text: string, at: number): Literal | undefined {
  const code = text.charCodeAt(at)
  if (code === 0x5b) return scanBracketed(text, at)
  const digit = code >= 0x30 && code <= 0x39
  const number = digit ? scanNumber(text, at) : undefined
  const strings = digit
    ? [matchAt(ipv4, text, at), matchAt(time, text, at), matchAt(vlanName, text, at)]
    : []
  if (mayHoldColon(text, at)) {
    strings.push(scanIpv6(text, at), matchAt(mac, text, at), matchAt(classId, text, at))
  }
  let longest = ''
  for (const candidate of strings) if (candidate.length > longest.length) longest = candidate
  if (number !== undefined && number.length >= longest.length) return number
  if (longest === '') return undefined
  return { kind: 'literal', text: longest, length: longest.length, value: 0 }
}

/** Whether an address with colons or a class id may begin here: four hexadecimal digits at most, then a colon. */
export function mayHoldColon(text: string, at: number): boolean {
  for (let index = at; index <= at + 4; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 0x3a) return true
    const hex =
      (code >= 0x30 && code <= 0x39) ||
      (code >= 0x61 && code <= 0x66) ||
      (code >= 0x41 && code <= 0x46)
    if (!hex) return false
  }
  return false
}

/** `[2001:db8::1]`, given without its brackets. */
function scanBracketed(text: string, at: number): Literal | undefined {
  const address = scanIpv6(text, at + 1)
  if (address === '' || text[at + 1 + address.length] !== ']') return undefined
  return { kind: 'literal', text: address, length: address.length + 2, value: 0 }
}

/** `012` is octal, as in C; `08` is no number but a string. So is what 64 bits cannot hold. */
function scanNumber(text: string, at: number): Literal {
  const hex = matchAt(hexadecimal, text, at)
  const digits = hex === '' ? matchAt(decimal, text, at) : hex
  const literal: Literal = { kind: 'literal', text: digits, length: digits.length, value: 0 }
  if (digits.length > 24) return literal
  const octal = hex === '' && digits.length > 1 && digits.startsWith('0')
  if (octal && /[89]/.test(digits)) return literal
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits)
  if (value > 0xffff_ffff_ffff_ffffn) return literal
  const exact = value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
  return { ...literal, kind: 'number', value: exact }
}

/** The longest IPv6 address at a place; RFC 4291, an embedded IPv4 address only after `::`, as in nft. */
export function scanIpv6(text: string, at: number): string {
  const run = matchAt(addressRun, text, at)
  for (let length = run.length; length >= 2; length -= 1) {
    const candidate = run.slice(0, length)
    if (isIpv6(candidate)) return candidate
  }
  return ''
}

function isIpv6(text: string): boolean {
  const gap = text.indexOf('::')
  if (gap < 0) return /^(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}$/.test(text)
  const head = groupsOf(text.slice(0, gap), false)
  const tail = groupsOf(text.slice(gap + 2), true)
  return head !== undefined && tail !== undefined && head + tail <= 7
}

/** How many 16-bit groups a part of an address has; undefined where it is none. */
function groupsOf(text: string, last: boolean): number | undefined {
  if (text === '') return 0
  const parts = text.split(':')
  let groups = 0
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups += 1
    else if (last && index === parts.length - 1 && part !== '' && matchAt(ipv4, part, 0) === part) {
      groups += 2
    } else return undefined
  }
  return groups
}

/** The end of a decimal number that can be nothing else: the common case, told apart without trying the rest. */
export function plainNumberEnd(text: string, at: number): number {
  let end = at
  while (isDigit(text.charCodeAt(end))) end += 1
  const octal = end - at > 1 && text.charCodeAt(at) === 0x30
  if (octal || end - at > 15) return at
  const next = text.charCodeAt(end)
  const letter = (next >= 0x61 && next <= 0x7a) || (next >= 0x41 && next <= 0x5a)
  return letter || next === 0x2e || next === 0x3a ? at : end
}

const isDigit = (code: number) => code >= 0x30 && code <= 0x39
