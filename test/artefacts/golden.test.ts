/**
 * Goal: nothing of what the shipped policies compile to changes unseen, and equal policies give equal bytes.
 * Method: each artefact against its file in test/golden, which is read like code; `npx vitest -u` writes them anew.
 */
import { describe, expect, test } from 'vitest'
import { compile } from '../../src/artefacts/index.ts'
import { readPolicy, shippedPolicies } from '../../src/policy/index.ts'

const artefactsOf = (name: string, text: string) => {
  const { value, diagnostics } = readPolicy(text, { source: name })
  expect(diagnostics).toEqual([])
  return (value && compile(value.gateway).value?.artefacts) ?? []
}

describe.each(shippedPolicies)('$name', ({ name, text }) => {
  test('compiles to what was reviewed', async () => {
    const artefacts = artefactsOf(name, text)
    expect(artefacts.length).toBeGreaterThan(5)
    for (const { fileName, text: artefact } of artefacts) {
      const golden = `../golden/${name.replace('.yaml', '')}/${fileName}`
      await expect(artefact).toMatchFileSnapshot(golden)
    }
  })

  test('compiles to the same bytes each time', () => {
    expect(artefactsOf(name, text)).toEqual(artefactsOf(name, text))
  })

  test('every rule says which intent put it there', () => {
    const nft = artefactsOf(name, text).find(({ target }) => target === 'nft')?.text ?? ''
    const rules = nft
      .split('\n')
      .filter((line) => /^\t\t(?!type |flags |elements |\t|\})\S/.test(line))
    expect(rules.length).toBeGreaterThan(40)
    expect(rules.filter((rule) => !/ comment "[a-z0-9-]+(: [^"]+)?"$/.test(rule))).toEqual([])
  })
})
