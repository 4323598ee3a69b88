import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { Lab, Router } from '../lab/index.ts'
import { openLab, openRouter } from '../lab/index.ts'
import { qubesTopology } from '../lab/topology.ts'
import type { Box, Shell } from './box.ts'
import { makeBox } from './box.ts'

export const own = 'table inet qubes_tor_fw'
export const lockdown = 'table inet qubes_tor_fw_lockdown'

/** A fresh router and a fresh box in it for each test, and what is asked of them. */
export interface Scene {
  router: Router
  box: Box
  newBox(shell?: Shell): Box
  tables(): Promise<readonly string[]>
  /** Of IPv4: `0` or `1`, and the end of a line. */
  forwarding(): Promise<string>
  expectProved(): Promise<void>
  /** Nothing is open, whatever was in force before, and the reason is told and kept. */
  expectLockdown(result: { code: number; stderr: string }, reason: RegExp): Promise<void>
}

let boxes = 0

/** What a scene has once a test runs. */
const notYet = <Value>(): Value => {
  throw new Error('there is no router before a test')
}

/** Sets the scene for the tests of a file. */
export const setScene = (): Scene => {
  let lab: Lab | undefined
  let router: Router | undefined
  let box: Box | undefined
  const at: Scene = {
    get router() {
      return router ?? notYet<Router>()
    },
    set router(value) {
      router = value
    },
    get box() {
      return box ?? notYet<Box>()
    },
    set box(value) {
      box = value
    },
    newBox: (shell) => makeBox(at.router, `${boxes++}`, shell),
    tables: async () =>
      (await at.router.mustExec('nft', ['list', 'tables'])).split('\n').filter(Boolean),
    forwarding: () => at.router.mustExec('cat', ['/proc/sys/net/ipv4/ip_forward']),
    expectProved: async () => {
      expect(at.box.said()).toMatchObject({ verdict: 'proved', backend: 'nft' })
      expect(await at.tables()).toContain(own)
      expect(await at.tables()).not.toContain(lockdown)
      expect(await at.forwarding()).toBe('0\n')
    },
    expectLockdown: async (result, reason) => {
      expect(result.stderr).toMatch(reason)
      expect(result.code).toBe(1)
      expect(await at.tables()).toContain(lockdown)
      expect(await at.forwarding()).toBe('0\n')
      const said = { verdict: 'lockdown', reason: expect.stringMatching(reason) }
      expect(at.box.said()).toMatchObject(said)
    },
  }
  beforeAll(async () => {
    lab = await openLab()
  })
  afterAll(async () => {
    await lab?.close()
  })
  beforeEach(async () => {
    if (!lab) throw new Error('there is no lab')
    at.router = await openRouter(lab, { topology: qubesTopology })
    at.box = at.newBox()
  })
  afterEach(async () => {
    await router?.close()
  })
  return at
}
