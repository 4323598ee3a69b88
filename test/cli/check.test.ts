/**
 * Goal: `check` says what is wrong in the format asked for, and input of any kind ends in a clear error.
 * Method: run it in a world of its own; exit code, both streams and the report are compared.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { POLICY_BYTES_MAX, shippedPolicies } from '../../src/policy/index.ts'
import { runLine } from './world.ts'

const wrong = 'version: 1\ntor:\n  transPrt: 9040\n'
const warned = 'tor:\n  dnsPort: 53\n'

describe('check', () => {
  test.each(shippedPolicies)('finds $name sound', async ({ name, text }) => {
    expect(await runLine(['check', name], { files: { [`/here/${name}`]: text } })).toMatchObject({
      exit: 0,
      stdout: '',
      stderr: `qubes-tor-fw: ${name} is sound\n`,
    })
  })

  test('reads standard input, whose characters may come in pieces', async () => {
    const { exit, stderr } = await runLine(['check', '-'], { stdin: `#鍵 schlüssel\n${wrong}` })
    expect(exit).toBe(1)
    expect(stderr).toContain('--> <stdin>:4:3')
    expect((await runLine(['check', '-'], { stdin: '# 鍵\nversion: 1\n' })).exit).toBe(0)
  })

  test('tells people on standard error, and programs on standard output', async () => {
    const files = { '/here/w.yaml': wrong }
    const human = await runLine(['check', 'w.yaml'], { files })
    expect(human).toMatchObject({ exit: 1, stdout: '' })
    expect(human.stderr).toContain('error[unknown-key]')

    const json = await runLine(['check', 'w.yaml', '--format', 'json'], { files })
    expect(json).toMatchObject({ exit: 1, stderr: '' })
    expect(JSON.parse(json.stdout).diagnostics[0]).toMatchObject({ code: 'unknown-key' })

    const sarif = await runLine(['check', '/here/w.yaml', '--format=sarif'], { files })
    const [run] = JSON.parse(sarif.stdout).runs
    expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('w.yaml')

    const github = await runLine(['--format', 'github', 'check', 'w.yaml'], { files })
    expect(github.stdout).toMatch(/^::error file=w\.yaml,line=3,/)
  })

  test('reports nothing as an empty report', async () => {
    const { stdout, exit } = await runLine(['check', '--format', 'json'])
    expect({ exit, ...JSON.parse(stdout) }).toEqual({ exit: 0, schemaVersion: 1, diagnostics: [] })
  })

  test('reads several policies, each for itself, in one report', async () => {
    const files = { '/here/a.yaml': wrong, '/here/b.yaml': 'version: 1\n', '/here/c.yaml': wrong }
    const human = await runLine(['check', 'a.yaml', 'b.yaml', 'c.yaml', 'a.yaml'], { files })
    expect(human).toMatchObject({ exit: 1, stdout: '' })
    expect(human.stderr.match(/--> .*/g)).toEqual(['--> a.yaml:3:3', '--> c.yaml:3:3'])
    expect(human.stderr.match(/.* is sound/g)).toEqual(['qubes-tor-fw: b.yaml is sound'])

    const { stdout } = await runLine(['check', '--format', 'json', 'a.yaml', 'c.yaml'], { files })
    expect(JSON.parse(stdout).diagnostics).toHaveLength(2)
    expect(await runLine(['check', 'b.yaml', 'none.yaml'], { files })).toMatchObject({ exit: 3 })
    expect(await runLine(['check', '-', '-'])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('standard input can be read only once'),
    })
  })

  test('tells a warning, and does not fail for it', async () => {
    const { exit, stderr } = await runLine(['check', '-'], { stdin: warned })
    expect(exit).toBe(0)
    expect(stderr).toContain('warning[port-privileged]')
  })

  test('colours on a terminal', async () => {
    const escapeCode = String.fromCharCode(27)
    const setting = { stdin: wrong, isTerminal: true }
    expect((await runLine(['check', '-'], setting)).stderr).toContain(escapeCode)
    expect((await runLine(['check', '-', '--color=never'], setting)).stderr).not.toContain(
      escapeCode,
    )
  })
})

describe('input of any kind', () => {
  test('that is not there or cannot be read is a failure to run', async () => {
    expect(await runLine(['check', 'none.yaml'])).toMatchObject({
      exit: 3,
      stdout: '',
      stderr: 'qubes-tor-fw: cannot read `none.yaml`: there is no such file\n',
    })
    const read = () => ({ kind: 'failed', reason: 'permission denied' }) as const
    expect(await runLine(['check', 'x\u001b[2J'], { override: { read } })).toMatchObject({
      exit: 3,
      stderr: 'qubes-tor-fw: cannot read `x\\x1b[2J`: permission denied\n',
    })
  })

  test.each([
    ['empty', '', 'source-empty'],
    ['too long', '#'.repeat(POLICY_BYTES_MAX + 1), 'source-too-large'],
    ['without end', `# ${'鍵'.repeat(1_000_000)}`, 'source-too-large'],
    ['binary', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]), 'source-not-text'],
    ['no UTF-8', new Uint8Array([0x76, 0xff, 0xfe]), 'source-not-text'],
    ['cut within a character', new Uint8Array([0x23, 0xe9, 0x8d]), 'source-not-text'],
  ])('that is %s is a policy error', async (_, content, code) => {
    for (const setting of [{ stdin: content }, { files: { '/here/-.yaml': content } }]) {
      const name = 'stdin' in setting ? '-' : './-.yaml'
      const { exit, stdout } = await runLine(['check', name, '--format', 'json'], setting)
      expect(exit).toBe(1)
      expect(JSON.parse(stdout).diagnostics[0].code).toBe(code)
    }
  })

  test('as long as the limit allows is read whole', async () => {
    const text = `version: 1\n#${'x'.repeat(POLICY_BYTES_MAX - 12)}`
    expect(text).toHaveLength(POLICY_BYTES_MAX)
    expect((await runLine(['check', '-'], { stdin: text })).exit).toBe(0)
  })

  test('never ends in a bug or a stack', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const { exit, stderr } = await runLine(['check', '-'], { stdin: bytes })
        expect([0, 1]).toContain(exit)
        expect(stderr).not.toContain('bug')
      }),
      { numRuns: 200 },
    )
  })
})

describe('a bug', () => {
  const read = () => {
    throw new TypeError('cannot read \u001b[31m of undefined')
  }

  test('is one line that asks for a report, and a failure to run', async () => {
    const { exit, stdout, stderr } = await runLine(['check', 'x'], { override: { read } })
    expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' })
    expect(stderr).toMatch(/^qubes-tor-fw: this is a bug, please report it [^\n]*\n$/)
    expect(stderr).not.toContain('\u001b')
  })

  test('shows its stack on demand', async () => {
    const env = { QUBES_TOR_FW_DEBUG: '1' }
    const { stderr } = await runLine(['check', 'x'], { override: { read }, env })
    expect(stderr).toMatch(/\n {4}at .*read/)
  })
})
