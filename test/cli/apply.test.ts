/**
 * Goal: `apply` and `lockdown` say what they did and why not, with the exit code for it; whatever is wrong with what they are
 * given, clients are held.
 * Method: the command lines in a world whose kernel is the text of its tables.
 */
import { describe, expect, test } from 'vitest'
import { compile, folderOf } from '../../src/artefacts/index.ts'
import { backendNames } from '../../src/cli/applying/options.ts'
import { backends } from '../../src/host/lockdown/index.ts'
import { hostLimits } from '../../src/host/system/index.ts'
import { definePolicy } from '../../src/policy/index.ts'
import type { FakeMachine } from '../support/fake-system.ts'
import { fakeSystem } from '../support/fake-system.ts'
import { modelKernel } from '../support/model-kernel.ts'
import type { Setting } from './world.ts'
import { runLine } from './world.ts'

const start = (
  programs: FakeMachine['programs'] = {},
  files: Readonly<Record<string, string>> = {},
) => {
  const kernel = modelKernel({ forwarding: true })
  const machine = { ...kernel.machine, programs: { ...kernel.machine.programs, ...programs } }
  for (const [path, text] of Object.entries(files)) machine.files.set(path, text)
  const system = fakeSystem(machine)
  const line = (words: string, setting: Setting = {}) =>
    runLine(words.split(' '), { ...setting, system })
  return { kernel, line, tables: () => [...kernel.tables.keys()].join(), files: machine.files }
}

const LOCKED = 'inet qubes_tor_fw_lockdown'
const STATE = '/run/qubes-tor-fw/state'

test('what is written out for --help is what there is', () => {
  expect(backendNames).toEqual(backends)
})

