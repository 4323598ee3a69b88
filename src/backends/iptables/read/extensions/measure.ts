import { flag } from '../codec.ts'
import type { Given } from '../extension.ts'
import { extension, invertible, option } from '../extension.ts'
import { badValue, fault, value } from '../reading.ts'
import { mask } from '../values/address.ts'
import { bigNumber, maximum16, maximum32, number } from '../values/number.ts'
import { probability } from '../values/probability.ts'
import { hashBurst, hashRate, rate } from '../values/rate.ts'
import { clock, dayTime, monthDays, weekDays } from '../values/time.ts'
import { listOf, oneOf, plain, text } from '../values/words.ts'
import { allOf, atMostOne, every, exactlyOne, needs } from './rules.ts'

const limitBurst = 5

/** What `-m recent` takes where a rule says nothing else. */
const recentName = 'DEFAULT'

/** Where `-m time` ends by itself: the largest signed 32-bit number of seconds since 1970. */
const lastMoment = '2038-01-19T03:14:07'

/** Negated days are the other ones. */
const otherDays = (days: Given<readonly number[]>, maximum: number): Given<readonly number[]> => {
  if (!days.negated) return days
  const all = Array.from({ length: maximum }, (_, at) => at + 1)
  return { ...days, negated: false, value: all.filter((day) => !days.value.includes(day)) }
}

const hashTableSize = number(0, maximum32)
const prefix = number(0, 128)

/** Matches of what has gone by so far, of chance and of time. */
export const measureMatches = {
  limit: extension({
    options: { limit: option(rate), 'limit-burst': option(number(1, 10_000)) },
    finish(chosen, _, place) {
      const { 'limit-burst': burst } = chosen
      return value({
        limit: chosen.limit ?? {
          value: { packets: 3, per: 'hour' } as const,
          negated: false,
          place,
        },
        ...(burst && burst.value !== limitBurst ? { 'limit-burst': burst } : {}),
      })
    },
  }),
  hashlimit: extension({
    options: {
      'hashlimit-upto': invertible(hashRate, { hashlimit: hashRate }),
      'hashlimit-above': invertible(hashRate),
      'hashlimit-burst': option(hashBurst),
      'hashlimit-mode': option(listOf(['srcip', 'srcport', 'dstip', 'dstport'])),
      'hashlimit-name': option(plain(254)),
      'hashlimit-htable-size': option(hashTableSize),
      'hashlimit-htable-max': option(hashTableSize),
      'hashlimit-htable-gcinterval': option(hashTableSize),
      'hashlimit-htable-expire': option(hashTableSize),
      'hashlimit-srcmask': option(prefix),
      'hashlimit-dstmask': option(prefix),
      'hashlimit-rate-match': option(flag),
      'hashlimit-rate-interval': option(number(1, maximum32)),
    },
    finish(chosen, _, place) {
      const complete = every(
        exactlyOne('hashlimit-upto', 'hashlimit-above'),
        allOf('hashlimit-name'),
      )(chosen)
      if (complete.kind === 'fault') return complete
      const { 'hashlimit-upto': upto, 'hashlimit-above': above, 'hashlimit-burst': burst } = chosen
      const limit = upto ?? above
      const { 'hashlimit-upto': _upto, 'hashlimit-above': _above, ...others } = chosen
      if (!limit) return complete
      const isUpto = (upto !== undefined) !== limit.negated
      const asked = { ...limit, negated: false }
      const standard = {
        value: { kind: 'packets', packets: limitBurst } as const,
        negated: false,
        place,
      }
      const given = burst ?? (limit.value.kind === 'packets' ? standard : undefined)
      return value({
        ...others,
        ...(isUpto ? { 'hashlimit-upto': asked } : { 'hashlimit-above': asked }),
        ...(given ? { 'hashlimit-burst': given } : {}),
      })
    },
  }),
  quota: extension({ options: { quota: invertible(bigNumber) }, finish: allOf('quota') }),
  statistic: extension({
    options: {
      mode: option(oneOf(['random', 'nth'])),
      probability: invertible(probability),
      every: invertible(number(1, maximum32)),
      packet: option(number(0, maximum32)),
    },
    finish(chosen) {
      const isNth = chosen.mode?.value === 'nth'
      const complete = every(
        allOf('mode', ...(isNth ? ['every', 'packet'] : ['probability'])),
        atMostOne('probability', isNth ? 'probability' : 'every'),
      )(chosen)
      if (complete.kind === 'fault') return complete
      if (isNth && (chosen.packet?.value ?? 0) >= (chosen.every?.value ?? 0))
        return fault('iptables-value', '--packet must be below --every')
      return complete
    },
  }),
  recent: extension({
    options: {
      set: invertible(flag),
      rcheck: invertible(flag),
      update: invertible(flag),
      remove: invertible(flag),
      seconds: option(number(1, maximum32)),
      reap: option(flag),
      hitcount: option(number(1, maximum32)),
      rttl: option(flag),
      name: option(plain(199)),
      mask: option(mask),
      rsource: option(flag),
      rdest: option(flag),
    },
    finish(chosen, { family }, place) {
      const fits = every(
        exactlyOne('set', 'rcheck', 'update', 'remove'),
        needs('reap', 'seconds'),
      )(chosen)
      if (fits.kind === 'fault') return fits
      if ((chosen.set || chosen.remove) && (chosen.seconds || chosen.hitcount || chosen.rttl))
        return fault(
          'iptables-combination',
          '--seconds, --hitcount and --rttl go with --rcheck or --update',
        )
      // xt_recent remembers up to ip_pkt_list_tot packets, which is a setting of the module, and refuses more.
      if ((chosen.hitcount?.value ?? 0) > maximum16)
        return badValue(`${chosen.hitcount?.value}`, `a number up to ${maximum16}`)
      const { rsource, rdest, ...others } = chosen
      const whole = family === 'ip4' ? 0xffff_ffffn : (1n << 128n) - 1n
      const isDestination = rdest && (!rsource || rdest.place.offset > rsource.place.offset)
      return value({
        ...others,
        name: chosen.name ?? { value: recentName, negated: false, place },
        mask: chosen.mask ?? { value: whole, negated: false, place },
        ...(isDestination
          ? { rdest }
          : { rsource: rsource ?? { value: true as const, negated: false, place } }),
      })
    },
  }),
  time: extension({
    options: {
      timestart: option(dayTime),
      timestop: option(dayTime),
      monthdays: invertible(monthDays),
      weekdays: invertible(weekDays),
      datestart: option(clock),
      datestop: option(clock),
      kerneltz: option(flag, { localtz: flag }),
      contiguous: option(flag),
      utc: option(flag),
    },
    finish(chosen, _, place) {
      const { utc: _utc, monthdays, weekdays, ...others } = chosen
      return value({
        ...others,
        ...(monthdays ? { monthdays: otherDays(monthdays, 31) } : {}),
        ...(weekdays ? { weekdays: otherDays(weekdays, 7) } : {}),
        datestop: chosen.datestop ?? { value: lastMoment, negated: false, place },
      })
    },
  }),
  nfacct: extension({ options: { 'nfacct-name': option(text(31)) }, finish: allOf('nfacct-name') }),
} as const
