/**
 * Goal: pre-commit takes our hooks, installs them with npm, and runs them.
 * Method: have it judge the manifest and the configuration of docs/ci.md, then try the hooks in a repository with a policy
 * that is sound and one that is not. It fetches what npm fetches.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { blocksOf } from '../docs/markdown.ts'
import { call, makeFolder, must, remove, root } from './lab.ts'

const folder = makeFolder('hooks')
afterAll(() => remove(folder))

test('the manifest is one', () => {
  const { status, said } = call('pre-commit', ['validate-manifest', '.pre-commit-hooks.yaml'])
  expect({ status, said }).toEqual({ status: 0, said: '' })
})

test('the configuration of docs/ci.md is one', () => {
  const document = readFileSync(join(root, 'docs/ci.md'), 'utf8')
  const file = join(folder, 'config.yaml')
  writeFileSync(file, blocksOf(document).find(({ info }) => info === 'pre-commit')?.text ?? '')
  const { status, said } = call('pre-commit', ['validate-config', file])
  expect({ status, said }).toEqual({ status: 0, said: '' })
})

test('a hook passes for a policy that is sound, and fails for one that is not', () => {
  const repository = join(folder, 'repository')
  const env = { ...process.env, HOME: folder, PRE_COMMIT_HOME: join(folder, 'cache') }
  must('git', ['init', '--quiet', repository])
  const tried = (policy: string) => {
    writeFileSync(join(repository, 'torvm.yaml'), policy)
    must('git', ['add', 'torvm.yaml'], { cwd: repository })
    const words = ['try-repo', root, 'qubes-tor-fw-check', '--all-files']
    return call('pre-commit', words, { cwd: repository, env })
  }
  expect(tried('version: 1\n')).toMatchObject({
    status: 0,
    said: expect.stringContaining('Passed'),
  })
  expect(tried('version: 1\ntor: 9040\n')).toMatchObject({
    status: 1,
    said: expect.stringContaining('torvm.yaml:2:6'),
  })
})
