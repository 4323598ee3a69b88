import type { Codec } from '../codec.ts'
import { argument } from '../codec.ts'
import type { Reading } from '../reading.ts'
import { badValue, value } from '../reading.ts'

const two = (number: number): string => `${number}`.padStart(2, '0')

/** `1:02`, `01:02:03`, as seconds since midnight. */
const parseDayTime = (text: string): number | undefined => {
  const [, hours, minutes, seconds = '0'] =
    /^([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2}))?$/.exec(text) ?? []
  const isTime = Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60
  return isTime ? Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) : undefined
}

const dayTimeText = (seconds: number): string =>
  [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':')

/** A time of day, in seconds. */
export const dayTime: Codec<number> = argument((text) => {
  const read = parseDayTime(text)
  return read === undefined ? badValue(text, 'a time of day, hh:mm or hh:mm:ss') : value(read)
}, dayTimeText)

/** A moment as it is written out, `2024-05-06T07:08:09`, in UTC. */
export const clock: Codec<string> = argument(
  (text): Reading<string> => {
    const [, year, month = '01', day = '01', time = '00:00:00'] =
      /^([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2})(?:T([0-9:]{1,8}))?)?)?$/.exec(text) ?? []
    const seconds = parseDayTime(time.includes(':') ? time : `${time}:00`)
    const isDate =
      Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31
    if (year === undefined || Number(year) < 1970 || !isDate || seconds === undefined)
      return badValue(text, 'a date, yyyy-mm-dd or yyyy-mm-ddThh:mm:ss')
    return value(`${year}-${two(Number(month))}-${two(Number(day))}T${dayTimeText(seconds)}`)
  },
  (read) => read,
)

const numbers = (
  text: string,
  maximum: number,
  names: readonly string[],
): readonly number[] | undefined => {
  const found = text.split(',').map((part) => {
    const named = names.findIndex(
      (name) => part.length >= 2 && name.startsWith(part.toLowerCase().slice(0, 3)),
    )
    if (named >= 0) return named + 1
    return /^[0-9]{1,2}$/.test(part) ? Number(part) : 0
  })
  return found.every((number) => number >= 1 && number <= maximum)
    ? [...new Set(found)].sort((left, right) => left - right)
    : undefined
}

/** Days of a month, 1 to 31. */
export const monthDays: Codec<readonly number[]> = argument(
  (text) => {
    const read = numbers(text, 31, [])
    return read ? value(read) : badValue(text, 'days of a month, 1 to 31')
  },
  (read) => read.join(','),
)

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
const lowerNames = dayNames.map((name) => name.toLowerCase())

/** Days of a week: 1 is Monday. */
export const weekDays: Codec<readonly number[]> = argument(
  (text) => {
    const read = numbers(text, 7, lowerNames)
    return read ? value(read) : badValue(text, 'days of a week, Mon to Sun or 1 to 7')
  },
  (read) => read.map((day) => dayNames[day - 1] ?? '').join(','),
)
