/**
 * Goal: the loader ends in a proved ruleset that is in force, or in a lockdown that is, and says why; by every shell.
 * Method: real rules in a router of the lab; each failure is one that a real gateway can meet: a tool that is missing,
 * refuses, crashes, hangs or lies, a folder that is damaged, a disk that is full. What is in force is read from the kernel.
 */
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LoaderTool, Shell } from './boot/box.ts'
import { realTool } from './boot/box.ts'
import { writeFolder } from './boot/folder.ts'
import { lockdown, own, setScene } from './boot/scene.ts'
import { mustRun } from './lab/command.ts'

const at = setScene()

describe.each<Shell>(['dash', 'busybox', 'bash'])('under %s', (shell) => {
  test('it loads what was compiled, twice like once, and locks down where it is asked to', async () => {
    at.box = at.newBox(shell)
    expect(await at.box.load()).toMatchObject({ code: 0 })
    await at.expectProved()
    expect(at.box.said()['policy-sha256']).toMatch(/^[0-9a-f]{64}$/)
    const once = await at.router.mustExec('nft', ['-s', 'list', 'ruleset'])
    expect(once).toMatch(/set client_facing \{\s*type ipv4_addr\s*elements = \{ 10\.137\.0\.1 \}/)
    expect(await at.box.load()).toMatchObject({ code: 0 })
    expect(await at.router.mustExec('nft', ['-s', 'list', 'ruleset'])).toBe(once)
    expect(await at.box.load(['--lockdown'])).toMatchObject({ code: 0 })
    expect(at.box.said()).toMatchObject({ verdict: 'lockdown', reason: 'it was asked for' })
    expect(await at.tables()).toEqual(expect.arrayContaining([own, lockdown]))
    expect(await at.box.load()).toMatchObject({ code: 0 })
    await at.expectProved()
  })

  test('a folder that is damaged is locked down over', async () => {
    at.box = at.newBox(shell)
    appendFileSync(join(at.box.artefacts, 'torrc'), '\n')
    await at.expectLockdown(await at.box.load(), /digest: .* is damaged/)
  })
})

/** A flow that was forwarded before there were any rules. */
const flow = '-s 10.137.0.10 -d 93.184.216.34 --sport 4000 --dport 443 -t 100'.split(' ')

// Not busybox: its timeout ends one process and no group, so that what hangs lives on.
test.each<Shell>(['dash', 'bash'])('a tool that hangs has failed, under %s', async (shell) => {
  at.box = at.newBox(shell)
  at.box.replace('conntrack', 'exec /bin/sleep 1000')
  await at.router.mustExec('conntrack', ['-I', '-p', 'udp', ...flow])
  const limits = { QUBES_TOR_FW_LOAD_SECONDS: '1', QUBES_TOR_FW_LOCK_SECONDS: '0' }
  await at.expectLockdown(await at.box.load([], limits), /stop: .* not done within 1 seconds/)
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
      at.box.replace(tool, script)
      const result = await at.box.load()
      expect(result.code).not.toBe(0)
      // Without a limit on their time no tools are called: then the interfaces go down.
      const isWalled = (await at.tables()).includes(lockdown)
      if (!isWalled)
        expect(await at.router.mustExec('ip', ['-br', 'link', 'show', 'up'])).not.toMatch(
          /eth0|vif/,
        )
      expect(isWalled || tool === 'timeout').toBe(true)
      expect(await at.forwarding()).toBe('0\n')
    },
  )

  test.each(badly)('nft %s: iptables closes everything', async (_, script) => {
    at.box.replace('nft', script)
    const result = await at.box.load()
    expect(result.code).toBe(1)
    expect(at.box.said()).toMatchObject({ verdict: 'lockdown', backend: 'iptables' })
    const rules = await at.router.mustExec('iptables-legacy-save', [])
    const newer = await at.router.mustExec('iptables-nft-save', [])
    expect(`${rules}${newer}`).toMatch(/:FORWARD DROP/)
    expect(await at.forwarding()).toBe('0\n')
  })

  test('no packet filter at all: the interfaces go down, and the exit code says so', async () => {
    for (const tool of [
      'nft',
      'iptables-restore',
      'iptables-legacy-restore',
      'iptables-nft-restore',
    ] as const)
      at.box.replace(tool)
    expect(await at.box.load()).toMatchObject({ code: 3 })
    expect(at.box.said()).toMatchObject({ verdict: 'lockdown', backend: 'interfaces' })
    expect(await at.router.mustExec('ip', ['-br', 'link', 'show', 'up'])).not.toMatch(/eth0|vif/)
    expect(await at.forwarding()).toBe('0\n')
  })

  test('nft that claims success and loads nothing is not believed', async () => {
    at.box.replace(
      'nft',
      `case "$*" in -f*/work.*/nft) exit 0 ;; esac; exec ${realTool('nft')} "$@"`,
    )
    await at.expectLockdown(await at.box.load(), /read back: the lockdown is still in force/)
  })

  test('nft that loads something else is not believed', async () => {
    const open = [
      'table inet qubes_tor_fw',
      'delete table inet qubes_tor_fw_lockdown',
      'delete table arp qubes_tor_fw_lockdown',
    ].join('; ')
    const instead = `${realTool('nft')} '${open}'; exit 0`
    const script = `case "$*" in -f*/work.*/nft) ${instead} ;; esac; exec ${realTool('nft')} "$@"`
    at.box.replace('nft', script)
    await at.expectLockdown(
      await at.box.load(),
      /read back: not there as it was loaded: .* chain entry /,
    )
  })

  test('nft that takes the check and refuses the load leaves the lockdown', async () => {
    at.box.replace(
      'nft',
      `case "$*" in -f*/work.*/nft) exit 1 ;; esac; exec ${realTool('nft')} "$@"`,
    )
    await at.expectLockdown(await at.box.load(), /load: the rules were refused/)
  })
})