describe('apply', () => {
  test('tells each step, and that it is in force and proved', async () => {
    const { line, tables, files } = start()
    const { exit, stdout, stderr } = await line('apply')
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: '' })
    expect(stderr).toContain('clients know the gateway by 10.137.0.1')
    expect(stderr).toMatch(/in force, and proved\n$/)
    expect(tables()).not.toContain(LOCKED)
    expect(files.get(STATE)).toMatch(/^verdict proved\n/)
    expect((await line('apply')).stderr).toMatch(/in force already, and proved again\n$/)
  })

  test('tells programs the same', async () => {
    const { line } = start()
    const { stdout, stderr } = await line('apply --format json')
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      verdict: 'applied',
      failure: null,
      lockdown: null,
    })
    expect(stderr).toBe('')
    const broken = start({ nft: () => ({ code: 127 }) })
    const failed = await broken.line('apply --format json')
    expect(failed.exit).toBe(3)
    expect(JSON.parse(failed.stdout)).toMatchObject({
      verdict: 'failed',
      failure: { step: 'check' },
    })
  })

  test('shows each step and does none', async () => {
    const { line, tables, files } = start()
    const { exit, stdout } = await line('apply --dry-run --backend iptables-legacy')
    expect(exit).toBe(0)
    expect(stdout).toMatch(/^lock: .*\n/)
    expect(stdout).toContain(
      `iptables-legacy-restore -w ${hostLimits.tablesLockSeconds} < iptables\n`,
    )
    expect(tables()).toBe('')
    expect(files.get(STATE)).toBeUndefined()
    expect(JSON.parse((await line('apply --dry-run --format json')).stdout).steps).toHaveLength(11)
  })

  test.each([
    ['--confirm 0', /from 1 to/],
    ['--confirm soon', /from 1 to/],
    ['--client-facing vif1.0', /IPv4 address/],
    ['--client-facing fd00::1', /IPv4 address/],
    ['--backend ebtables', /ebtables/],
  ])('does nothing where %s makes no sense', async (words, why) => {
    const { line, tables } = start()
    const { exit, stderr } = await line(`apply ${words}`)
    expect(exit).toBe(2)
    expect(stderr).toMatch(why)
    expect(tables()).toBe('')
  })

  test.each<[string, string, Setting, number]>([
    ['has errors', 'apply wrong.yaml', { files: { '/here/wrong.yaml': 'version: 9\n' } }, 1],
    [
      'has errors, told to programs',
      'apply --format sarif wrong.yaml',
      { files: { '/here/wrong.yaml': 'version: 9\n' } },
      1,
    ],
    ['is not there', 'apply missing.yaml', {}, 3],
    [
      'is another than that of the folder',
      'apply --from artefacts other.yaml',
      { files: { '/here/other.yaml': 'version: 1\ntor: { transPort: 9140 }\n' } },
      1,
    ],
  ])('locks down where the policy %s', async (_, words, setting, code) => {
    const { line, tables, files } = start({}, folder())
    const { exit, stderr } = await line(words, setting)
    expect(exit).toBe(code)
    expect(stderr).toContain('the lockdown is in force')
    expect(tables()).toContain(LOCKED)
    expect(files.get(STATE)).toMatch(/^verdict lockdown\n/)
  })

  test('takes a folder of the same policy, and refuses one that was changed', async () => {
    const whole = start({}, folder())
    expect((await whole.line('apply --from artefacts')).exit).toBe(0)
    const changed = start({}, { ...folder(), '/here/artefacts/torrc': 'SocksPort 0.0.0.0:9050\n' })
    const { exit, stderr } = await changed.line('apply --from artefacts')
    expect(exit).toBe(1)
    expect(stderr).toContain('digest FAILED: torrc is not the file of SHA256SUMS')
    expect(changed.tables()).toContain(LOCKED)
    const missing = start()
    expect((await missing.line('apply --from nowhere')).exit).toBe(1)
    expect(missing.tables()).toContain(LOCKED)
  })

  test('refuses what was written although it is not proved', async () => {
    const { line, tables } = start({}, folder(false))
    const { exit, stderr } = await line('apply --from artefacts')
    expect(exit).toBe(1)
    expect(stderr).toContain('not proved')
    expect(tables()).toContain(LOCKED)
  })

  test("holds Tor's account to the number that the rules let out", async () => {
    const files = {
      '/here/p.yaml': 'version: 1\ntor: { uid: 107 }\ngateway: { egress: tor-only }\n',
    }
    const id =
      (uid: string) =>
      ({ arguments: [, name] }: { arguments: readonly (string | undefined)[] }) =>
        name === 'toranon' ? { stdout: `${uid}\n` } : { code: 1 }
    expect((await start({ id: id('107') }).line('apply p.yaml', { files })).exit).toBe(0)
    for (const programs of [{ id: id('108') }, {}]) {
      const { line, tables } = start(programs)
      const { exit, stderr } = await line('apply p.yaml', { files })
      expect(exit).toBe(3)
      expect(stderr).toContain("Tor's account should be 107")
      expect(tables()).toContain(LOCKED)
    }
  })

  describe('unless it is confirmed', () => {
    const files = { '/here/other.yaml': 'version: 1\ngateway: { counters: false }\n' }
    const digests = (files: ReadonlyMap<string, string>) =>
      /policy-sha256 (\S+)/.exec(files.get(STATE) ?? '')?.[1]

    test('goes back to the lockdown where nothing was proved before', async () => {
      const { line, tables } = start()
      const { exit, stderr } = await line('apply --confirm 5', { answer: 'no' })
      expect(exit).toBe(5)
      expect(stderr).toContain('nothing was proved before it: locked down')
      expect(tables()).toContain(LOCKED)
    })

    test('goes back to what was proved before', async () => {
      const machine = start()
      await machine.line('apply')
      const before = digests(machine.files)
      const { exit, stderr } = await machine.line('apply --confirm 5 other.yaml', { files })
      expect(exit).toBe(5)
      expect(stderr).toContain('what was proved before is in force again')
      expect(digests(machine.files)).toBe(before)
      expect(machine.tables()).not.toContain(LOCKED)
    })

    test('and to the lockdown where what was kept was changed', async () => {
      const machine = start()
      await machine.line('apply')
      machine.files.set(
        '/run/qubes-tor-fw/previous/artefacts/qubes-tor-fw.nft',
        'add table ip open\n',
      )
      const { exit } = await machine.line('apply --confirm 5 other.yaml', { files })
      expect(exit).toBe(5)
      expect(machine.tables()).toContain(LOCKED)
    })

    test('stays where it is confirmed, and is what is gone back to next', async () => {
      const machine = start()
      await machine.line('apply')
      const { exit } = await machine.line('apply --confirm 5 other.yaml', { files, answer: 'yes' })
      expect(exit).toBe(0)
      const other = digests(machine.files)
      await machine.line('apply --confirm 5')
      expect(digests(machine.files)).toBe(other)
    })
  })

  test('leaves alone what somebody else changed meanwhile', async () => {
    const machine = start()
    const system = fakeSystem(machine.kernel.machine)
    const lockedMeanwhile = async () => {
      system.files.write(STATE, 'verdict lockdown\nreason a watcher saw a hole\n')
      return 'no'
    }
    const result = await runLine(['apply', '--confirm', '5'], { system, ask: lockedMeanwhile })
    expect(result.exit).toBe(5)
    expect(result.stderr).toContain('somebody else has changed')
    expect(machine.files.get(STATE)).toContain('a watcher saw a hole')
  })
})

