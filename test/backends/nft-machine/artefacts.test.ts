/**
 * Goal: what we emit as text and as JSON is one machine, and nothing in it is opaque to our own reader.
 * Method: both artefacts of every policy that is shipped, compared but for places and texts; so, too, the jump into
 * Qubes' own table, which needs that table to be there.
 */
import { describe, expect, test } from 'vitest'
import { compile } from '../../../src/artefacts/index.ts'
import { readNftJsonMachine, readNftTextMachine } from '../../../src/backends/nftables/index.ts'
import { readPolicy, shippedPolicies } from '../../../src/policy/index.ts'
import { machineText } from './machine.ts'

const artefactsOf = (name: string, text: string) => {
  const { value } = readPolicy(text, { source: name })
  const artefacts = (value && compile(value.gateway).value?.artefacts) ?? []
  return new Map(artefacts.map((artefact) => [artefact.target, artefact.text] as const))
}

describe('the artefacts of', () => {
  test.each(shippedPolicies)('$name are one machine', ({ name, text: policy }) => {
    const artefacts = artefactsOf(name, policy)
    const text = readNftTextMachine('text', artefacts.get('nft') ?? '')
    const json = readNftJsonMachine('json', artefacts.get('nft-json') ?? '')
    expect([...text.diagnostics, ...json.diagnostics]).toEqual([])
    expect(text.tables.length).toBeGreaterThan(0)
    expect(machineText(json.tables)).toBe(machineText(text.tables))
    const rules = text.tables.flatMap(({ chains }) => chains.flatMap((chain) => chain.rules))
    expect(rules.length).toBeGreaterThan(20)
    expect(rules.filter(({ steps }) => steps.some(({ kind }) => kind === 'opaque'))).toEqual([])
    expect(rules.filter(({ comment }) => comment === '')).toEqual([])
  })

  test("Qubes' own table loads once and not twice", () => {
    const qubes = shippedPolicies.find(({ name }) => name === 'torvm.yaml')
    const jump = artefactsOf('torvm.yaml', qubes?.text ?? '').get('custom-input') ?? ''
    const table = 'table ip qubes { chain custom-input { }; }\n'
    expect(readNftTextMachine('x', table + jump).diagnostics).toEqual([])
    const twice = readNftTextMachine('x', `${table}${jump}\n${jump}`)
    expect([twice.tables, twice.diagnostics[0]?.code]).toEqual([[], 'nft-load-exists'])
  })
})