describe('another writer, once the loader has called nft', () => {
  /** How the loader calls nft for each, as a pattern of the shell's. */
  const calls = {
    'the lockdown': '-f*/lockdown.nft',
    'the check': '"-c -f"*',
    'the load': '-f*/work.*/nft',
  }
  /** What somebody does once that call is over. */
  const behind = (call: keyof typeof calls, does: string): void => {
    const then = `case "$*" in ${calls[call]}) ${realTool('nft')} '${does}' ;; esac`
    at.box.replace('nft', `${realTool('nft')} "$@"; code=$?; ${then}; exit $code`)
  }
  const bystander =
    'add table inet other; add chain inet other c { type filter hook forward priority 0; }'

  test.each(['the lockdown', 'the check'] as const)(
    'who flushes everything behind %s is loaded over',
    async (call) => {
      behind(call, 'flush ruleset')
      expect(await at.box.load()).toMatchObject({ code: 0 })
      await at.expectProved()
    },
  )

  test('who flushes everything behind the load is met with a lockdown', async () => {
    behind('the load', 'flush ruleset')
    await at.expectLockdown(await at.box.load(), /read back: not there as it was loaded/)
  })

  test('and who flushes a chain of ours', async () => {
    behind('the load', 'delete table arp qubes_tor_fw')
    await at.expectLockdown(await at.box.load(), /read back: not there as it was loaded/)
  })

  test.each(['the lockdown', 'the check', 'the load'] as const)(
    'who adds what is his behind %s is left alone',
    async (call) => {
      behind(call, bystander)
      expect(await at.box.load()).toMatchObject({ code: 0 })
      await at.expectProved()
      expect(await at.tables()).toContain('table inet other')
    },
  )
})