const gateway = definePolicy({ version: 1 }).value?.gateway
const compilation = gateway && compile(gateway).value

/** The default policy's artefacts at /here/artefacts. */
const folder = (isProved = true): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (compilation ? folderOf(compilation, isProved) : []).map(({ name, text }) => [
      `/here/artefacts/${name}`,
      text,
    ]),
  )

describe('lockdown', () => {
  test('stands, and says so', async () => {
    const { line, tables, kernel } = start()
    const { exit, stderr } = await line('lockdown')
    expect({ exit, stderr }).toEqual({
      exit: 0,
      stderr: 'qubes-tor-fw: the lockdown is in force, by nft\n',
    })
    expect(tables()).toContain(LOCKED)
    expect(kernel.forwarding()).toBe(false)
  })

  test.each<[string, string, Setting]>([
    ['has errors', 'lockdown wrong.yaml', { files: { '/here/wrong.yaml': 'version: 9\n' } }],
    ['is not there', 'lockdown missing.yaml', {}],
    ['is given as a folder that is not whole', 'lockdown --from nowhere', {}],
  ])('stands also where the policy %s', async (_, words, setting) => {
    const { line, tables } = start()
    expect((await line(words, setting)).exit).toBe(0)
    expect(tables()).toContain(LOCKED)
  })

  test('is loaded by what there is', async () => {
    const { line, kernel } = start({ nft: () => ({ code: 127 }) })
    const { exit, stderr } = await line('lockdown')
    expect(exit).toBe(0)
    expect(stderr).toContain('by iptables-legacy')
    expect(kernel.sources().map(({ name }) => name)).toContain('iptables')
  })

  const nothing = Object.fromEntries(
    ['nft', 'iptables-legacy-restore', 'ip6tables-legacy-restore', 'arptables-nft-restore'].map(
      (name) => [name, () => ({ code: 1, stderr: 'the module is missing' })],
    ),
  )

  test("takes the clients' interfaces down where nothing loads", async () => {
    const downs: string[] = []
    const { ip } = start().kernel.machine.programs
    const machine = start({
      ...nothing,
      ip: (command) => {
        if (command.arguments.includes('down')) downs.push(command.arguments.join(' '))
        return ip?.(command) ?? {}
      },
    })
    const { exit, stderr } = await machine.line('lockdown')
    expect(exit).toBe(3)
    expect(downs).toEqual(['link set dev vif1.0 down'])
    expect(stderr).toContain('one that comes is NOT held')
    expect(machine.kernel.forwarding()).toBe(false)
  })

  test('says it aloud where nothing can be done', async () => {
    const { exit, stderr } = await start({ ...nothing, ip: () => ({ code: 1 }) }).line('lockdown')
    expect(exit).toBe(3)
    expect(stderr).toContain('NOTHING could be locked down')
  })

  test('is put up again when another run is over, which would have lifted it', async () => {
    const kernel = modelKernel({ forwarding: false })
    const { files, ...rest } = fakeSystem(kernel.machine)
    const seconds: number[] = []
    const lock = async (_: string, wait: number) => {
      seconds.push(wait)
      if (wait === 0) return { kind: 'busy' } as const
      kernel.tables.delete(LOCKED)
      return { kind: 'held', release: () => {} } as const
    }
    const { exit } = await runLine(['lockdown'], { system: { ...rest, files: { ...files, lock } } })
    expect(exit).toBe(0)
    expect(seconds).toEqual([0, hostLimits.lockSeconds])
    expect([...kernel.tables.keys()].join()).toContain(LOCKED)
  })
})
