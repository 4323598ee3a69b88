/**
 * Goal: what the loader does besides nft and the folder that ships: iptables, Qubes' own table, a policy of the user's own.
 * Method: as in boot-loader.test.ts.
 */
import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { writeFolder } from './boot/folder.ts'
import { own, setScene } from './boot/scene.ts'
import { mustRun } from './lab/command.ts'

const at = setScene()

describe.each(['iptables-legacy', 'iptables-nft'] as const)('by %s', (backend) => {
  const environment = { QUBES_TOR_FW_BACKEND: backend }
  const saved = async (): Promise<string> => {
    const kind = backend.replace('iptables-', '')
    const texts = ['iptables', 'ip6tables'].map((family) =>
      at.router.mustExec(`${family}-${kind}-save`, []),
    )
    return (await Promise.all(texts)).join('')
  }

  beforeEach(() => {
    rmSync(at.box.artefacts, { recursive: true })
    writeFolder(at.box.artefacts, { version: 1, environment: 'qubes-3' })
  })

  test('it loads what was compiled, and takes the lockdown away', async () => {
    expect(await at.box.load([], environment)).toMatchObject({ code: 0 })
    expect(at.box.said()).toMatchObject({ verdict: 'proved', backend })
    expect(await saved()).toMatch(/-A forward_client|-A deliver_client/)
    expect((await at.tables()).filter((name) => name.includes('lockdown'))).toEqual([])
    expect(await at.forwarding()).toBe('0\n')
  })

  test('what it refuses leaves a lockdown', async () => {
    rmSync(at.box.artefacts, { recursive: true })
    writeFolder(at.box.artefacts, { version: 1, environment: 'qubes-3' }, (name, text) =>
      name === 'qubes-tor-fw.iptables'
        ? text.replace('COMMIT', '-A nowhere -j NOTHING\nCOMMIT')
        : text,
    )
    // The newer iptables checks less when it is asked to check.
    await at.expectLockdown(await at.box.load([], environment), /(check|load): the rules w/)
  })
})

test('who holds the lock of xtables is not waited for for ever', async () => {
  rmSync(at.box.artefacts, { recursive: true })
  writeFolder(at.box.artefacts, { version: 1, environment: 'qubes-3' })
  const other = at.router.exec('flock', ['/run/xtables.lock', 'sleep', '3'])
  await expect
    .poll(() => at.router.exec('flock', ['-n', '/run/xtables.lock', 'true']))
    .toMatchObject({ code: 1 })
  const limits = { QUBES_TOR_FW_BACKEND: 'iptables-legacy', QUBES_TOR_FW_TOOL_SECONDS: '1' }
  await at.expectLockdown(await at.box.load([], limits), /check: the rules would not load/)
  await other
})

test("the jump into Qubes' table is put there once, and again where somebody flushed it", async () => {
  const qubes = 'table ip qubes {\n chain custom-input {\n tcp dport 22 accept\n }\n}\n'
  await at.router.mustExec('nft', ['-f', '-'], qubes)
  const jumps = async () =>
    (await at.router.mustExec('nft', ['list', 'chain', 'ip', 'qubes', 'custom-input'])).split(
      'jump qubes-tor-fw',
    ).length - 1
  for (let times = 0; times < 3; times++) {
    expect(await at.box.load()).toMatchObject({ code: 0 })
    expect(await jumps()).toBe(1)
  }
  await at.router.mustExec('nft', ['flush', 'chain', 'ip', 'qubes', 'custom-input'])
  expect(await at.box.load()).toMatchObject({ code: 0 })
  expect(await jumps()).toBe(1)
})

describe("a policy of the user's own", () => {
  const compiler = (folder: string) => {
    writeFolder(folder, { version: 1, environment: 'qubes-4', tor: { transPort: 9140 } })
    return `echo x >>${at.box.folder}/compiled-times; [ "$1" = compile ] && /bin/mkdir -p "$4" && /bin/cp ${folder}/* "$4"/`
  }
  const times = async () =>
    (await at.router.exec('cat', [join(at.box.folder, 'compiled-times')])).stdout.split('x')
      .length - 1

  beforeEach(() => writeFileSync(join(at.box.config, 'policy.yaml'), 'version: 1\n'))

  test('is compiled once, and loaded; another content is compiled again', async () => {
    at.box.replace('qubes-tor-fw', compiler(join(at.box.folder, 'own')))
    expect(await at.box.load()).toMatchObject({ code: 0 })
    expect(await at.router.mustExec('nft', ['list', 'ruleset'])).toMatch(/redirect to :9140/)
    expect(await at.box.load()).toMatchObject({ code: 0 })
    expect(await times()).toBe(1)
    appendFileSync(join(at.box.config, 'policy.yaml'), '# another\n')
    expect(await at.box.load()).toMatchObject({ code: 0 })
    expect(await times()).toBe(2)
  })

  test('where nothing can be kept it is compiled at each boot, and loaded', async () => {
    at.box.replace('qubes-tor-fw', compiler(join(at.box.folder, 'own')))
    await mustRun('mount', ['--bind', at.box.config, at.box.config])
    await mustRun('mount', ['-o', 'remount,bind,ro', at.box.config])
    const { code, stderr } = await at.box.load()
    expect(stderr).toMatch(/cannot keep what was compiled/)
    expect(code).toBe(0)
    await mustRun('umount', [at.box.config])
  })

  test.each([
    ['is wrong', 'echo policy.yaml:1: no >&2; exit 1', /policy: .* could not be compiled/],
    ['has nobody to compile it', undefined, /policy: .* no qubes-tor-fw/],
    ['takes for ever to prove', 'exec /bin/sleep 1000', /policy: .* could not be compiled/],
  ])('that %s locks down, and the shipped one is not taken instead', async (_, script, reason) => {
    at.box.replace('qubes-tor-fw', script)
    await at.expectLockdown(await at.box.load([], { QUBES_TOR_FW_COMPILE_SECONDS: '1' }), reason)
    expect(await at.tables()).not.toContain(own)
  })

  test('that was compiled and then damaged is compiled anew, or locks down', async () => {
    const compile = compiler(join(at.box.folder, 'own'))
    at.box.replace('qubes-tor-fw', compile)
    expect(await at.box.load()).toMatchObject({ code: 0 })
    const damage = () => appendFileSync(join(at.box.config, 'compiled/torrc'), '\n')
    damage()
    expect(await at.box.load()).toMatchObject({ code: 0 })
    expect(await times()).toBe(2)
    damage()
    at.box.replace('qubes-tor-fw')
    await at.expectLockdown(await at.box.load(), /policy: .* is not compiled/)
  })
})
