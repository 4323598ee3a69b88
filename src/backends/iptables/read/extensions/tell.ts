import type { Codec } from '../codec.ts'
import { argument, flag } from '../codec.ts'
import { extension, option } from '../extension.ts'
import type { Reading } from '../reading.ts'
import { badValue, fault, value } from '../reading.ts'
import type { NumberRange } from '../values/number.ts'
import { maximum16, maximum32, number, parseNumber } from '../values/number.ts'
import { cutText, oneOf } from '../values/words.ts'
import { allOf, atMostOne, every, needs } from './rules.ts'

const rejectNames = {
  ip4: [
    ['icmp-net-unreachable', 'net-unreach'],
    ['icmp-host-unreachable', 'host-unreach'],
    ['icmp-proto-unreachable', 'proto-unreach'],
    ['icmp-port-unreachable', 'port-unreach'],
    ['icmp-net-prohibited', 'net-prohib'],
    ['icmp-host-prohibited', 'host-prohib'],
    ['tcp-reset', 'tcp-rst'],
    ['icmp-admin-prohibited', 'admin-prohib'],
  ],
  ip6: [
    ['icmp6-no-route', 'no-route'],
    ['icmp6-adm-prohibited', 'adm-prohibited'],
    ['icmp6-addr-unreachable', 'addr-unreach'],
    ['icmp6-port-unreachable', 'port-unreach'],
    ['tcp-reset', 'tcp-reset'],
    ['icmp6-policy-fail', 'policy-fail'],
    ['icmp6-reject-route', 'reject-route'],
  ],
} as const

export type RejectAnswer = (typeof rejectNames)['ip4' | 'ip6'][number][0]

/** What a refused packet is answered with; any beginning of a name will do (libipt_REJECT.c, libip6t_REJECT.c). */
const rejectAnswer: Codec<RejectAnswer> = argument(
  (read, { family }): Reading<RejectAnswer> => {
    const lower = read.toLowerCase()
    const found = rejectNames[family].find(
      ([name, short]) => lower !== '' && (name.startsWith(lower) || short.startsWith(lower)),
    )
    if (found) return value(found[0])
    const other = rejectNames[family === 'ip4' ? 'ip6' : 'ip4'].some(([name]) => name === lower)
    const names = rejectNames[family].map(([name]) => name).join(', ')
    return other
      ? fault(
          'iptables-wrong-family',
          `\`${read}\` is an answer of the other family`,
          `one of ${names}`,
        )
      : badValue(read, `one of ${names}`)
  },
  (read) => read,
)

const levels = ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug']

/** A priority of syslog(3), by number or name. */
const logLevel: Codec<number> = argument(
  (read): Reading<number> => {
    const named = levels.indexOf(read.toLowerCase())
    const other = new Map([
      ['panic', 0],
      ['err', 3],
      ['warn', 4],
    ]).get(read.toLowerCase())
    const level = other ?? (named < 0 ? parseNumber(read, 7) : named)
    return level === undefined ? badValue(read, 'a level from 0 to 7 or its name') : value(level)
  },
  (read) => `${read}`,
)

/** LOG_DEFAULT_LEVEL of libxt_LOG: warning. */
const standardLevel = 4

/** Queues `first` to `last`; the number of queues has to fit 16 bits. */
const queues: Codec<NumberRange> = argument(
  (read): Reading<NumberRange> => {
    const [head = '', tail, ...rest] = read.split(':')
    const [first, last] = [parseNumber(head, maximum16), parseNumber(tail ?? '', maximum16)]
    if (first === undefined || last === undefined || rest.length > 0 || last <= first)
      return badValue(read, 'two queues with a colon between, lower first')
    return last - first === maximum16
      ? badValue(read, 'fewer than 65536 queues')
      : value({ first, last })
  },
  ({ first, last }) => `${first}:${last}`,
)

/** Targets that answer, tell or hand over. */
export const tellTargets = {
  REJECT: extension({
    tables: ['filter'],
    options: { 'reject-with': option(rejectAnswer) },
    hooks: () => ['INPUT', 'FORWARD', 'OUTPUT'],
    protocolsWith: (chosen) => (chosen['reject-with']?.value === 'tcp-reset' ? [6] : undefined),
    finish(chosen, { family }, place) {
      const standard: RejectAnswer =
        family === 'ip4' ? 'icmp-port-unreachable' : 'icmp6-port-unreachable'
      const given = chosen['reject-with']
      return value({ 'reject-with': given ?? { value: standard, negated: false, place } })
    },
  }),
  LOG: extension({
    options: {
      'log-prefix': option(cutText(29)),
      'log-level': option(logLevel),
      'log-tcp-sequence': option(flag),
      'log-tcp-options': option(flag),
      'log-ip-options': option(flag),
      'log-uid': option(flag),
      'log-macdecode': option(flag),
    },
    finish(chosen) {
      const { 'log-level': level, ...others } = chosen
      return value(level && level.value !== standardLevel ? chosen : others)
    },
  }),
  NFLOG: extension({
    options: {
      'nflog-prefix': option(cutText(63)),
      'nflog-group': option(number(0, maximum16)),
      'nflog-range': option(number(0, maximum32)),
      'nflog-size': option(number(0, maximum32)),
      'nflog-threshold': option(number(0, maximum16)),
    },
    finish(chosen) {
      const both = atMostOne('nflog-range', 'nflog-size')(chosen)
      if (both.kind === 'fault') return both
      const { 'nflog-group': group, ...others } = chosen
      return value(group && group.value !== 0 ? chosen : others)
    },
  }),
  NFQUEUE: extension({
    options: {
      'queue-num': option(number(0, maximum16)),
      'queue-balance': option(queues),
      'queue-bypass': option(flag),
      'queue-cpu-fanout': option(flag),
    },
    finish(chosen, _, place) {
      const fits = every(
        atMostOne('queue-num', 'queue-balance'),
        needs('queue-cpu-fanout', 'queue-balance'),
      )(chosen)
      if (fits.kind === 'fault' || chosen['queue-num'] || chosen['queue-balance']) return fits
      return value({ ...chosen, 'queue-num': { value: 0, negated: false, place } })
    },
  }),
  AUDIT: extension({
    options: { type: option(oneOf(['accept', 'drop', 'reject'])) },
    finish: allOf('type'),
  }),
  TRACE: extension({ tables: ['raw'], options: {} }),
} as const
