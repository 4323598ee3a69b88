/** Statements that rewrite or reroute: nat, tproxy, dup, fwd, queue. */
import { natFlags, natTypeFlags, queueFlags } from '../keywords/index.ts'
import { printExpression } from './expressions.ts'
import { body, flags, isBody, isList, word } from './json.ts'
import { at, type Place, refuse } from './place.ts'

const natKeys = ['addr', 'family', 'port', 'flags', 'type_flags']

/** `snat ip to 10.0.0.1:1024-2048 random`, `redirect to :9040`, `masquerade`. */
export function printNat(kind: string, node: unknown, place: Place): string {
  if (node === null) return kind
  const nat = body(node, place, natKeys)
  const given = flags(nat['flags'], at(place, 'flags'), natFlags)
  const types = flags(nat['type_flags'], at(place, 'type_flags'), natTypeFlags)
  const parts = [kind]
  if (nat['family'] !== undefined) {
    parts.push(word(nat['family'], at(place, 'family'), ['ip', 'ip6']))
  }
  // `netmap` is what `prefix` sets besides itself; `concat` shows in the map already.
  const prefix = types.includes('prefix') || given.includes('netmap')
  if (prefix) parts.push('prefix')
  else if (types.includes('interval') && !types.includes('concat')) parts.push('interval')
  const target = printTarget(nat['addr'], nat['port'], place)
  if (target !== '') parts.push('to', target)
  const words = given.filter((flag) => flag !== 'netmap')
  if (words.length > 0) parts.push(words.join(','))
  return parts.join(' ')
}

/** `10.0.0.1:80`, `[::1]:80`, `:80`, or nothing. */
function printTarget(address: unknown, port: unknown, place: Place): string {
  const portText = port === undefined ? '' : `:${printExpression(port, at(place, 'port'))}`
  if (address === undefined) return portText
  const here = at(place, 'addr')
  if (port === undefined) return printExpression(address, here)
  return `${bracketed(address, here)}${portText}`
}

/** An IPv6 address before a port stands in brackets, each end of a range for itself. */
function bracketed(address: unknown, place: Place): string {
  if (isBody(address) && isList(address['range'])) {
    const here = at(place, 'range')
    return address['range'].map((end, index) => bracketed(end, at(here, index))).join('-')
  }
  const text = printExpression(address, place)
  return typeof address === 'string' && address.includes(':') ? `[${text}]` : text
}

/** `tproxy ip to 127.0.0.1:9040`, `tproxy to :9040`. */
export function printTproxy(node: unknown, place: Place): string {
  const proxy = body(node, place, ['family', 'addr', 'port'])
  const family =
    proxy['family'] === undefined
      ? ''
      : `${word(proxy['family'], at(place, 'family'), ['ip', 'ip6'])} `
  return `tproxy ${family}to ${printTarget(proxy['addr'], proxy['port'], place)}`
}

/** `queue flags bypass to 1-3`. */
export function printQueue(node: unknown, place: Place): string {
  if (node === null) return 'queue'
  const queue = body(node, place, ['num', 'flags'])
  const words = flags(queue['flags'], at(place, 'flags'), queueFlags)
  const number =
    queue['num'] === undefined ? '' : printExpression(queue['num'], at(place, 'num'), [])
  if (number === '') {
    return words.length === 0 ? 'queue' : `queue flags ${words.join(',')} to 0`
  }
  return words.length === 0 ? `queue to ${number}` : `queue flags ${words.join(',')} to ${number}`
}

/** `dup to 10.0.0.1 device "eth0"`. */
export function printDup(node: unknown, place: Place): string {
  const copy = body(node, place, ['addr', 'dev'])
  if (copy['addr'] === undefined) return refuse(place, 'a dup statement without its destination')
  const target = `dup to ${printExpression(copy['addr'], at(place, 'addr'))}`
  if (copy['dev'] === undefined) return target
  return `${target} device ${printExpression(copy['dev'], at(place, 'dev'), ['iface_index'])}`
}

/** `fwd to "eth0"`, `fwd ip to 10.0.0.1 device "eth0"`. */
export function printFwd(node: unknown, place: Place): string {
  const forward = body(node, place, ['dev', 'family', 'addr'])
  const device = printExpression(forward['dev'], at(place, 'dev'), ['iface_index'])
  if (forward['addr'] === undefined) return `fwd to ${device}`
  const family = word(forward['family'], at(place, 'family'), ['ip', 'ip6'])
  return `fwd ${family} to ${printExpression(forward['addr'], at(place, 'addr'))} device ${device}`
}
