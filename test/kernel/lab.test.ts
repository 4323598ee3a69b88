/**
 * Goal: the lab's own promises hold: it refuses to run where it could do harm, it loses nothing unnoticed,
 * it reports what a tool refuses, and two routers do not meet.
 * Method: each promise is put to the test once, most of them by breaking it on purpose.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assertFreshNamespace, markerVariable } from './lab/guard.ts'
import type { Lab } from './lab/index.ts'
import {
  loadArptables,
  loadIptables,
  loadNft,
  loadNftJson,
  mustLoad,
  openLab,
  openRouter,
  qubesBase,
  qubesDnatDns,
  qubesTopology,
  snapshot,
} from './lab/index.ts'
import { ethernet } from './lab/wire/index.ts'

let lab: Lab

beforeAll(async () => {
  lab = await openLab()
})

afterAll(async () => {
  await lab?.close()
})

test('it refuses a namespace that already holds an interface, and a process without the marker', async () => {
  await expect(assertFreshNamespace()).rejects.toThrow('lab-here')
  const marker = process.env[markerVariable]
  process.env[markerVariable] = ''
  await expect(assertFreshNamespace()).rejects.toThrow('kernel-lab.mjs')
  process.env[markerVariable] = marker
})

test('frames that the kernel does not get are a loss that is named', async () => {
  const router = await openRouter(lab, { topology: qubesTopology })
  try {
    await router.settle()
    // An interface that is down takes nothing in, and the lab believes it up.
    await router.mustExec('ip', ['link', 'set', 'vif2.0', 'down'])
    const frame = ethernet(
      { source: '02:00:00:00:02:02', destination: '02:00:00:00:01:02', type: 0x0800 },
      Buffer.alloc(60),
    )
    await router.inject([{ interface: 'vif2.0', frames: [frame] }])
    await expect(router.settle({ patienceMilliseconds: 500 })).rejects.toThrow('vif2.0')
  } finally {
    await router.close()
  }
})

test('a refused ruleset is reported, and leaves nothing behind', async () => {
  const router = await openRouter(lab, { topology: qubesTopology })
  try {
    const before = await snapshot(router)
    const refused = await Promise.all([
      loadNft(router, 'table inet half {\n chain input { bogus }\n}\n'),
      loadNftJson(router, '{"nftables":[{"add":{"table":{"family":"inet"}}}]}'),
      loadIptables(router, '*filter\n-A INPUT -j NOWHERE\nCOMMIT\n', 'legacy', 'ip4'),
      loadIptables(router, '*filter\n-A INPUT -j NOWHERE\nCOMMIT\n', 'nft', 'ip6'),
      loadArptables(router, '*filter\n-A INPUT -j NOWHERE\nCOMMIT\n'),
    ])
    for (const result of refused) expect(result).toMatchObject({ ok: false })
    for (const result of refused) if (!result.ok) expect(result.error.length).toBeGreaterThan(5)
    const after = await snapshot(router)
    expect(after.tables.filter((table) => table.startsWith('nft inet'))).toEqual([])
    expect(after.nft.includes('half')).toBe(before.nft.includes('half'))
  } finally {
    await router.close()
  }
})

test('each loader takes what is right, and the snapshot shows it', async () => {
  const router = await openRouter(lab, { topology: qubesTopology })
  try {
    const rules = '*filter\n:INPUT DROP [0:0]\nCOMMIT\n'
    await mustLoad(loadNft(router, qubesBase(qubesTopology)))
    await mustLoad(loadNft(router, qubesDnatDns('192.168.9.2')))
    await mustLoad(loadNft(router, qubesDnatDns('192.168.9.2')))
    await mustLoad(
      loadNftJson(router, '{"nftables":[{"add":{"table":{"family":"inet","name":"json"}}}]}'),
    )
    await mustLoad(loadIptables(router, rules, 'legacy', 'ip4'))
    await mustLoad(loadIptables(router, rules, 'legacy', 'ip6'))
    await mustLoad(loadIptables(router, rules, 'nft', 'ip6'))
    await mustLoad(loadArptables(router, rules))
    const { tables, nft } = await snapshot(router)
    expect(tables).toEqual([
      'legacy ip4 filter',
      'legacy ip6 filter',
      'nft arp filter',
      'nft inet json',
      'nft ip qubes',
      'nft ip6 filter',
      'nft ip6 qubes',
    ])
    expect(nft.match(/dnat to 192\.168\.9\.2/g)).toHaveLength(4)
  } finally {
    await router.close()
  }
})

test('two routers stand at once, and one can be built again in a moment', async () => {
  const start = performance.now()
  const [one, other] = await Promise.all([
    openRouter(lab, { topology: qubesTopology }),
    openRouter(lab, { topology: qubesTopology }),
  ])
  const built = performance.now() - start
  try {
    await mustLoad(loadNft(one, 'table inet only_here {\n}\n'))
    expect((await snapshot(one)).tables).toEqual(['nft inet only_here'])
    expect((await snapshot(other)).tables).toEqual([])
    console.log(`two routers with their agents: ${Math.round(built)} ms`)
  } finally {
    await Promise.all([one.close(), other.close()])
  }
})
