/**
 * Goal: machines are the same iff nothing that a packet can meet differs, so that one proof may stand for both.
 * Method: the nft text and the JSON of the shipped policies are the same; and no two of these are, although most of
 * them differ in a single word.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compile } from '../../src/artefacts/index.ts'
import { readBack } from '../../src/artefacts/read-back.ts'
import { readMachine } from '../../src/backends/sources/index.ts'
import { readPolicy } from '../../src/policy/index.ts'
import type { Machine } from '../../src/ruleset/index.ts'
import { isSameMachine } from '../../src/ruleset/index.ts'

const artefactsOf = (name: string) => {
  const text = readFileSync(new URL(`../../policy/${name}.yaml`, import.meta.url), 'utf8')
  const { value } = readPolicy(text, { source: `${name}.yaml` })
  const artefacts = value && compile(value.gateway).value?.artefacts
  if (!artefacts) throw new Error(`${name} does not compile`)
  return artefacts
}

const machineOf = (name: string, target: string): Machine => {
  const result = readBack(artefactsOf(name).filter((each) => each.target === target))
  if (result.kind !== 'machine') throw new Error(result.why.join())
  return result.machine
}

test.each(['torvm', 'gateway', 'relay-gateway', 'tor-only-gateway'])(
  'nft text and JSON of %s are the same machine',
  (name) => {
    expect(isSameMachine(machineOf(name, 'nft'), machineOf(name, 'nft-json'))).toBe(true)
  },
)

describe('a machine is no other', () => {
  const read = (...lines: readonly string[]): Machine => {
    const text = ['table inet t {', ...lines, '}'].join('\n')
    const { value } = readMachine([{ name: 'a.nft', text }], {})
    if (!value) throw new Error(`does not read: ${text}`)
    return value.machine
  }
  const chain = (rule: string, base = 'type filter hook input priority 0; policy drop;') =>
    read('set s { type ipv4_addr; elements = { 10.0.0.1 } }', `chain c { ${base}`, rule, '}')

  const different: Readonly<Record<string, Machine>> = {
    'no rule': chain(''),
    accept: chain('tcp dport 22 accept'),
    drop: chain('tcp dport 22 drop'),
    'another port': chain('tcp dport 23 accept'),
    'another protocol': chain('udp dport 22 accept'),
    negated: chain('tcp dport != 22 accept'),
    'in a set': chain('ip saddr @s accept'),
    'not in a set': chain('ip saddr != @s accept'),
    'another policy': chain('tcp dport 22 accept', 'type filter hook input priority 0;'),
    'another priority': chain('tcp dport 22 accept', 'type filter hook input priority 1;'),
    'another hook': chain('tcp dport 22 accept', 'type filter hook forward priority 0;'),
    'twice the rule': chain('tcp dport 22 accept\n tcp dport 22 accept'),
    'another member': read(
      'set s { type ipv4_addr; elements = { 10.0.0.2 } }',
      'chain c { type filter hook input priority 0; policy drop;',
      'ip saddr @s accept',
      '}',
    ),
    'a dynamic set': read(
      'set s { type ipv4_addr; flags dynamic; elements = { 10.0.0.1 } }',
      'chain c { type filter hook input priority 0; policy drop;',
      'ip saddr @s accept',
      '}',
    ),
    'something not understood': chain('osf name "Linux" accept'),
    'something else not understood': chain('osf name "Windows" accept'),
  }

  test.each(Object.keys(different))('%s', (name) => {
    const one = different[name]
    if (!one) throw new Error(name)
    const same = Object.entries(different).filter(([, other]) => isSameMachine(one, other))
    expect(same.map(([other]) => other)).toEqual([name])
  })

  test('comments and places aside', () => {
    const plain = chain('tcp dport 22 accept')
    expect(isSameMachine(plain, chain('\n\n  tcp dport 22 accept comment "ssh"'))).toBe(true)
  })
})
