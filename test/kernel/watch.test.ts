/**
 * Goal: whoever writes on a gateway is noticed within a second, what is in force is proved again, and a gateway that does not
 * hold is locked down. A neighbour who writes what is his does not lock anybody down.
 * Method: the program itself watches a router with Qubes' tables, in which each writer writes, as facts tell of them and worse;
 * and its monitors are killed, stopped and drowned.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { compile } from '../../src/artefacts/index.ts'
import type { LogEntry } from '../../src/host/watch/index.ts'
import { mayLeak } from '../../src/host/watch/index.ts'
import type { Lab, Router } from './lab/index.ts'
import { openLab, openRouter, qubesBase, qubesTopology } from './lab/index.ts'
import { filledBy } from './lab/load-artefacts.ts'
import { gatewayOf } from './lab/try-policy.ts'
import type { WatchProcess } from './watch/watch-process.ts'
import { startWatch } from './watch/watch-process.ts'
import { writers } from './watch/writers.ts'

const NOTICED_MILLISECONDS = 1_000

const gateway = gatewayOf({ version: 1, environment: 'qubes-4' })
const textOf = filledBy(compile(gateway).value?.artefacts ?? [], '10.137.0.1')

let lab: Lab
let router: Router
beforeAll(async () => {
  lab = await openLab()
  router = await openRouter(lab, { topology: qubesTopology })
  await loadAll()
})
afterAll(async () => {
  await router?.close()
  await lab?.close()
})

/** Everything at once, whatever is there: no moment without our tables. */
const loadAll = async (): Promise<void> => {
  const all = ['flush ruleset', qubesBase(qubesTopology), textOf('nft'), textOf('custom-input')]
  await router.mustExec('nft', ['-f', '-'], all.join('\n'))
  await router.mustExec('sysctl', ['-q', '-p', '-'], textOf('sysctl'))
}

const isLooked = (entry: LogEntry): boolean => entry.event === 'looked'
const isLockdown = (entry: LogEntry): boolean =>
  entry.event === 'acted' && entry.action === 'locked-down'

/** Runs a script on the router; the moment before it is the one from which it could be noticed. */
const run = async (script: string): Promise<number> => {
  const start = performance.now()
  await router.mustExec('sh', ['-e', '-s'], script)
  return start
}

const begin = async (...words: readonly string[]): Promise<WatchProcess> => {
  const watch = startWatch(router, ...words)
  await watch.next(0, isLooked)
  return watch
}

describe('writers', () => {
  let watch: WatchProcess
  beforeAll(async () => {
    watch = await begin()
  })
  afterAll(async () => {
    expect(await watch.stop()).toBe(0)
  })

  let undone: string | undefined
  beforeEach(async () => {
    if (undone !== undefined) await run(undone)
    undone = undefined
    await loadAll()
  })

  test.each(writers)('$name: $condition', async ({ script, condition, told, undo }) => {
    undone = undo
    const from = await watch.quiet()
    const start = await run(script)
    const done = performance.now()
    const noticed = await watch.next(
      from,
      (entry) => entry.event === 'noticed' && told.test(entry.cause.what),
    )
    // A script of several commands is noticed at its first, one that is its own last command within the time after it.
    expect(noticed.at - done).toBeLessThan(NOTICED_MILLISECONDS)
    expect(noticed.at).toBeGreaterThan(start)
    const looked = await watch.next(
      from,
      (entry) => entry.event === 'looked' && entry.condition === condition,
    )
    if (mayLeak(condition)) {
      const acted = await watch.next(from, isLockdown)
      expect(acted.at).toBeGreaterThan(looked.at)
      if (condition !== 'unseen')
        await watch.next(
          watch.told.indexOf(acted),
          (entry) => entry.event === 'looked' && entry.why === 'it is locked down',
        )
      expect(await router.mustExec('nft', ['list', 'tables'])).toContain('qubes_tor_fw_lockdown')
    } else {
      await watch.quiet()
      expect(watch.told.slice(from).filter(({ entry }) => entry.event === 'acted')).toEqual([])
    }
  })

  test('a client that comes and goes', async () => {
    const from = await watch.quiet()
    await router.deleteInterface('vif2.0')
    await watch.next(from, (entry) => entry.event === 'noticed')
    const looked = await watch.next(from, isLooked)
    expect(looked.entry).toMatchObject({ condition: 'well' })
  })
})

describe('monitors', () => {
  const monitorsOf = (watch: WatchProcess) => {
    const children = readFileSync(`/proc/${watch.pid}/task/${watch.pid}/children`, 'utf8')
    const named = children
      .trim()
      .split(' ')
      .map((pid) => ({ pid: Number(pid), name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() }))
    return (name: string): number => named.find((each) => each.name === name)?.pid ?? 0
  }

  test.each(['nft', 'ip'])('%s is killed: locked down, and watched again', async (name) => {
    await loadAll()
    const watch = await begin()
    const from = await watch.quiet()
    const start = performance.now()
    process.kill(monitorsOf(watch)(name), 'SIGKILL')
    const blind = await watch.next(from, ({ event }) => event === 'blind')
    expect(blind.at - start).toBeLessThan(NOTICED_MILLISECONDS)
    await watch.next(from, isLockdown)
    await watch.next(from, (entry) => entry.event === 'looked' && entry.condition === 'well')
    expect(monitorsOf(watch)(name)).toBeGreaterThan(0)
    expect(await watch.stop()).toBe(0)
  })

  test('nft is stopped: what it does not read is noticed all the same', async () => {
    await loadAll()
    const watch = await begin()
    const from = await watch.quiet()
    process.kill(monitorsOf(watch)('nft'), 'SIGSTOP')
    await run('nft delete table inet qubes_tor_fw')
    const done = performance.now()
    const noticed = await watch.next(from, ({ event }) => event === 'noticed')
    expect(noticed.at - done).toBeLessThan(NOTICED_MILLISECONDS)
    await watch.next(from, isLockdown)
    await watch.stop()
  })
})

test('a reporter does nothing', async () => {
  await loadAll()
  const watch = await begin('--on-drift', 'report')
  const from = await watch.quiet()
  await run('nft delete table inet qubes_tor_fw')
  await watch.next(from, (entry) => entry.event === 'acted' && entry.action === 'reported')
  expect(await router.mustExec('nft', ['list', 'tables'])).not.toContain('lockdown')
  await watch.stop()
})

test('a restorer puts back what was applied', async () => {
  await loadAll()
  const watch = await begin('--on-drift', 'restore')
  const from = await watch.quiet()
  await run('nft delete table inet qubes_tor_fw')
  await watch.next(from, isLockdown)
  await watch.next(from, (entry) => entry.event === 'acted' && entry.action === 'restored')
  await watch.quiet()
  const tables = await router.mustExec('nft', ['list', 'tables'])
  expect(tables).toContain('qubes_tor_fw')
  expect(tables).not.toContain('lockdown')
  await watch.stop()
})