describe('folders', () => {
  const rewrite = (change: (name: string, text: string) => string) => {
    rmSync(at.box.artefacts, { recursive: true })
    writeFolder(at.box.artefacts, { version: 1, environment: 'qubes-4' }, change)
  }

  test('none', async () => {
    await at.expectLockdown(await at.box.load(['/nowhere']), /digest: there is no folder/)
  })

  test.each(['qubes-tor-fw.nft', 'manifest', 'SHA256SUMS', 'torrc'])(
    '%s cut short',
    async (name) => {
      truncateSync(join(at.box.artefacts, name), 100)
      await at.expectLockdown(await at.box.load(), /digest: .* is damaged/)
    },
  )

  test.each(['qubes-tor-fw.nft', 'manifest', 'SHA256SUMS'])('%s gone', async (name) => {
    rmSync(join(at.box.artefacts, name))
    await at.expectLockdown(await at.box.load(), /digest: .* is damaged/)
  })

  test('digests that leave out a file', async () => {
    rewrite((name, text) =>
      name === 'SHA256SUMS' ? text.replace(/.* {2}qubes-tor-fw.nft\n/, '') : text,
    )
    await at.expectLockdown(await at.box.load(), /digest: .* do not agree/)
  })

  test('a manifest that names a file elsewhere', async () => {
    rewrite((name, text) =>
      name === 'manifest' ? text.replace('nft qubes-tor-fw.nft', 'nft ../../open.nft') : text,
    )
    await at.expectLockdown(await at.box.load(), /digest: .* do not agree/)
  })

  test('rules without a proof', async () => {
    rewrite((name, text) => (name === 'manifest' ? text.replace('proved yes', 'proved no') : text))
    await at.expectLockdown(await at.box.load(), /prove: .* without a proof/)
  })

  test('a format of another day', async () => {
    rewrite((name, text) => (name === 'manifest' ? text.replace('format 1', 'format 2') : text))
    await at.expectLockdown(await at.box.load(), /digest: .* format/)
  })

  test('rules that do not load', async () => {
    rewrite((name, text) => (name === 'qubes-tor-fw.nft' ? `${text}nonsense\n` : text))
    await at.expectLockdown(await at.box.load(), /check: the rules would not load/)
  })

  test("rules for another number of Tor's", async () => {
    // Other tests of the lab make an account of their own.
    rewrite((name, text) =>
      name === 'manifest' ? text.replace('proved yes', 'proved yes\ntor-uid 4712') : text,
    )
    await at.expectLockdown(await at.box.load(), /uid: the policy takes Tor's user for number 4712/)
    at.box.replace('id', 'case $2 in toranon) echo 4712 ;; *) exit 1 ;; esac')
    expect(await at.box.load()).toMatchObject({ code: 0 })
    await at.expectProved()
  })

  test('a failure over rules that are in force stops what they let through, and is made good', async () => {
    expect(await at.box.load()).toMatchObject({ code: 0 })
    appendFileSync(join(at.box.artefacts, 'torrc'), '\n')
    await at.expectLockdown(await at.box.load(), /digest/)
    expect(await at.tables()).toContain(own)
    rmSync(at.box.artefacts, { recursive: true })
    writeFolder(at.box.artefacts)
    expect(await at.box.load()).toMatchObject({ code: 0 })
    await at.expectProved()
  })
})

describe('places', () => {
  test.each(['no room is left', 'nothing can be written'])(
    '%s for the state: lockdown',
    async (how) => {
      const options = how === 'no room is left' ? 'size=4k' : 'ro'
      mkdirSync(at.box.state)
      await mustRun('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', at.box.state])
      if (options !== 'ro')
        await at.router.exec('dd', ['if=/dev/zero', `of=${at.box.state}/full`, 'bs=4k'])
      const result = await at.box.load()
      expect(result.code).toBe(1)
      expect(result.stderr).toMatch(/lock: cannot write|digest: cannot copy/)
      expect(await at.tables()).toContain(lockdown)
      expect(await at.forwarding()).toBe('0\n')
    },
  )

  test.each(['', '10.137.0.1; }', '10.137.0.256', '10.137.0', '010.1.1.1', '1.2.3.4.5', '::1'])(
    'an address that is none: %j',
    async (address) => {
      const result = await at.box.load([], { QUBES_TOR_FW_CLIENT_FACING: address })
      await at.expectLockdown(result, /address: /)
    },
  )
})

test('two at once take turns, and both load', async () => {
  const results = await Promise.all([at.box.load(), at.box.load(), at.box.load()])
  expect(results.map(({ code }) => code)).toEqual([0, 0, 0])
  await at.expectProved()
})

