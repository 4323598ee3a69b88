/**
 * Goal: the built command behaves in a real process: exit codes, pipes that close early, full disks, real files.
 * Method: bundle it as the build does, into a folder of the test's own, and run it by the shell.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'qubes-tor-fw-process-'))
const command = join(folder, 'qubes-tor-fw.cjs')

beforeAll(async () => {
  await build({
    entryPoints: [join(root, 'src/cli/main.ts')],
    outfile: command,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    conditions: ['source'],
    define: { __VERSION__: '"1.2.3"' },
    alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
    absWorkingDir: root,
    logLevel: 'error',
  })
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Of address space, of which Node reserves more than it uses. */
const MEMORY_KIB_MAX = 8 * 1024 * 1024

const shell = (script: string, user: { readonly uid?: number } = {}) => {
  // Whatever eats memory without end is to fail here, and not to take the machine with it.
  const limited = `ulimit -v ${MEMORY_KIB_MAX}; ${script}`
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', limited], {
    ...user,
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], RUN: `${process.execPath} ${command}` },
    timeout: 30_000,
  })
  return { status, stdout, stderr }
}

describe('the command', () => {
  test('tells its version', () =>
    expect(shell('$RUN --version')).toEqual({
      status: 0,
      stdout: 'qubes-tor-fw 1.2.3\n',
      stderr: '',
    }))

  test('reads from a file, a pipe and a substitution', () => {
    writeFileSync(join(folder, 'a.yaml'), 'version: 1\n')
    for (const line of [
      '$RUN check a.yaml',
      '$RUN check - < a.yaml',
      'cat a.yaml | $RUN check -',
      '$RUN check <(cat a.yaml)',
    ])
      expect(shell(line)).toMatchObject({ status: 0, stdout: '' })
  })

  test('writes the whole ruleset into a pipe that is slow', () => {
    const whole = shell('$RUN compile')
    expect(whole.status).toBe(0)
    expect(shell('$RUN compile | (sleep 0.3; cat)').stdout).toBe(whole.stdout)
  })

  test('says nothing where a pipe closes early, and does not call it fine', () => {
    const early = shell('set -o pipefail; $RUN schema 2> err | true; echo $?; cat err')
    expect(early.stdout).toBe('3\n')
  })

  test('does not call a full disk fine', () => {
    const full = shell('$RUN compile > /dev/full')
    expect(full.status).toBe(3)
    expect(full.stderr).toContain('cannot write to standard output: ENOSPC')
    expect(full.stderr).not.toContain('    at ')
    expect(shell('$RUN check 2> /dev/full')).toEqual({ status: 3, stdout: '', stderr: '' })
  })

  test('tells of a folder and of what it may not read', () => {
    mkdirSync(join(folder, 'folder'))
    expect(shell('$RUN check folder')).toEqual({
      status: 3,
      stdout: '',
      stderr: 'qubes-tor-fw: cannot read `folder`: it is a folder\n',
    })
    expect(shell('$RUN check a.yaml/b').stderr).toContain('a part of its path is no folder')
    expect(shell('$RUN check - < folder').status).toBe(3)
  })

  test('tells of a file that it may not read', ({ skip }) => {
    writeFileSync(join(folder, 'secret.yaml'), 'version: 1\n')
    chmodSync(join(folder, 'secret.yaml'), 0)
    chmodSync(folder, 0o755)
    // Root may read everything, so it becomes nobody.
    const nobody = process.getuid?.() === 0 ? { uid: 65534 } : {}
    skip(shell('$RUN --version', nobody).status !== 0, 'nobody may not run this Node')
    const result = shell('$RUN check secret.yaml', nobody)
    expect(result).toMatchObject({ status: 3, stdout: '' })
    expect(result.stderr).toContain('permission denied')
  })

  test('reads no more of an endless file than it needs', () => {
    expect(shell('$RUN check /dev/zero').status).toBe(1)
    expect(shell('yes | $RUN check -').status).toBe(1)
  })

  test('writes a folder, and finds it up to date', () => {
    expect(
      shell('$RUN compile --out new/build && $RUN compile --out new/build --check'),
    ).toMatchObject({
      status: 0,
      stdout: '',
    })
    expect(readdirSync(join(folder, 'new/build'))).toContain('torrc')
    expect(shell('echo >> new/build/torrc; $RUN compile --out new/build --check').status).toBe(1)
  })

  test('needs nothing beside itself', () => {
    expect(
      shell('mkdir alone; cp qubes-tor-fw.cjs alone; cd alone; node qubes-tor-fw.cjs check').status,
    ).toBe(0)
  })
})

describe('started from code that V8 made of it before', () => {
  const start = join(folder, 'start.cjs')
  const cache = join(folder, 'qubes-tor-fw.v8')
  const run = `${process.execPath} ${start} compile`
  /** `refused` iff V8 looked at the code and did not take it. */
  const told = () =>
    shell(
      `${process.execPath} -e '
        const { Script } = require("node:vm"), { readFileSync } = require("node:fs")
        if (process.versions.v8.startsWith("11."))
          require("node:v8").setFlagsFromString("--interrupt-budget=1000000")
        const text = readFileSync("${command}", "latin1")
        const cachedData = readFileSync("${cache}")
        const script = new Script("(function (require, module, exports) {" + text + "\\n})", {
          filename: "${command}", cachedData })
        console.log(script.cachedDataRejected ? "refused" : "taken")'`,
    ).stdout.trim()

  beforeAll(() => {
    copyFileSync(join(root, 'scripts/start.cjs'), start)
    expect(shell(`QUBES_TOR_FW_MAKE_CODE_CACHE=1 ${run}`).status).toBe(0)
  })

  test('it says the same, and V8 takes the code', () => {
    expect(existsSync(cache)).toBe(true)
    expect(told()).toBe('taken')
    expect(shell(run)).toEqual(shell('$RUN compile'))
  })

  test('with other flags, with none there, and with rubbish there, it says the same', () => {
    const plain = shell('$RUN compile')
    expect(shell(`${process.execPath} --no-lazy ${start} compile`)).toEqual(plain)
    writeFileSync(cache, 'rubbish')
    expect(told()).toBe('refused')
    expect(shell(run)).toEqual(plain)
    rmSync(cache)
    expect(shell(run)).toEqual(plain)
    expect(existsSync(cache)).toBe(false)
  })

  test('code older than the program is not looked at, of which V8 compares no more than the length', () => {
    const version = `${process.execPath} ${start} --version`
    expect(shell(`QUBES_TOR_FW_MAKE_CODE_CACHE=1 ${version}`).status).toBe(0)
    writeFileSync(command, readFileSync(command, 'utf8').replaceAll('"1.2.3"', '"4.5.6"'))
    const { atime, mtime } = statSync(command)
    utimesSync(cache, atime, mtime)
    expect(shell(version).stdout).toBe('qubes-tor-fw 1.2.3\n')
    utimesSync(cache, atime, new Date(mtime.getTime() - 1000))
    expect(shell(version).stdout).toBe('qubes-tor-fw 4.5.6\n')
  })
})
