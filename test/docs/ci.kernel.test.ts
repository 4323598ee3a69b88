/**
 * Goal: the line of docs/ci.md for cron says nothing of a night in which what is in force is proved, and tells of another.
 * Method: run it in a namespace of its own, over what a gateway would have loaded, and over less.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { root } from '../packaging/action.ts'

const folder = mkdtempSync(join(tmpdir(), 'qubes-tor-fw-cron-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const document = readFileSync(join(root, 'docs/ci.md'), 'utf8')
const [, command = ''] = /^(?:\S+ ){5}root (.*)$/m.exec(document) ?? []
const line = command
  .replaceAll('/run/', `${folder}/`)
  .replace('/rw/config/qubes-tor/policy.yaml', join(root, 'policy/torvm.yaml'))

const shell = (script: string) => {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
  })
  return { status, said: stdout + stderr }
}

const program = (name: string, text: string): void =>
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })

beforeEach(() => {
  mkdirSync(join(folder, 'bin'), { recursive: true })
  program('qubes-tor-fw', `exec '${process.execPath}' '${root}dist/start.cjs' "$@"`)
  program('qubesdb-read', 'echo 10.137.0.1')
  // As a gateway boots.
  const load = `QUBES_TOR_FW_ARTEFACTS=${folder}/artefacts QUBES_TOR_FW_CONFIG=${folder} \\
    QUBES_TOR_FW_STATE=${folder}/state QUBES_TOR_FW_CLIENT_FACING=10.137.0.1 ${root}packaging/boot/load`
  expect(shell(`qubes-tor-fw compile --out ${folder}/artefacts && ${load}`)).toMatchObject({
    status: 0,
  })
})

test('nothing of a night that is proved', () => {
  expect(shell(line)).toEqual({ status: 0, said: '' })
})

test('the report of a night in which a chain was flushed', () => {
  shell('nft flush chain inet qubes_tor_fw forward; nft flush chain inet qubes_tor_fw entry')
  expect(shell(line).said).toContain('refuted')
})

test('the reason of a night in which nothing could be looked at', () => {
  program('nft', 'echo nft: cannot >&2; exit 1')
  expect(shell(line).said).not.toBe('')
  rmSync(join(folder, 'bin/nft'))
})
