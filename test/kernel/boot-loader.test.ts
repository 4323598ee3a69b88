/**
 * Goal: the loader ends in a proved ruleset that is in force, or in a lockdown that is, and says why; by every shell.
 * Method: real rules in a router of the lab; each failure is one that a real gateway can meet: a tool that is missing,
 * refuses, crashes, hangs or lies, a folder that is damaged, a disk that is full. What is in force is read from the kernel.
 */
import { appendFileSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Box, LoaderTool, Shell } from './boot/box.ts'
import { makeBox, realTool } from './boot/box.ts'
import { writeFolder } from './boot/folder.ts'
import { mustRun } from './lab/command.ts'
import type { Lab, Router } from './lab/index.ts'
import { openLab, openRouter } from './lab/index.ts'
import { qubesTopology } from './lab/topology.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(async () => {
  await lab?.close()
})

let router: Router
let box: Box
let boxes = 0

const newBox = (shell?: Shell): Box => makeBox(router, `${boxes++}`, shell)

beforeEach(async () => {
  router = await openRouter(lab, { topology: qubesTopology })
  box = newBox()
})
afterEach(async () => {
  await router.close()
})

const tables = async (): Promise<readonly string[]> =>
  (await router.mustExec('nft', ['list', 'tables'])).split('\n').filter(Boolean)

const own = 'table inet qubes_tor_fw'
const lockdown = 'table inet qubes_tor_fw_lockdown'

const forwarding = () => router.mustExec('cat', ['/proc/sys/net/ipv4/ip_forward'])

const expectProved = async () => {
  expect(box.said()).toMatchObject({ verdict: 'proved', backend: 'nft' })
  expect(await tables()).toContain(own)
  expect(await tables()).not.toContain(lockdown)
  expect(await forwarding()).toBe('0\n')
}

/** Nothing is open, whatever was in force before, and the reason is told and kept. */
const expectLockdown = async (result: { code: number; stderr: string }, reason: RegExp) => {
  expect(result.stderr).toMatch(reason)
  expect(result.code).toBe(1)
  expect(await tables()).toContain(lockdown)
  expect(await forwarding()).toBe('0\n')
  expect(box.said()).toMatchObject({ verdict: 'lockdown', reason: expect.stringMatching(reason) })
}

