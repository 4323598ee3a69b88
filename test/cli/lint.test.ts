/**
 * Goal: `lint` answers as docs/command-line.md says, in every format and level, and never says more than it knows.
 * Method: run it in a world of its own on small rulesets; on what is compiled of each policy that ships; and on what
 * cannot be read, is too large, or is not understood.
 */
import { describe, expect, test } from 'vitest'
import { shippedPolicies } from '../../src/policy/index.ts'
import { validateSarif } from '../diagnostics/sarif-schema.ts'
import type { Setting } from './world.ts'
import { runLine } from './world.ts'

const shadowed = `table inet web {
  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    tcp dport 1-1023 accept
    ip saddr 10.0.0.0/8 tcp dport 22 drop
  }
}
`
const files = {
  '/here/web.nft': shadowed,
  '/here/fine.nft': shadowed.replace(/ {4}ip saddr .*\n/, ''),
  '/here/opaque.nft': shadowed.replace(
    'tcp dport 1-1023 accept',
    'tcp dport 22 xt match "bpf" accept',
  ),
  '/here/broken.nft': 'table inet web {\n',
  '/here/wall.nft':
    'table inet wall {\n  chain forward {\n    type filter hook forward priority filter; policy drop;\n' +
    '    ct state established accept\n    iifname "eth7" drop\n  }\n}\n',
}
const ask = (words: readonly string[], setting: Setting = {}) =>
  runLine(['lint', ...words], { ...setting, files: { ...files, ...setting.files } })
const codesOf = (stdout: string): readonly string[] =>
  JSON.parse(stdout).findings.map(({ code }: { code: string }) => code)

describe('what is compiled of a policy that ships', () => {
  test.each(shippedPolicies)('$name: nothing is found', async ({ name, text }) => {
    const setting = { files: { [`/here/${name}`]: text } }
    const { exit, terminal } = await ask(['--policy', name], setting)
    expect(exit).toBe(0)
    expect(terminal).toBe(
      `qubes-tor-fw: no file is named: this is about what is compiled of ${name}\nqubes-tor-fw: nothing found\n`,
    )
  })
})

describe('levels', () => {
  test('warnings are told, and make the exit code 1', async () => {
    const { exit, stdout } = await ask(['web.nft', '--format', 'json'])
    expect(exit).toBe(1)
    expect(codesOf(stdout)).toEqual(['rule-shadowed'])
  })

  test('notes are told where they are asked for, and leave the exit code alone', async () => {
    const { exit, stdout } = await ask(['fine.nft', '--level', 'note', '--format', 'json'])
    expect(exit).toBe(0)
    expect(codesOf(stdout)).toEqual(['related-trusted'])
    expect((await ask(['fine.nft'])).terminal).toBe('qubes-tor-fw: nothing found\n')
  })

  test('errors alone', async () => {
    expect((await ask(['web.nft', '--level', 'error'])).exit).toBe(0)
  })

  test('what is asked for alone is told whatever its level, and what is ignored is not', async () => {
    const only = await ask(['web.nft', '--only', 'related-trusted', '--format', 'json'])
    expect({ exit: only.exit, codes: codesOf(only.stdout) }).toEqual({
      exit: 0,
      codes: ['related-trusted'],
    })
    expect((await ask(['web.nft', '--ignore', 'rule-shadowed'])).exit).toBe(0)
    expect((await ask(['web.nft', '--only', 'rule-shadow'])).exit).toBe(2)
  })
})

describe('the report', () => {
  test('for people shows the rule, and the one that decides first', async () => {
    const { stdout } = await ask(['web.nft'])
    expect(stdout).toMatch(/^warning\[rule-shadowed\]: .*\n {2}--> web\.nft:6:5\n/)
    expect(stdout).toMatch(/\nnote: this decides first\n {2}--> web\.nft:5:5\n/)
    expect(stdout).toMatch(/\n1 warning\n$/)
  })

  test('for code scanning is valid, with notes as notes', async () => {
    const { stdout } = await ask(['web.nft', '--level', 'note', '--format', 'sarif'])
    const log = JSON.parse(stdout)
    expect(validateSarif(log), JSON.stringify(validateSarif.errors)).toBe(true)
    expect(log.runs[0].results.map(({ level }: { level: string }) => level)).toEqual([
      'note',
      'warning',
    ])
    expect(log.runs[0].tool.driver.rules[0].help.text).toContain('docs/lints.md')
  })

  test('for workflows calls a note a notice', async () => {
    const { stdout } = await ask(['web.nft', '--level', 'note', '--format', 'github'])
    expect(stdout).toMatch(/^::notice file=web\.nft,line=4,.*title=related-trusted::/)
    expect(stdout).toMatch(/\n::warning file=web\.nft,line=6,.*title=rule-shadowed::/)
  })

  test('is the same whatever the order of options, and every time', async () => {
    const one = await ask(['--level', 'note', 'web.nft', '--format', 'json'])
    const other = await ask(['web.nft', '--format', 'json', '--level', 'note'])
    expect(one.stdout).toBe(other.stdout)
  })
})

describe('what is not known', () => {
  test('is not told of: a rule that nobody understands decides nothing', async () => {
    const { exit, stdout, stderr } = await ask(['opaque.nft'])
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: '' })
    expect(stderr).toContain('warning[nft-xt-remnant]')
  })

  test('a file that would not load is no fine one', async () => {
    const { exit, stdout, stderr } = await ask(['broken.nft'])
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
    expect(stderr).toContain('what does not load leaves everything open')
  })

  test('lints that need zones are silent without, and speak where an option says them', async () => {
    const words = ['wall.nft', '--only', 'established-before-wall']
    expect((await ask(words)).exit).toBe(0)
    expect((await ask([...words, '--client-interface', 'eth7'])).exit).toBe(1)
    expect((await ask([...words, '--client-interface', 'eth8'])).exit).toBe(1)
  })
})
