/**
 * Goal: a command line is understood in full or refused with the word that was wrong and the one that was meant.
 * Method: a table of lines and what is said of them; nothing of a refused line may reach standard output.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Option } from '../../src/cli/command.ts'
import { commands, globalOptions } from '../../src/cli/index.ts'
import { nearest } from '../../src/diagnostics/index.ts'
import { runLine } from './world.ts'

describe('a wrong command line', () => {
  test.each([
    [
      '',
      'no command is given; there are check, compile, verify, apply, lockdown, explain, lint, diff, status, watch, schema, completion',
    ],
    ['chekc', '`chekc` is no command; did you mean `check`?'],
    ['frobnicate', '`frobnicate` is no command; there are'],
    ['check --formt json', '`check` has no option `--formt`; did you mean `--format`?'],
    ['--formt json check', 'there is no option `--formt`; did you mean `--format`?'],
    ['check --format jsno', '`jsno` is no value of `--format`; did you mean `json`?'],
    ['check --format', '`--format` needs a value: human, json, sarif, github'],
    ['compile --out --check', '`--out` needs a value: the name of a folder'],
    ['compile --out=', '`--out` needs a value'],
    ['compile --check=yes --out x', '`--check` takes no value'],
    ['check --out x', '`check` has no option `--out`; `compile` has'],
    ['check -x', '`check` has no option `-x`'],
    ['compile a b', '`compile` takes one argument, and `b` is one too many'],
    ['schema a', '`schema` takes no argument, and `a` is one too many'],
    ['completion', '`completion` needs SHELL: bash, zsh, fish'],
    ['completion fihs', '`fihs` is no value of `SHELL`; did you mean `fish`?'],
    ['completion tcsh', '`tcsh` is no value of `SHELL`; it takes bash, zsh, fish'],
    ['completion emacs', '`emacs` is no value of `SHELL`; it takes bash, zsh, fish'],
    ['compile --target nft --target torrc', '`--target` is given twice'],
    ['compile --check', '`--check` needs `--out DIR`'],
  ])('%s', async (line, said) => {
    const result = await runLine(line.split(' ').filter((word) => word !== ''))
    expect(result.stderr).toContain(`qubes-tor-fw: ${said}`)
    expect(result.stderr).toMatch(/--help` tells more\n$/)
    expect(result).toMatchObject({ exit: 2, stdout: '' })
  })

  test('cannot drive the terminal, and does not crash, whatever is in it', async () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((text) => `--${text}`),
      fc.constantFrom('--', '-', '--format', '--color=always', 'completion', '--no-format', '-h-'),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (argv) => {
        // With this word the line is never right, so that no command runs.
        const { exit, stderr, stdout } = await runLine([...argv, '--none\u001b[31m'])
        expect(stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
        if (exit !== 0) expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
        expect(stderr).not.toContain('bug')
      }),
      { numRuns: 300 },
    )
  })
})

describe('help', () => {
  test('lists every command, and each tells its options, exit codes and examples', async () => {
    const { stdout, stderr, exit } = await runLine(['--help'])
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 })
    for (const { name, summary } of commands)
      expect(stdout).toMatch(new RegExp(`^  ${name} +${summary.replaceAll(' ', '\\s+')}$`, 'm'))
    for (const command of commands) {
      const own = await runLine([command.name, '-h'])
      expect(own.exit).toBe(0)
      for (const { name } of [...command.options, ...globalOptions])
        expect(own.stdout).toContain(`--${name}`)
      for (const { line } of command.examples) expect(own.stdout).toContain(line)
      for (const line of own.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    }
  })

  test('is given also where the rest of the line is wrong', async () => {
    expect(await runLine(['compile', '--nonsense', '--help'])).toMatchObject({
      exit: 0,
      stderr: '',
    })
  })

  test('the version is one line', async () => {
    expect((await runLine(['--version'])).stdout).toMatch(/^qubes-tor-fw [^\n]+\n$/)
  })
})

describe('the command table', () => {
  test('gives options of one name one meaning, since they may stand before the command', () => {
    const all = [...globalOptions, ...commands.flatMap(({ options }) => options)]
    // Which choices there are is asked once the command is known.
    const shapeOf = ({ short, value, repeated }: Option) => ({
      short,
      repeated,
      value: value && { kind: value.kind },
    })
    for (const one of all)
      for (const other of all.filter((option) => option.name === one.name))
        expect(shapeOf(other)).toEqual(shapeOf(one))
  })

  test('has examples that its own parser understands', async () => {
    const { parseArguments } = await import('../../src/cli/arguments.ts')
    for (const command of commands)
      for (const { line } of command.examples) {
        // Quoted words may hold anything; what is quoted does not matter here.
        const bare = line.replaceAll(/'[^']*'/g, 'quoted')
        const words = /qubes-tor-fw ([^>)]*)/.exec(bare)?.[1]?.trim().split(' ') ?? []
        expect(parseArguments(words, commands)).toMatchObject({ kind: 'call', command })
      }
  })
})

describe('the nearest word', () => {
  test('is the word itself where it is known', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{3,10}$/), { minLength: 1 }), (words) => {
        for (const word of words) expect(nearest(word, words)).toBe(word)
      }),
    )
  })

  test('is found through one slip of each kind', () => {
    for (const typed of ['compil', 'compilee', 'comqile', 'copmile'])
      expect(nearest(typed, ['check', 'compile', 'schema'])).toBe('compile')
  })

  test('is none where nothing is near', () => {
    for (const typed of ['', 'x', 'verify', 'c'.repeat(100_000)])
      expect(nearest(typed, ['check', 'compile'])).toBeUndefined()
  })
})