describe.each<Shell>(['dash', 'busybox', 'bash'])('under %s', (shell) => {
  test('it loads what was compiled, twice like once, and locks down where it is asked to', async () => {
    box = newBox(shell)
    expect(await box.load()).toMatchObject({ code: 0 })
    await expectProved()
    expect(box.said()['policy-sha256']).toMatch(/^[0-9a-f]{64}$/)
    const once = await router.mustExec('nft', ['-s', 'list', 'ruleset'])
    expect(once).toMatch(/set client_facing \{\s*type ipv4_addr\s*elements = \{ 10\.137\.0\.1 \}/)
    expect(await box.load()).toMatchObject({ code: 0 })
    expect(await router.mustExec('nft', ['-s', 'list', 'ruleset'])).toBe(once)
    expect(await box.load(['--lockdown'])).toMatchObject({ code: 0 })
    expect(box.said()).toMatchObject({ verdict: 'lockdown', reason: 'it was asked for' })
    expect(await tables()).toEqual(expect.arrayContaining([own, lockdown]))
    expect(await box.load()).toMatchObject({ code: 0 })
    await expectProved()
  })

  test('a folder that is damaged is locked down over', async () => {
    box = newBox(shell)
    appendFileSync(join(box.artefacts, 'torrc'), '\n')
    await expectLockdown(await box.load(), /digest: .* is damaged/)
  })
})

/** A flow that was forwarded before there were any rules. */
const flow = '-s 10.137.0.10 -d 93.184.216.34 --sport 4000 --dport 443 -t 100'.split(' ')

// Not busybox: its timeout ends one process and no group, so that what hangs lives on.
test.each<Shell>(['dash', 'bash'])('a tool that hangs has failed, under %s', async (shell) => {
  box = newBox(shell)
  box.replace('conntrack', 'exec /bin/sleep 1000')
  await router.mustExec('conntrack', ['-I', '-p', 'udp', ...flow])
  const limits = { QUBES_TOR_FW_LOAD_SECONDS: '1', QUBES_TOR_FW_LOCK_SECONDS: '0' }
  await expectLockdown(await box.load([], limits), /stop: .* not done within 1 seconds/)
})

describe('tools', () => {
  const badly: readonly (readonly [how: string, script: string | undefined])[] = [
    ['is missing', undefined],
    ['refuses', 'exit 1'],
    ['crashes', 'kill -SEGV $$'],
  ]
  const needed: readonly LoaderTool[] = ['sha256sum', 'cp', 'sed', 'flock', 'mv', 'timeout']

  test.each(needed.flatMap((tool) => badly.map(([how, script]) => [tool, how, script] as const)))(
    '%s %s: lockdown',
    async (tool, _, script) => {
      box.replace(tool, script)
      const result = await box.load()
      expect(result.code).not.toBe(0)
      // Without a limit on their time no tools are called: then the interfaces go down.
      const isWalled = (await tables()).includes(lockdown)
      if (!isWalled)
        expect(await router.mustExec('ip', ['-br', 'link', 'show', 'up'])).not.toMatch(/eth0|vif/)
      expect(isWalled || tool === 'timeout').toBe(true)
      expect(await forwarding()).toBe('0\n')
    },
  )

  test.each(badly)('nft %s: iptables closes everything', async (_, script) => {
    box.replace('nft', script)
    const result = await box.load()
    expect(result.code).toBe(1)
    expect(box.said()).toMatchObject({ verdict: 'lockdown', backend: 'iptables' })
    const rules = await router.mustExec('iptables-legacy-save', [])
    const newer = await router.mustExec('iptables-nft-save', [])
    expect(`${rules}${newer}`).toMatch(/:FORWARD DROP/)
    expect(await forwarding()).toBe('0\n')
  })

  test('no packet filter at all: the interfaces go down, and the exit code says so', async () => {
    for (const tool of [
      'nft',
      'iptables-restore',
      'iptables-legacy-restore',
      'iptables-nft-restore',
    ] as const)
      box.replace(tool)
    expect(await box.load()).toMatchObject({ code: 3 })
    expect(box.said()).toMatchObject({ verdict: 'lockdown', backend: 'interfaces' })
    expect(await router.mustExec('ip', ['-br', 'link', 'show', 'up'])).not.toMatch(/eth0|vif/)
    expect(await forwarding()).toBe('0\n')
  })

  test('nft that claims success and loads nothing is not believed', async () => {
    box.replace('nft', `case "$*" in -f*/work.*/nft) exit 0 ;; esac; exec ${realTool('nft')} "$@"`)
    await expectLockdown(await box.load(), /read back: the lockdown is still in force/)
  })

  test('nft that loads something else is not believed', async () => {
    const open = [
      'table inet qubes_tor_fw',
      'delete table inet qubes_tor_fw_lockdown',
      'delete table arp qubes_tor_fw_lockdown',
    ].join('; ')
    const instead = `${realTool('nft')} '${open}'; exit 0`
    const script = `case "$*" in -f*/work.*/nft) ${instead} ;; esac; exec ${realTool('nft')} "$@"`
    box.replace('nft', script)
    await expectLockdown(await box.load(), /read back: not there as it was loaded: .* chain entry /)
  })

  test('nft that takes the check and refuses the load leaves the lockdown', async () => {
    box.replace('nft', `case "$*" in -f*/work.*/nft) exit 1 ;; esac; exec ${realTool('nft')} "$@"`)
    await expectLockdown(await box.load(), /load: the rules were refused/)
  })
})

describe('folders', () => {
  const rewrite = (change: (name: string, text: string) => string) => {
    rmSync(box.artefacts, { recursive: true })
    writeFolder(box.artefacts, { version: 1, environment: 'qubes-4' }, change)
  }

  test('none', async () => {
    await expectLockdown(await box.load(['/nowhere']), /digest: there is no folder/)
  })

  test.each(['qubes-tor-fw.nft', 'manifest', 'SHA256SUMS', 'torrc'])(
    '%s cut short',
    async (name) => {
      truncateSync(join(box.artefacts, name), 100)
      await expectLockdown(await box.load(), /digest: .* is damaged/)
    },
  )

  test.each(['qubes-tor-fw.nft', 'manifest', 'SHA256SUMS'])('%s gone', async (name) => {
    rmSync(join(box.artefacts, name))
    await expectLockdown(await box.load(), /digest: .* is damaged/)
  })

  test('digests that leave out a file', async () => {
    rewrite((name, text) =>
      name === 'SHA256SUMS' ? text.replace(/.* {2}qubes-tor-fw.nft\n/, '') : text,
    )
    await expectLockdown(await box.load(), /digest: .* do not agree/)
  })

  test('a manifest that names a file elsewhere', async () => {
    rewrite((name, text) =>
      name === 'manifest' ? text.replace('nft qubes-tor-fw.nft', 'nft ../../open.nft') : text,
    )
    await expectLockdown(await box.load(), /digest: .* do not agree/)
  })

  test('rules without a proof', async () => {
    rewrite((name, text) => (name === 'manifest' ? text.replace('proved yes', 'proved no') : text))
    await expectLockdown(await box.load(), /prove: .* without a proof/)
  })

  test('a format of another day', async () => {
    rewrite((name, text) => (name === 'manifest' ? text.replace('format 1', 'format 2') : text))
    await expectLockdown(await box.load(), /digest: .* format/)
  })

  test('rules that do not load', async () => {
    rewrite((name, text) => (name === 'qubes-tor-fw.nft' ? `${text}nonsense\n` : text))
    await expectLockdown(await box.load(), /check: the rules would not load/)
  })

  test("rules for another number of Tor's", async () => {
    rewrite((name, text) =>
      name === 'manifest' ? text.replace('proved yes', 'proved yes\ntor-uid 4711') : text,
    )
    await expectLockdown(await box.load(), /uid: the policy takes Tor's user for number 4711/)
    box.replace('id', 'case $2 in toranon) echo 4711 ;; *) exit 1 ;; esac')
    expect(await box.load()).toMatchObject({ code: 0 })
    await expectProved()
  })

  test('a failure over rules that are in force stops what they let through, and is made good', async () => {
    expect(await box.load()).toMatchObject({ code: 0 })
    appendFileSync(join(box.artefacts, 'torrc'), '\n')
    await expectLockdown(await box.load(), /digest/)
    expect(await tables()).toContain(own)
    rmSync(box.artefacts, { recursive: true })
    writeFolder(box.artefacts)
    expect(await box.load()).toMatchObject({ code: 0 })
    await expectProved()
  })
})

describe('places', () => {
  test.each(['no room is left', 'nothing can be written'])(
    '%s for the state: lockdown',
    async (how) => {
      const options = how === 'no room is left' ? 'size=4k' : 'ro'
      mkdirSync(box.state)
      await mustRun('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', box.state])
      if (options !== 'ro')
        await router.exec('dd', ['if=/dev/zero', `of=${box.state}/full`, 'bs=4k'])
      const result = await box.load()
      expect(result.code).toBe(1)
      expect(result.stderr).toMatch(/lock: cannot write|digest: cannot copy/)
      expect(await tables()).toContain(lockdown)
      expect(await forwarding()).toBe('0\n')
    },
  )

  test.each(['', '10.137.0.1; }', '10.137.0.256', '10.137.0', '010.1.1.1', '1.2.3.4.5', '::1'])(
    'an address that is none: %j',
    async (address) => {
      const result = await box.load([], { QUBES_TOR_FW_CLIENT_FACING: address })
      await expectLockdown(result, /address: /)
    },
  )
})

test('two at once take turns, and both load', async () => {
  const results = await Promise.all([box.load(), box.load(), box.load()])
  expect(results.map(({ code }) => code)).toEqual([0, 0, 0])
  await expectProved()
})

test('another one that never ends is not waited for', async () => {
  mkdirSync(box.state)
  writeFileSync(join(box.state, 'lock'), '')
  const other = router.exec('flock', [join(box.state, 'lock'), 'sleep', '2'])
  await expect
    .poll(() => router.exec('flock', ['-n', join(box.state, 'lock'), 'true']))
    .toMatchObject({ code: 1 })
  const result = await box.load([], { QUBES_TOR_FW_LOCK_SECONDS: '1' })
  await expectLockdown(result, /lock: another one was at work for 1 seconds/)
  await other
})

test('what was forwarded before is forgotten; what Tor carries, and the gateway itself, is not', async () => {
  const add = (line: string) =>
    router.mustExec('conntrack', ['-I', '-p', 'udp', ...line.split(' '), '-t', '100'])
  await add('-s 10.137.0.10 -d 93.184.216.34 --sport 4000 --dport 443')
  await add('-s 93.184.216.34 -d 10.137.0.10 --sport 443 --dport 4001')
  await add('-s 10.137.0.10 -d 8.8.8.8 --sport 4002 --dport 53 -g 10.137.0.1')
  await add('-s 192.168.9.1 -d 93.184.216.34 --sport 4003 --dport 9001')
  expect(await box.load()).toMatchObject({ code: 0 })
  const left = await router.mustExec('conntrack', ['-L'])
  expect([...left.matchAll(/^udp.*? sport=(\d+)/gm)].map(([, one]) => one).sort()).toEqual([
    '4002',
    '4003',
  ])
})

describe.each(['iptables-legacy', 'iptables-nft'] as const)('by %s', (backend) => {
  const environment = { QUBES_TOR_FW_BACKEND: backend }
  const saved = async (): Promise<string> => {
    const kind = backend.replace('iptables-', '')
    const texts = ['iptables', 'ip6tables'].map((family) =>
      router.mustExec(`${family}-${kind}-save`, []),
    )
    return (await Promise.all(texts)).join('')
  }

  beforeEach(() => {
    rmSync(box.artefacts, { recursive: true })
    writeFolder(box.artefacts, { version: 1, environment: 'qubes-3' })
  })

  test('it loads what was compiled, and takes the lockdown away', async () => {
    expect(await box.load([], environment)).toMatchObject({ code: 0 })
    expect(box.said()).toMatchObject({ verdict: 'proved', backend })
    expect(await saved()).toMatch(/-A forward_client|-A deliver_client/)
    expect((await tables()).filter((name) => name.includes('lockdown'))).toEqual([])
    expect(await forwarding()).toBe('0\n')
  })

  test('what it refuses leaves a lockdown', async () => {
    rmSync(box.artefacts, { recursive: true })
    writeFolder(box.artefacts, { version: 1, environment: 'qubes-3' }, (name, text) =>
      name === 'qubes-tor-fw.iptables'
        ? text.replace('COMMIT', '-A nowhere -j NOTHING\nCOMMIT')
        : text,
    )
    // The newer iptables checks less when it is asked to check.
    await expectLockdown(await box.load([], environment), /(check|load): the rules w/)
  })
})

test('who holds the lock of xtables is not waited for for ever', async () => {
  rmSync(box.artefacts, { recursive: true })
  writeFolder(box.artefacts, { version: 1, environment: 'qubes-3' })
  const other = router.exec('flock', ['/run/xtables.lock', 'sleep', '3'])
  await expect
    .poll(() => router.exec('flock', ['-n', '/run/xtables.lock', 'true']))
    .toMatchObject({ code: 1 })
  const limits = { QUBES_TOR_FW_BACKEND: 'iptables-legacy', QUBES_TOR_FW_TOOL_SECONDS: '1' }
  await expectLockdown(await box.load([], limits), /check: the rules would not load/)
  await other
})

test("the jump into Qubes' table is put there once, and again where somebody flushed it", async () => {
  const qubes = 'table ip qubes {\n chain custom-input {\n tcp dport 22 accept\n }\n}\n'
  await router.mustExec('nft', ['-f', '-'], qubes)
  const jumps = async () =>
    (await router.mustExec('nft', ['list', 'chain', 'ip', 'qubes', 'custom-input'])).split(
      'jump qubes-tor-fw',
    ).length - 1
  for (let times = 0; times < 3; times++) {
    expect(await box.load()).toMatchObject({ code: 0 })
    expect(await jumps()).toBe(1)
  }
  await router.mustExec('nft', ['flush', 'chain', 'ip', 'qubes', 'custom-input'])
  expect(await box.load()).toMatchObject({ code: 0 })
  expect(await jumps()).toBe(1)
})

describe("a policy of the user's own", () => {
  const compiler = (folder: string) => {
    writeFolder(folder, { version: 1, environment: 'qubes-4', tor: { transPort: 9140 } })
    return `echo x >>${box.folder}/compiled-times; [ "$1" = compile ] && /bin/mkdir -p "$4" && /bin/cp ${folder}/* "$4"/`
  }
  const times = async () =>
    (await router.exec('cat', [join(box.folder, 'compiled-times')])).stdout.split('x').length - 1

  beforeEach(() => writeFileSync(join(box.config, 'policy.yaml'), 'version: 1\n'))

  test('is compiled once, and loaded; another content is compiled again', async () => {
    box.replace('qubes-tor-fw', compiler(join(box.folder, 'own')))
    expect(await box.load()).toMatchObject({ code: 0 })
    expect(await router.mustExec('nft', ['list', 'ruleset'])).toMatch(/redirect to :9140/)
    expect(await box.load()).toMatchObject({ code: 0 })
    expect(await times()).toBe(1)
    appendFileSync(join(box.config, 'policy.yaml'), '# another\n')
    expect(await box.load()).toMatchObject({ code: 0 })
    expect(await times()).toBe(2)
  })

  test('where nothing can be kept it is compiled at each boot, and loaded', async () => {
    box.replace('qubes-tor-fw', compiler(join(box.folder, 'own')))
    await mustRun('mount', ['--bind', box.config, box.config])
    await mustRun('mount', ['-o', 'remount,bind,ro', box.config])
    const { code, stderr } = await box.load()
    expect(stderr).toMatch(/cannot keep what was compiled/)
    expect(code).toBe(0)
    await mustRun('umount', [box.config])
  })

  test.each([
    ['is wrong', 'echo policy.yaml:1: no >&2; exit 1', /policy: .* could not be compiled/],
    ['has nobody to compile it', undefined, /policy: .* no qubes-tor-fw/],
    ['takes for ever to prove', 'exec /bin/sleep 1000', /policy: .* could not be compiled/],
  ])('that %s locks down, and the shipped one is not taken instead', async (_, script, reason) => {
    box.replace('qubes-tor-fw', script)
    await expectLockdown(await box.load([], { QUBES_TOR_FW_COMPILE_SECONDS: '1' }), reason)
    expect(await tables()).not.toContain(own)
  })

  test('that was compiled and then damaged locks down', async () => {
    box.replace('qubes-tor-fw', compiler(join(box.folder, 'own')))
    expect(await box.load()).toMatchObject({ code: 0 })
    appendFileSync(join(box.config, 'compiled/torrc'), '\n')
    await expectLockdown(await box.load(), /digest: .* is damaged/)
  })
})
