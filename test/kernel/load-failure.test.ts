/**
 * Goal: no ruleset of ours is half-loaded. What nft refuses changes nothing, neither on an open gateway nor over rules
 * that are in force; iptables replaces table by table, and no translation is in force without its walls.
 * Method: cut and corrupt each artefact in many places, load it, and compare all that the kernel holds before and after.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../../src/artefacts/index.ts'
import type { Lab, LoadResult, Router } from './lab/index.ts'
import {
  loadIptables,
  loadNft,
  loadNftJson,
  mustLoad,
  openLab,
  openRouter,
  snapshot,
} from './lab/index.ts'
import { filledBy } from './lab/load-artefacts.ts'
import { gatewayOf, surroundings } from './lab/try-policy.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(async () => {
  await lab?.close()
})

const gateway = gatewayOf({ version: 1, environment: 'qubes-3' })
const artefacts = filledBy(compile(gateway).value?.artefacts ?? [], '10.137.0.1')
const { topology } = surroundings['qubes-3']

const withRouter = async (use: (router: Router) => Promise<void>): Promise<void> => {
  const router = await openRouter(lab, { topology })
  try {
    await use(router)
  } finally {
    await router.close()
  }
}

/** The text cut after each of some of its lines, and with a word of nonsense in each of some of its lines. */
const damaged = (text: string): readonly string[] => {
  const lines = text.split('\n')
  const meaningful = lines.flatMap((line, index) => (/^\s*(#|$|\}|\])/.test(line) ? [] : [index]))
  const some = meaningful.filter((_, position) => position % 7 === 3)
  const cut = some.map((index) => `${lines.slice(0, index + 1).join('\n')} {\n`)
  const garbled = some.map((index) =>
    lines.map((line, place) => (place === index ? `${line} nonsense "` : line)).join('\n'),
  )
  return [...cut, ...garbled]
}

type Load = (router: Router, text: string) => Promise<LoadResult>

describe.each<{ name: string; load: Load; target: 'nft' | 'nft-json' }>([
  { name: 'nft -f', load: loadNft, target: 'nft' },
  { name: 'nft -j -f', load: loadNftJson, target: 'nft-json' },
])('what $name refuses', ({ load, target }) => {
  const whole = artefacts(target)

  test.each(['an open gateway', 'rules that are in force'])('changes nothing on %s', (where) =>
    withRouter(async (router) => {
      if (where !== 'an open gateway') await mustLoad(load(router, whole))
      const before = await snapshot(router)
      const texts = damaged(whole)
      expect(texts.length).toBeGreaterThan(20)
      for (const text of texts) {
        expect((await load(router, text)).ok).toBe(false)
        expect(await snapshot(router)).toEqual(before)
      }
    }),
  )
})

const tables = ['filter', 'mangle', 'raw', 'nat'] as const

/** A rule that does not load, at the end of the table. */
const corruptIn = (text: string, table: string): string => {
  const start = text.indexOf(`*${table}\n`)
  const end = text.indexOf('COMMIT', start)
  return `${text.slice(0, end)}-A nowhere -j NONSENSE\n${text.slice(end)}`
}

describe.each(['legacy', 'nft'] as const)('what iptables-%s-restore refuses', (variant) => {
  test.each(tables)(
    'in %s leaves the tables before it whole, and it and those after it out',
    (table) =>
      withRouter(async (router) => {
        const whole = artefacts('iptables')
        const result = await loadIptables(router, corruptIn(whole, table), variant, 'ip4')
        expect(result.ok).toBe(false)
        const rules = (await snapshot(router))[variant === 'legacy' ? 'legacy4' : 'nft']
        const loaded = {
          raw: 'entry_client',
          mangle: 'leave_uplink',
          filter: 'deliver_client',
          nat: 'translate_client',
        }
        const before = tables.slice(0, tables.indexOf(table))
        for (const each of tables) expect(rules.includes(loaded[each])).toBe(before.includes(each))
      }),
  )

  test('and the order of tables puts every wall before the translation', () => {
    const order = [...artefacts('iptables').matchAll(/^\*(\w+)$/gm)].map(([, name]) => name)
    expect(order).toEqual([...tables])
  })
})
