import { flag } from '../codec.ts'
import { extension, invertible, option } from '../extension.ts'
import { fault, value } from '../reading.ts'
import { dscp, tosMatch } from '../values/dscp.ts'
import { maximum8, maximum16, maximum32, number, range } from '../values/number.ts'
import { hexPattern, pattern, patternOption } from '../values/pattern.ts'
import { u32 } from '../values/u32.ts'
import { oneOf, plain, text } from '../values/words.ts'
import { allOf, atMostOne, every, exactlyOne, oneOrMore } from './rules.ts'

const ttlNumber = number(0, maximum8)

/** Matches of other parts of the packet: single header fields, and what it carries. */
export const contentMatches = {
  ttl: extension({
    family: 'ip4',
    options: {
      'ttl-eq': invertible(ttlNumber, { ttl: ttlNumber }),
      'ttl-lt': option(ttlNumber),
      'ttl-gt': option(ttlNumber),
    },
    finish: exactlyOne('ttl-eq', 'ttl-lt', 'ttl-gt'),
  }),
  hl: extension({
    family: 'ip6',
    options: {
      'hl-eq': invertible(ttlNumber),
      'hl-lt': option(ttlNumber),
      'hl-gt': option(ttlNumber),
    },
    finish: exactlyOne('hl-eq', 'hl-lt', 'hl-gt'),
  }),
  tos: extension({ options: { tos: invertible(tosMatch) }, finish: allOf('tos') }),
  dscp: extension({
    options: { dscp: invertible(dscp.number, { 'dscp-class': dscp.class }) },
    finish: allOf('dscp'),
  }),
  ecn: extension({
    options: {
      'ecn-tcp-ece': invertible(flag),
      'ecn-tcp-cwr': invertible(flag),
      'ecn-ip-ect': invertible(number(0, 3)),
    },
    protocolsWith: (chosen) => (chosen['ecn-tcp-ece'] || chosen['ecn-tcp-cwr'] ? [6] : undefined),
    finish: oneOrMore('ecn-tcp-cwr', 'ecn-tcp-ece', 'ecn-ip-ect'),
  }),
  frag: extension({
    family: 'ip6',
    options: {
      fragid: invertible(range(maximum32)),
      fraglen: invertible(number(0, maximum32)),
      fragres: option(flag),
      fragfirst: option(flag),
      fragmore: option(flag),
      fraglast: option(flag),
    },
    finish: atMostOne('fragmore', 'fraglast'),
  }),
  u32: extension({ options: { u32: invertible(u32) }, finish: allOf('u32') }),
  string: extension({
    options: {
      string: {
        ...invertible(pattern, { 'hex-string': hexPattern }),
        printAs: patternOption,
      },
      algo: option(oneOf(['bm', 'kmp'])),
      from: option(number(0, maximum16)),
      to: option(number(0, maximum16)),
      icase: option(flag),
    },
    finish(chosen) {
      const complete = allOf('string', 'algo')(chosen)
      if (complete.kind === 'fault') return complete
      const { from, to, ...others } = chosen
      if (from && to && to.value < from.value)
        return fault('iptables-combination', '--to lies before --from')
      return value({
        ...others,
        ...(from && from.value !== 0 ? { from } : {}),
        ...(to && to.value !== maximum16 ? { to } : {}),
      })
    },
  }),
  bpf: extension({
    options: { bytecode: option(text(1023)), 'object-pinned': option(plain(511)) },
    finish: every(oneOrMore('bytecode', 'object-pinned'), atMostOne('bytecode', 'object-pinned')),
  }),
  comment: extension({ options: { comment: option(text(255)) }, finish: allOf('comment') }),
  cpu: extension({ options: { cpu: invertible(number(0, maximum32)) }, finish: allOf('cpu') }),
  eui64: extension({
    family: 'ip6',
    options: {},
    hooks: () => ['PREROUTING', 'INPUT', 'FORWARD'],
  }),
} as const
