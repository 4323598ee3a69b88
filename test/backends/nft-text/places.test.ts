/**
 * Goal: every item, rule and statement, and every element of a set, knows its file, line, column and text.
 * Method: one text over two files, its nodes' spans and texts by hand.
 */
import { expect, test } from 'vitest'
import { readNftText } from '../../../src/backends/nftables/read/text/index.ts'
import { statementsOf } from './read.ts'

const text =
  'include "more.nft"\ntable ip t {\n\tchain c {\n\t\ttcp dport 22 counter accept comment "x"\n\t}\n}\n'
const more = 'add set ip t s { type ipv4_addr; elements = { 10.0.0.0/8 }; }\n'
const { document, places } = readNftText('main.nft', text, { files: new Map([['more.nft', more]]) })
const nodes = document?.nftables ?? []
const where = (node: unknown) => {
  if (typeof node !== 'object' || node === null) return undefined
  const span = places.spanOf(node)
  return (
    span &&
    `${span.source}:${span.start.line}:${span.start.column}-${span.end.line}:${span.end.column}`
  )
}

test('items', () => {
  expect(nodes.map(where)).toEqual([
    'more.nft:1:1-1:62',
    'main.nft:2:1-6:2',
    'main.nft:3:2-5:3',
    'main.nft:4:3-4:42',
  ])
})

test('statements, with their text', () => {
  const [, , , item] = nodes
  const found = item === undefined ? [] : statementsOf(item)
  expect(found.map(where)).toEqual([
    'main.nft:4:3-4:15',
    'main.nft:4:16-4:23',
    'main.nft:4:24-4:30',
  ])
  expect(found.map((node) => places.textOf(node))).toEqual(['tcp dport 22', 'counter', 'accept'])
})

test('elements of a set', () => {
  const [set] = nodes
  const elements = set !== undefined && 'add' in set && 'set' in set.add ? set.add.set.elem : []
  expect(Array.isArray(elements) ? elements.map(where) : []).toEqual(['more.nft:1:47-1:57'])
})
