import type { Codec } from '../codec.ts'
import { argument, flag } from '../codec.ts'
import { extension, invertible, option } from '../extension.ts'
import type { Reading } from '../reading.ts'
import { badValue, fault, value } from '../reading.ts'
import { hostMask } from '../values/address.ts'
import { bigRange, masked, maximum32, number, range } from '../values/number.ts'
import { ports } from '../values/port.ts'
import { readProtocol } from '../values/protocol.ts'
import { listOf, oneOf, text } from '../values/words.ts'
import { allOf, exactlyOne, oneOrMore } from './rules.ts'

const states = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED'] as const
const statusNames = ['EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED'] as const
type StatusName = (typeof statusNames)[number]

const namedStatus = listOf(statusNames, { prefixes: true })

/** `NONE` alone is a connection that has no status at all; beside others it adds nothing. */
const status: Codec<readonly StatusName[]> = {
  ...namedStatus,
  read(first, second, scope): Reading<readonly StatusName[]> {
    const parts = first.split(',').filter((part) => !'NONE'.startsWith(part.toUpperCase() || '-'))
    if (parts.length === 0) return value([])
    return namedStatus.read(parts.join(','), second, scope)
  },
  write: (names) => [names.join(',') || 'NONE'],
}

/** A protocol that iptables-save prints by number. */
export const protocolNumber: Codec<number> = argument(
  (read) => {
    const protocol = readProtocol(read)
    if (protocol.kind === 'value' && protocol.value === 0)
      return fault('iptables-value', 'a test for every protocol at once is no test')
    return protocol
  },
  (protocol) => `${protocol}`,
)

const originalOptions = {
  ctproto: invertible(protocolNumber),
  ctorigsrc: invertible(hostMask),
  ctorigdst: invertible(hostMask),
  ctreplsrc: invertible(hostMask),
  ctrepldst: invertible(hostMask),
  ctorigsrcport: invertible(ports),
  ctorigdstport: invertible(ports),
  ctreplsrcport: invertible(ports),
  ctrepldstport: invertible(ports),
  ctstatus: invertible(status),
  ctexpire: invertible(range(maximum32)),
  ctdir: option(oneOf(['ORIGINAL', 'REPLY'], { original: 'ORIGINAL', reply: 'REPLY' })),
}

const connlabel: Codec<string> = argument(
  (read) => {
    const isNumber = /^[0-9]{1,3}$/.test(read) && Number(read) <= 127
    return isNumber
      ? value(read)
      : badValue(read, 'a label from 0 to 127; names are of one machine')
  },
  (read) => `"${read}"`,
)

/** Matches of what conntrack knows. */
export const connectionMatches = {
  conntrack: extension({
    options: {
      ctstate: invertible(listOf([...states, 'SNAT', 'DNAT'], { prefixes: true })),
      ...originalOptions,
    },
    finish: oneOrMore('ctstate', ...Object.keys(originalOptions)),
  }),
  state: extension({
    options: { state: invertible(listOf(states, { prefixes: true })) },
    finish: allOf('state'),
  }),
  mark: extension({ options: { mark: invertible(masked) }, finish: allOf('mark') }),
  connmark: extension({ options: { mark: invertible(masked) }, finish: allOf('mark') }),
  connbytes: extension({
    options: {
      connbytes: invertible(bigRange),
      'connbytes-mode': option(oneOf(['packets', 'bytes', 'avgpkt'])),
      'connbytes-dir': option(oneOf(['original', 'reply', 'both'])),
    },
    finish: allOf('connbytes', 'connbytes-mode', 'connbytes-dir'),
  }),
  connlimit: extension({
    options: {
      'connlimit-upto': invertible(number(0, maximum32)),
      'connlimit-above': invertible(number(0, maximum32)),
      'connlimit-mask': option(number(0, 128)),
      'connlimit-saddr': option(flag),
      'connlimit-daddr': option(flag),
    },
    finish(chosen, scope, place) {
      const which = exactlyOne('connlimit-upto', 'connlimit-above')(chosen)
      if (which.kind === 'fault') return which
      if (chosen['connlimit-saddr'] && chosen['connlimit-daddr'])
        return fault(
          'iptables-combination',
          '--connlimit-saddr and --connlimit-daddr exclude one another',
        )
      const { 'connlimit-upto': upto, 'connlimit-above': above, ...others } = chosen
      const most = upto?.negated === false || above?.negated === true
      const limit = { ...(upto ?? above ?? { value: 0, place }), negated: false }
      const size = scope.family === 'ip4' ? 32 : 128
      if ((chosen['connlimit-mask']?.value ?? 0) > size)
        return badValue(`${chosen['connlimit-mask']?.value}`, `a prefix length up to ${size}`)
      return value({
        ...others,
        ...(most ? { 'connlimit-upto': limit } : { 'connlimit-above': limit }),
        'connlimit-mask': chosen['connlimit-mask'] ?? { value: size, negated: false, place },
        ...(chosen['connlimit-daddr']
          ? {}
          : { 'connlimit-saddr': { value: true as const, negated: false, place } }),
      })
    },
  }),
  connlabel: extension({
    options: { label: invertible(connlabel), set: option(flag) },
    finish: allOf('label'),
  }),
  helper: extension({ options: { helper: invertible(text(29)) }, finish: allOf('helper') }),
} as const
