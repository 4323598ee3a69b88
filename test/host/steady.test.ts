import { describe, expect, test } from 'vitest'
import { steady } from '../../src/host/apply/steady.ts'

/** As nft 1.0.6 and iptables-save print them while packets pass. */
describe('what goes on by itself', () => {
  const counter = (packets: number) =>
    `{"counter": {"family": "inet", "name": "c", "table": "t", "packets": ${packets}, "bytes": 84}}`
  const quota = (used: number, bytes = 100) =>
    `{"quota": {"family": "inet", "name": "q", "table": "t", "bytes": ${bytes}, "used": ${used}, "inv": false}}`
  const element = (expires: number) =>
    `{"elem": [{"elem": {"val": "1.2.3.4", "expires": ${expires}, "counter": null}}]}`

  test.each([
    ['a counter with a name', counter(1), counter(2)],
    ['a quota', quota(1), quota(2)],
    ['the time that an element has left', element(300), element(299)],
    ['a chain in a save', ':INPUT DROP [1:84]', ':INPUT DROP [2:168]'],
    ['the time of a save', '# Completed on Mon', '# Completed on Tue'],
  ])('is no change: %s', (_, before, after) => {
    expect(steady(before)).toBe(steady(after))
  })

  test('and what somebody wrote is one', () => {
    expect(steady(quota(1))).not.toBe(steady(quota(1, 200)))
    expect(steady(counter(1))).not.toBe(steady(counter(1).replace('"c"', '"d"')))
    expect(steady(element(1))).not.toBe(steady(element(1).replace('1.2.3.4', '1.2.3.5')))
  })
})