test('another one that never ends is not waited for', async () => {
  mkdirSync(at.box.state)
  writeFileSync(join(at.box.state, 'lock'), '')
  const other = at.router.exec('flock', [join(at.box.state, 'lock'), 'sleep', '2'])
  await expect
    .poll(() => at.router.exec('flock', ['-n', join(at.box.state, 'lock'), 'true']))
    .toMatchObject({ code: 1 })
  const result = await at.box.load([], { QUBES_TOR_FW_LOCK_SECONDS: '1' })
  await at.expectLockdown(result, /lock: another one was at work for 1 seconds/)
  await other
})

test('what was forwarded before is forgotten; what Tor carries, and the gateway itself, is not', async () => {
  const add = (line: string) =>
    at.router.mustExec('conntrack', ['-I', '-p', 'udp', ...line.split(' '), '-t', '100'])
  await add('-s 10.137.0.10 -d 93.184.216.34 --sport 4000 --dport 443')
  await add('-s 93.184.216.34 -d 10.137.0.10 --sport 443 --dport 4001')
  await add('-s 10.137.0.10 -d 8.8.8.8 --sport 4002 --dport 53 -g 10.137.0.1')
  await add('-s 192.168.9.1 -d 93.184.216.34 --sport 4003 --dport 9001')
  expect(await at.box.load()).toMatchObject({ code: 0 })
  const left = await at.router.mustExec('conntrack', ['-L'])
  expect([...left.matchAll(/^udp.*? sport=(\d+)/gm)].map(([, one]) => one).sort()).toEqual([
    '4002',
    '4003',
  ])
})

/** Kernels that have flowtables try it with flows (test/flowtable); here it is seen what the loader asks for. */
describe('flowtables', () => {
  const flowtable = (name: string, devices: string) =>
    `\tflowtable ${name} {\n\t\thook ingress priority filter\n${devices}\t}\n`
  // As nft 1.0.6 prints them.
  const listing = [
    'table ip qubes {\n}',
    `table inet qubes-nat-accel {\n${flowtable('qubes-accel', '\t\tdevices = { eth0, vif1.0 }\n')}}`,
    `table inet fast {\n${flowtable('idle', '')}${flowtable('one', '\t\tdevices = { eth0, vif1.0 }\n')}${flowtable('two', '\t\tdevices = { "eth1" }\n')}}`,
  ].join('\n')
  const lists = (what: string) =>
    at.box.replace(
      'nft',
      `case "$*" in "list flowtables") ${what} ;; "-f -") exec cat >>${at.box.folder}/told ;; esac; exec ${realTool('nft')} "$@"`,
    )
  const noConntrack = () =>
    at.box.replace(
      'conntrack',
      `case "$*" in *OFFLOAD) exit 1 ;; esac; exec ${realTool('conntrack')} "$@"`,
    )
  const up = () => at.router.mustExec('ip', ['-br', 'link', 'show', 'up'])

  test.each([[[]], [['--lockdown']]])(
    'are emptied behind the wall, with what they hold: load %j',
    async (args) => {
      writeFileSync(join(at.box.folder, 'listing'), `${listing}\n`)
      lists(`exec cat ${at.box.folder}/listing`)
      expect(await at.box.load(args)).toMatchObject({ code: 0 })
      expect(readFileSync(join(at.box.folder, 'told'), 'utf8').trim().split('\n')).toEqual([
        'add table inet qubes-nat-accel',
        'delete table inet qubes-nat-accel',
        'delete flowtable inet fast one { devices = { eth0, vif1.0 }; }',
        'delete flowtable inet fast two { devices = { "eth1" }; }',
      ])
    },
  )

  test('that nft does not empty: conntrack forgets what they hold', async () => {
    lists('exit 1')
    expect(await at.box.load()).toMatchObject({ code: 0 })
    await at.expectProved()
  })

  test('that nothing empties: the interfaces go down', async () => {
    lists('exit 1')
    noConntrack()
    const result = await at.box.load()
    expect(result).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('cannot cut offloaded'),
    })
    expect(await at.tables()).toContain(lockdown)
    expect(await up()).not.toMatch(/eth0|vif/)
  })
})
