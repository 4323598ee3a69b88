/**
 * Goal: the page about the packet language is true.
 * Method: its examples are read; the one that it calls refused is refused; its words are the reader's words.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { formatPacket, parsePacket } from '../../../src/netfilter/index.ts'

const page = readFileSync(new URL('../../../docs/packet-language.md', import.meta.url), 'utf8')
const packets = [...page.matchAll(/^```\n([\s\S]*?)^```$/gm)]
  .flatMap(([, block = '']) => block.split('\n'))
  .filter((line) => /^[\w.]+: /.test(line))

describe('examples', () => {
  const [first = '', refused = '', ...others] = packets

  test('there are some', () => expect(others.length).toBeGreaterThan(4))

  test.each([first, ...others])('%s', (text) => {
    const { value, diagnostics } = parsePacket(text)
    expect(diagnostics).toEqual([])
    expect(value && formatPacket(value)).toBe(text)
  })

  test('the refused one is refused, with the words of the page', () => {
    expect(parsePacket(refused).diagnostics[0]?.message).toBe(
      'one end has a port and the other has none',
    )
  })
})

test('every word of the reader stands on the page', () => {
  const help = parsePacket('vif1.0: udp 1.2.3.4:1 > 1.2.3.5:2 unheard-of-word').diagnostics[0]?.help
  const words = help?.replace('the words are: ', '').split(', ') ?? []
  expect(words.length).toBeGreaterThan(15)
  for (const word of words) expect(page).toMatch(new RegExp(`\`${word}[ \`]`))
})
