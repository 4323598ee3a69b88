import type { Codec } from '../codec.ts'
import { argument, flag } from '../codec.ts'
import { extension, option } from '../extension.ts'
import type { Reading } from '../reading.ts'
import { badValue, fault, value } from '../reading.ts'
import { dscp, readTos, tosSymbolMask, tosText } from '../values/dscp.ts'
import type { Masked } from '../values/number.ts'
import {
  hexadecimal,
  maximum8,
  maximum16,
  maximum32,
  number,
  readNumber,
} from '../values/number.ts'
import { listOf, plain, text } from '../values/words.ts'
import { xmark, xmarkSpellings } from '../values/xmark.ts'
import { setLookup } from './place.ts'
import { allOf, atMostOne, exactlyOne } from './rules.ts'

/** A zone by number, or the packet's mark. */
type Zone = { readonly kind: 'number'; readonly zone: number } | { readonly kind: 'mark' }

const zone: Codec<Zone> = argument(
  (read): Reading<Zone> => {
    if (read === 'mark') return value({ kind: 'mark' })
    const found = readNumber(read, 0, maximum16)
    return found.kind === 'fault' ? found : value({ kind: 'number', zone: found.value })
  },
  (read) => (read.kind === 'mark' ? 'mark' : `${read.zone}`),
)

const tos = argument((read) => readTos(read, tosSymbolMask), tosText)
const tosOne = (make: (bits: number) => Masked): Codec<Masked> =>
  argument((read): Reading<Masked> => {
    const found = readNumber(read, 0, maximum8)
    return found.kind === 'fault' ? found : value(make(found.value))
  }, tosText)

const maskNumber = hexadecimal(maximum32, 1)

const trafficClass: Codec<string> = argument(
  (read): Reading<string> => {
    const parts = read
      .split(':')
      .map((part) => (/^[0-9a-f]{1,4}$/i.test(part) ? part.padStart(4, '0') : undefined))
    return parts.length === 2 && !parts.includes(undefined)
      ? value(parts.join(':').toLowerCase())
      : badValue(read, 'a class, MAJOR:MINOR in hexadecimal')
  },
  (read) => read,
)

const ctEvents = [
  ...['new', 'related', 'destroy', 'reply', 'assured', 'protoinfo', 'helper', 'mark'],
  ...['natseqinfo', 'secmark'],
] as const

/** CT and SET change what later rules see; MARK and the rest change the packet. */
export const alterTargets = {
  MARK: extension({
    options: { 'set-xmark': option(xmark, xmarkSpellings) },
    finish: allOf('set-xmark'),
  }),
  CONNMARK: extension({
    options: {
      'set-xmark': option(xmark, xmarkSpellings),
      'save-mark': option(flag),
      'restore-mark': option(flag),
      nfmask: option(maskNumber),
      ctmask: option(maskNumber),
      mask: option(maskNumber),
    },
    finish(chosen, _, place) {
      const which = exactlyOne('set-xmark', 'save-mark', 'restore-mark')(chosen)
      if (which.kind === 'fault') return which
      const { mask, nfmask, ctmask, ...others } = chosen
      if (chosen['set-xmark'])
        return mask || nfmask || ctmask
          ? fault('iptables-combination', 'masks go with --save-mark and --restore-mark')
          : value(others)
      if (mask && (nfmask || ctmask))
        return fault('iptables-combination', '--mask excludes --nfmask and --ctmask')
      const all = { value: maximum32, negated: false, place }
      return value({ ...others, nfmask: mask ?? nfmask ?? all, ctmask: mask ?? ctmask ?? all })
    },
  }),
  CT: extension({
    tables: ['raw'],
    options: {
      notrack: option(flag),
      helper: option(text(15)),
      timeout: option(text(31)),
      ctevents: option(listOf(ctEvents)),
      expevents: option(listOf(['new'])),
      'zone-orig': option(zone),
      'zone-reply': option(zone),
      zone: option(zone),
    },
    finish: atMostOne('zone', 'zone-orig', 'zone-reply'),
  }),
  NOTRACK: extension({ tables: ['raw'], options: {} }),
  SET: extension({
    options: {
      'add-set': option(setLookup),
      'del-set': option(setLookup),
      'map-set': option(setLookup),
      exist: option(flag),
      timeout: option(number(0, maximum32)),
      'map-mark': option(flag),
      'map-prio': option(flag),
      'map-queue': option(flag),
    },
    finish: exactlyOne('add-set', 'del-set', 'map-set'),
  }),
  CLASSIFY: extension({
    tables: ['mangle'],
    options: { 'set-class': option(trafficClass) },
    hooks: () => ['FORWARD', 'OUTPUT', 'POSTROUTING'],
    finish: allOf('set-class'),
  }),
  DSCP: extension({
    tables: ['mangle'],
    options: { 'set-dscp': option(dscp.number, { 'set-dscp-class': dscp.class }) },
    finish: allOf('set-dscp'),
  }),
  TOS: extension({
    tables: ['mangle'],
    options: {
      'set-tos': option(tos, {
        'and-tos': tosOne((bits) => ({ value: 0, mask: ~bits & maximum8 })),
        'or-tos': tosOne((bits) => ({ value: bits, mask: bits })),
        'xor-tos': tosOne((bits) => ({ value: bits, mask: 0 })),
      }),
    },
    finish: allOf('set-tos'),
  }),
  TTL: extension({
    tables: ['mangle'],
    family: 'ip4',
    options: {
      'ttl-set': option(number(0, maximum8)),
      'ttl-dec': option(number(1, maximum8)),
      'ttl-inc': option(number(1, maximum8)),
    },
    finish: exactlyOne('ttl-set', 'ttl-dec', 'ttl-inc'),
  }),
  HL: extension({
    tables: ['mangle'],
    family: 'ip6',
    options: {
      'hl-set': option(number(0, maximum8)),
      'hl-dec': option(number(1, maximum8)),
      'hl-inc': option(number(1, maximum8)),
    },
    finish: exactlyOne('hl-set', 'hl-dec', 'hl-inc'),
  }),
  TCPMSS: extension({
    protocols: [6],
    options: { 'set-mss': option(number(0, maximum16)), 'clamp-mss-to-pmtu': option(flag) },
    hooks: (chosen) =>
      chosen['clamp-mss-to-pmtu'] ? ['FORWARD', 'OUTPUT', 'POSTROUTING'] : undefined,
    finish: exactlyOne('set-mss', 'clamp-mss-to-pmtu'),
  }),
  CHECKSUM: extension({
    tables: ['mangle'],
    options: { 'checksum-fill': option(flag) },
    finish: allOf('checksum-fill'),
  }),
  SECMARK: extension({
    tables: ['mangle', 'security'],
    options: { selctx: option(plain(255)) },
    finish: allOf('selctx'),
  }),
  CONNSECMARK: extension({
    tables: ['mangle', 'security'],
    options: { save: option(flag), restore: option(flag) },
    finish: exactlyOne('save', 'restore'),
  }),
  ECN: extension({
    tables: ['mangle'],
    family: 'ip4',
    options: { 'ecn-tcp-remove': option(flag) },
    finish: allOf('ecn-tcp-remove'),
  }),
} as const
