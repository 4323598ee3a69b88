/**
 * Goal: each shell completes what the command table has, and nothing else.
 * Method: the shell itself loads the script and is asked; where a shell is not on the machine its test is skipped.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/index.ts'
import { runLine } from './world.ts'

const folder = mkdtempSync(join(tmpdir(), 'qubes-tor-fw-completion-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const has = (shell: string) => spawnSync(shell, ['--version']).error === undefined
const names = commands.map(({ name }) => name)

const scriptOf = async (shell: string) => {
  const path = join(folder, shell)
  writeFileSync(path, (await runLine(['completion', shell])).stdout)
  return path
}

/** The cases, in words: the line so far, with the last word still to complete. */
const cases: readonly (readonly [line: readonly string[], words: readonly string[]])[] = [
  [[''], names],
  [['co'], ['compile', 'completion']],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [
    ['check', '--format', ''],
    ['human', 'json', 'sarif', 'github'],
  ],
  [
    ['--color', 'never', 'compile', '--target', 'nft'],
    ['nft', 'nft-json'],
  ],
  [['--format', 'json', 'sch'], ['schema']],
]

describe('bash', () => {
  beforeEach(({ skip }) => skip(!has('bash'), 'bash is not on this machine'))
  let script = ''
  beforeAll(async () => {
    script = await scriptOf('bash')
  })
  const complete = (line: readonly string[]) => {
    const words = ['qubes-tor-fw', ...line].map((word) => `'${word}'`)
    const program = `source '${script}'; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${line.length}
      _qubes_tor_fw; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['-c', program], { encoding: 'utf8', cwd: folder })
    expect(stderr).toBe('')
    return stdout.split('\n').filter((word) => word !== '')
  }

  test.each(cases)('%j', (line, words) => expect(complete(line)).toEqual(words))

  test('offers a command’s own options behind it, and the global ones before it', () => {
    expect(complete(['compile', '--'])).toEqual([
      '--target',
      '--out',
      '--check',
      '--write-what-is-not-proved',
      '--format',
      '--color',
      '--help',
      '--version',
    ])
    expect(complete(['--'])).toEqual(['--format', '--color', '--help', '--version'])
    expect(complete(['check', '--format', '=', 'j'])).toEqual(['json'])
  })

  test('offers files for a policy', () => expect(complete(['check', 'ba'])).toEqual(['bash']))
})

describe('fish', () => {
  beforeEach(({ skip }) => skip(!has('fish'), 'fish is not on this machine'))
  test.each(cases)('%j', async (line, words) => {
    const script = await scriptOf('fish')
    const program = `source ${script}; complete -C 'qubes-tor-fw ${line.join(' ')}'`
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', program], {
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    const offered = stdout.split('\n').map((row) => row.split('\t')[0])
    expect(offered.filter((word) => word !== '').sort()).toEqual([...words].sort())
  })
})

describe('zsh', () => {
  beforeEach(({ skip }) => skip(!has('zsh'), 'zsh is not on this machine'))
  test('takes the script, and knows every command and option', async () => {
    const script = await scriptOf('zsh')
    expect(spawnSync('zsh', ['-n', script], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    })
    const program = `autoload -U compinit; compinit -u -D; source ${script}; print $_comps[qubes-tor-fw]
      _arguments() { print -r -- "$@"; state=$wanted }; _describe() { print -r -- $commands }
      for wanted in command rest; do words=(compile); _qubes-tor-fw; done`
    const { stdout } = spawnSync('zsh', ['-f', '-c', program], { encoding: 'utf8' })
    expect(stdout).toMatch(/^_qubes-tor-fw\n/)
    for (const word of ['--target=', '--out=', '--format=']) expect(stdout).toContain(word)
  })
})
