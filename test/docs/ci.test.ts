/**
 * Goal: what docs/ci.md shows can be copied.
 * Method: workflows are held against GitHub's schema and the action's inputs; the commands of GitLab's job and of the Makefile
 * are run by a shell in a repository of their own; hooks are there, with arguments that they understand.
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { action, root } from '../packaging/action.ts'
import { validateWorkflow } from '../packaging/github-schema.ts'
import { blocksOf } from './markdown.ts'

const document = readFileSync(join(root, 'docs/ci.md'), 'utf8')
const blocks = blocksOf(document)
const textsOf = (info: string) =>
  blocks.filter((block) => block.info === info).map(({ text }) => text)
const only = (info: string): string => {
  const [text, ...others] = textsOf(info)
  expect(others).toEqual([])
  return text ?? ''
}

describe('workflows', () => {
  test('are there', () => expect(textsOf('workflow').length).toBeGreaterThan(1))

  test.each(textsOf('workflow'))('%# is one by the schema', (text) => {
    expect(validateWorkflow(text).errors).toEqual([])
    expect(validateWorkflow(text.replace('uses:', 'use:')).errors).not.toEqual([])
  })

  test.each(textsOf('workflow'))('%# gives the action inputs that it has', (text) => {
    const { jobs } = parse(text)
    const uses = jobs.verify.steps.filter((step: { uses: string }) =>
      step.uses.startsWith('OWNER/qubes-tor-fw@'),
    )
    expect(uses).toHaveLength(1)
    const names = Object.keys(uses[0].with)
    expect(names.filter((name) => !(name in action.inputs))).toEqual([])
  })

  test('inputs and outputs of the tables are those of the action', () => {
    const rows = [...document.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name)
    expect(rows.slice(0, 9)).toEqual([
      ...Object.keys(action.inputs),
      ...Object.keys(action.outputs),
    ])
  })
})

describe('hooks', () => {
  const manifest: readonly { readonly id: string }[] = parse(
    readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8'),
  )
  const [repo] = parse(only('pre-commit')).repos
  const ids = manifest.map(({ id }) => id)

  test('are all shown, and all told of', () => {
    expect(repo.hooks.map(({ id }: { id: string }) => id)).toEqual(ids)
    for (const id of ids) expect(document).toContain(`| \`${id}\` |`)
  })
})

describe('command lines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qubes-tor-fw-ci-'))
  const shell = (script: string) => {
    const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-ec', script], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
      env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
    })
    return { status, said: stdout + stderr }
  }
  beforeAll(() => {
    mkdirSync(join(folder, 'bin'))
    symlinkSync(root, join(folder, '.qubes-tor-fw'))
    const start = join(root, 'dist/start.cjs')
    writeFileSync(
      join(folder, 'bin/qubes-tor-fw'),
      `#!/bin/sh\nexec '${process.execPath}' '${start}' "$@"\n`,
      { mode: 0o755 },
    )
    symlinkSync(process.execPath, join(folder, 'bin/node'))
    cpSync(join(root, 'policy/torvm.yaml'), join(folder, 'torvm.yaml'))
    writeFileSync(join(folder, 'Makefile'), only('Makefile'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test("the Makefile's compile, and say when what they compiled is stale", () => {
    expect(shell('make verify').status).toBe(2)
    expect(shell('make firewall && make verify')).toMatchObject({ status: 0 })
    expect(shell('echo >>build/torrc && make verify').said).toContain('build/torrc differs')
    expect(shell('make firewall && make verify')).toMatchObject({ status: 0 })
  })

  test("GitLab's pass for what is proved and up to date, and fail for what is not", () => {
    const { firewall } = parse(only('gitlab'))
    const lines: readonly string[] = firewall.script
    expect(shell(lines.join('\n'))).toMatchObject({ status: 0 })
    expect(shell(firewall.after_script.join('\n'))).toMatchObject({ status: 0 })
    expect(firewall.artifacts.paths).toEqual(['qubes-tor-fw.sarif'])
    expect(JSON.parse(readFileSync(join(folder, 'qubes-tor-fw.sarif'), 'utf8')).version).toBe(
      '2.1.0',
    )
    expect(shell(`echo >>build/torrc\n${lines.join('\n')}`)).toMatchObject({ status: 1 })
    expect(shell(`echo 'tor: 9' >>torvm.yaml\n${lines.join('\n')}`)).toMatchObject({ status: 1 })
  })

  test('what GitLab prepares is what the action prepares', () => {
    const prepared: string = parse(only('gitlab')).firewall.before_script.join('\n')
    const action = readFileSync(join(root, 'packaging/ci/build.sh'), 'utf8')
    for (const words of ['npm ci --ignore-scripts', 'node scripts/build.mjs']) {
      expect(prepared).toContain(words)
      expect(action).toContain(words)
    }
  })
})
