/**
 * Goal: the hooks ask what their names say, and none passes because it looked at nothing.
 * Method: read .pre-commit-hooks.yaml as pre-commit does, and run each command line in a world of its own. What
 * pre-commit itself makes of it is test/packages's.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { shippedPolicies } from '../../src/policy/index.ts'
import { leaky } from '../cli/rulesets.ts'
import { runLine } from '../cli/world.ts'
import { root } from './action.ts'

interface Hook {
  readonly id: string
  readonly entry: string
  readonly args?: readonly string[]
  readonly files?: string
  readonly pass_filenames?: boolean
}

const file = join(root, '.pre-commit-hooks.yaml')
const hooks: readonly Hook[] = parse(readFileSync(file, 'utf8'))

/** The hook's command line: its entry, what `args` of a configuration replace, and the files that pre-commit passes. */
const runHook = (
  id: string,
  args: readonly string[] | undefined,
  files: Readonly<Record<string, string>>,
) => {
  const hook = hooks.find((each) => each.id === id)
  if (!hook) throw new Error(`there is no hook ${id}`)
  const [program, ...words] = hook.entry.split(' ')
  expect(program).toBe('qubes-tor-fw')
  const passed = hook.pass_filenames === false ? [] : Object.keys(files)
  return runLine([...words, ...(args ?? hook.args ?? []), ...passed], {
    files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`/here/${name}`, text])),
  })
}

const sound = { 'torvm.yaml': 'version: 1\n' }
const facts = ['--client-interface=vif*', '--uplink-interface=eth0']

test('each passes for what is good', async () => {
  const compiled = await runLine(['compile', '--out', 'build', 'torvm.yaml'], {
    files: { '/here/torvm.yaml': 'version: 1\n' },
  })
  const files = Object.fromEntries(
    [...compiled.files].map(([path, text]) => [path.replace('/here/', ''), String(text)]),
  )
  const rulesets = ['--policy=torvm.yaml', 'build/qubes-tor-fw.nft', 'build/torrc']
  const words: Readonly<Record<string, readonly string[]>> = {
    'qubes-tor-fw-prove': ['torvm.yaml'],
    'qubes-tor-fw-compiled': ['build', 'torvm.yaml'],
    'qubes-tor-fw-verify': rulesets,
    'qubes-tor-fw-lint': rulesets,
  }
  for (const { id } of hooks) {
    const { exit, terminal } = await runHook(id, words[id], words[id] ? files : sound)
    expect({ id, exit, terminal: exit === 0 ? '' : terminal }).toEqual({
      id,
      exit: 0,
      terminal: '',
    })
  }
})

test('each fails for what is not', async () => {
  const files = { 'torvm.yaml': 'version: 1\ntor: [9040]\n', 'a.nft': leaky }
  const words: Readonly<Record<string, readonly string[]>> = {
    'qubes-tor-fw-prove': ['torvm.yaml'],
    'qubes-tor-fw-compiled': ['build', 'torvm.yaml'],
    'qubes-tor-fw-verify': [...facts, 'a.nft'],
    'qubes-tor-fw-lint': [...facts, 'a.nft'],
  }
  for (const { id } of hooks)
    expect({ id, exit: (await runHook(id, words[id], files)).exit }).toEqual({ id, exit: 1 })
})

test('those that are not told their files fail, whatever lies there', async () => {
  for (const { id } of hooks.filter((hook) => hook.pass_filenames === false)) {
    const { exit } = await runHook(id, undefined, sound)
    expect({ id, didPass: exit === 0 }).toEqual({ id, didPass: false })
  }
})

describe('names', () => {
  const pattern = new RegExp(hooks[0]?.files ?? '')
  test.each(shippedPolicies)('of policies have $name', ({ name }) => {
    expect(`policy/${name}`).toMatch(pattern)
  })
  test.each(['.gitlab-ci.yml', 'policy/gateway.yaml.bak', 'docs/torvm.md'])('not %s', (name) => {
    expect(name).not.toMatch(pattern)
  })
})

/** pre-commit takes all that `npm pack` prints for the name of the file; with scripts in the foreground that is more. */
test('come by a package whose making says nothing', () => {
  expect(readFileSync(join(root, '.npmrc'), 'utf8')).toMatch(/^foreground-scripts=false$/m)
})
