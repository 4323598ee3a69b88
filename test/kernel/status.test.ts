/**
 * Goal: what `status` says of a gateway that runs is so: of its rules, of what somebody did to them, of its clients, and of a
 * true Tor at its control socket.
 * Method: the program on a router with Qubes' tables, and Debian's tor, which is kept from any network.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../../src/artefacts/index.ts'
import { machineSystem } from '../../src/host/system/index.ts'
import type { TorState } from '../../src/host/tor/index.ts'
import { askTor, openSocket } from '../../src/host/tor/index.ts'
import type { Lab, Router } from './lab/index.ts'
import { loadNft, mustLoad, openLab, openRouter, qubesBase, qubesTopology } from './lab/index.ts'
import { filledBy } from './lab/load-artefacts.ts'
import { runProgram } from './lab/program.ts'
import { gatewayOf } from './lab/try-policy.ts'

const textOf = filledBy(
  compile(gatewayOf({ version: 1, environment: 'qubes-4' })).value?.artefacts ?? [],
  '10.137.0.1',
)

const folder = mkdtempSync(join(tmpdir(), 'status-'))
let lab: Lab
let router: Router
beforeAll(async () => {
  lab = await openLab()
  router = await openRouter(lab, { topology: qubesTopology })
})
afterAll(async () => {
  await router?.close()
  await lab?.close()
  rmSync(folder, { recursive: true, force: true })
})

const status = async (...words: readonly string[]) => {
  const line = ['status', '--format', 'json', '--state', folder, ...words]
  const { code, stdout } = await runProgram(router, line)
  const document = JSON.parse(stdout)
  const codes = document.diagnostics.map((each: { readonly code: string }) => each.code)
  return { exit: code, document, codes: codes.filter((each: string) => !each.startsWith('tor-')) }
}

test('of a router without rules: open, and not applied', async () => {
  const { exit, codes } = await status()
  expect(exit).toBe(1)
  expect(codes).toContain('firewall-leaks')
  expect(codes).toContain('firewall-not-applied')
})

test('of one that was loaded: nothing is wrong with its rules, and clients are served', async () => {
  await mustLoad(loadNft(router, qubesBase(qubesTopology)))
  await mustLoad(loadNft(router, textOf('nft')))
  await mustLoad(loadNft(router, textOf('custom-input')))
  await router.mustExec('sysctl', ['-q', '-p', '-'], textOf('sysctl'))
  const { document, codes } = await status()
  expect(codes).toEqual([])
  expect(document.own).toMatchObject({ missing: [], changed: [], customInput: 'present' })
  expect(document.clients).toEqual(
    qubesTopology.clients.map(({ name, hosts }) => ({
      interface: name,
      addresses: hosts.flatMap(({ address, address6 }) => [address, address6]),
    })),
  )
  const served = document.guarantees.filter(({ id }: { readonly id: string }) =>
    id.endsWith('-reaches-tor'),
  )
  expect(served).toEqual([
    { id: 'tcp-reaches-tor', verdict: 'proved' },
    { id: 'dns-reaches-tor', verdict: 'proved' },
  ])
})

test.each([
  [
    'a wall that is gone behind which others stand',
    'flush chain inet qubes_tor_fw tracked',
    'firewall-drift',
  ],
  ['the jump that is gone', 'flush chain ip qubes custom-input', 'custom-input-missing'],
  ['the tables that are gone', 'delete table inet qubes_tor_fw', 'firewall-not-applied'],
])('of %s', async (_, change, code) => {
  await router.mustExec('nft', [change])
  expect((await status()).codes).toContain(code)
})

describe('Tor', () => {
  const program = process.env['TOR_PROGRAM']
  const run = (
    name: string,
    mode: number,
  ): { readonly tor: ChildProcess; readonly path: string } => {
    const own = join(folder, name)
    mkdirSync(join(own, 'control'), { recursive: true })
    mkdirSync(join(own, 'data'), { mode: 0o700 })
    chmodSync(join(own, 'control'), mode)
    writeFileSync(join(own, 'torrc'), 'ControlPort 0\nSocksPort 0\nDisableNetwork 1\n')
    const path = join(own, 'control', 'socket')
    const words = [
      ...['-f', join(own, 'torrc'), '--DataDirectory', join(own, 'data'), '--ControlSocket', path],
      ...['--CookieAuthentication', '1', '--CookieAuthFile', join(own, 'control', 'cookie')],
    ]
    const tor = spawn('ip', ['netns', 'exec', router.namespace, program ?? 'tor', ...words], {
      stdio: 'ignore',
    })
    return { tor, path }
  }
  const ask = (path: string): Promise<TorState> =>
    askTor({ open: openSocket, files: machineSystem().files }, path)
  const eventually = async (path: string): Promise<TorState> => {
    for (let tries = 0; tries < 200; tries += 1) {
      const state = await ask(path)
      if (state.kind === 'answers') return state
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return ask(path)
  }

  test('the lab has one', () => {
    if (process.env['CI'] === 'true') expect(program).toBeDefined()
    else if (program === undefined) console.error('status with a true tor: SKIPPED, there is none')
  })

  test.skipIf(program === undefined)('tells how far it is, to whoever has its cookie', async () => {
    const { tor, path } = run('closed', 0o700)
    try {
      const state = await eventually(path)
      expect(state).toMatchObject({
        kind: 'answers',
        bootstrap: { percent: 0 },
        isEstablished: false,
        circuits: { built: 0, building: 0 },
      })
      const { document } = await status('--control-socket', path)
      expect(document.tor).toMatchObject({ answers: true, bootstrap: { percent: 0 } })
      // Another process that answers at the same path does not know the cookie; one that asks without it is refused.
      writeFileSync(join(folder, 'closed', 'control', 'cookie'), Buffer.alloc(32))
      expect(await ask(path)).toMatchObject({ kind: 'silent' })
    } finally {
      tor.kill('SIGKILL')
    }
  })

  test.skipIf(program === undefined)('makes no control socket where others may look', async () => {
    const { tor, path } = run('open', 0o755)
    const code = await new Promise((resolve) => tor.on('close', resolve))
    expect(code).not.toBe(0)
    expect(await ask(path)).toMatchObject({ kind: 'silent' })
  })
})
