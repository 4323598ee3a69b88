/**
 * Goal: `compile` gives the artefact asked for or nothing, writes all files or none, and says that they are proved.
 * Method: run it in a world of its own and compare with what the compiler makes of the same policy.
 */
import { describe, expect, test } from 'vitest'
import type { Target } from '../../src/artefacts/index.ts'
import { compile, folderOf, targetsOf } from '../../src/artefacts/index.ts'
import { targets } from '../../src/cli/commands/compile.ts'
import { readPolicy, shippedPolicies } from '../../src/policy/index.ts'
import { runLine } from './world.ts'

const shipped = Object.fromEntries(shippedPolicies.map(({ name, text }) => [`/here/${name}`, text]))

const compiled = (name: string) => {
  const { value } = readPolicy(shipped[`/here/${name}`] ?? '', { source: name })
  const compilation = value && compile(value.gateway).value
  if (!compilation) throw new Error(`${name} does not compile`)
  return compilation
}

/** What the compiler makes of a shipped policy, by target. */
const artefactsOf = (name: string) => {
  const compilation = compiled(name)
  return new Map(compilation.artefacts.map((artefact) => [artefact.target, artefact]))
}

const PROVED = / compiled for \S+, and proved\n$/

describe('to standard output', () => {
  test.each([
    ['torvm.yaml', 'nft'],
    ['torvm-qubes3.yaml', 'iptables'],
    ['gateway.yaml', 'nft'],
  ] as const)('the default of %s is %s', async (name, target) => {
    const result = await runLine(['compile', name], { files: shipped })
    expect(result).toMatchObject({ exit: 0, stdout: artefactsOf(name).get(target)?.text })
    expect(result.stderr).toMatch(PROVED)
  })

  test('the built-in policy is torvm.yaml', async () => {
    const { stdout } = await runLine(['compile'])
    expect(stdout).toBe((await runLine(['compile', 'torvm.yaml'], { files: shipped })).stdout)
  })

  test.each(targets)(
    '%s is what its environment has, or a usage error that names what it has',
    async (target) => {
      for (const name of ['torvm.yaml', 'torvm-qubes3.yaml']) {
        const artefacts = artefactsOf(name)
        const artefact = artefacts.get(target)
        const result = await runLine(['compile', name, '--target', target], { files: shipped })
        if (artefact) expect(result).toMatchObject({ exit: 0, stdout: artefact.text })
        else {
          expect(result).toMatchObject({ exit: 2, stdout: '' })
          expect(result.stderr).toContain(
            `no target \`${target}\`; it has ${[...artefacts.keys()].join(', ')}`,
          )
        }
      }
    },
  )

  test('the targets of the option are those of the environments', () => {
    const all = new Set<Target>([
      ...targetsOf('qubes-4'),
      ...targetsOf('qubes-3'),
      ...targetsOf('standalone'),
    ])
    expect([...all].sort()).toEqual([...targets].sort())
  })

  test('nothing is there where the policy has an error', async () => {
    const result = await runLine(['compile', '-', '--out', 'build'], { stdin: 'tor: 1\n' })
    expect(result).toMatchObject({ exit: 1, stdout: '' })
    expect(result.stderr).toContain('error[wrong-type]')
    expect(result.files.size).toBe(0)
  })

  test('a warning is told, and the ruleset is there all the same', async () => {
    const result = await runLine(['compile', '-'], { stdin: 'tor: {dnsPort: 53}\n' })
    expect(result.exit).toBe(0)
    expect(result.stderr).toContain('warning[port-privileged]')
    expect(result.stdout).toContain('table inet')
  })

  test('in JSON, standard error is one report and nothing else', async () => {
    const result = await runLine(['compile', '-', '--format', 'json'], {
      stdin: 'tor: {dnsPort: 53}\n',
    })
    expect(JSON.parse(result.stderr).diagnostics).toHaveLength(1)
    expect(result.stdout).toContain('table inet')
  })
})

describe('into a folder', () => {
  test('goes every artefact with a manifest and checksums, and nothing to standard output', async () => {
    const result = await runLine(['compile', '--out', 'build'])
    expect(result).toMatchObject({ exit: 0, stdout: '' })
    const expected = folderOf(compiled('torvm.yaml'), true).map(
      ({ name, text }) => [`/here/build/${name}`, text] as const,
    )
    expect([...result.files].sort()).toEqual(expected.sort())
    expect(result.stderr).toMatch(PROVED)
  })

  test('goes the one artefact of a target', async () => {
    const result = await runLine(['compile', '--out', '/etc/tor', '--target', 'torrc'])
    expect([...result.files.keys()]).toEqual(['/etc/tor/torrc'])
  })

  test('goes nothing where it cannot be written, and the exit code says so', async () => {
    const writeAll = () => ({ kind: 'failed', reason: 'no space is left' }) as const
    expect(await runLine(['compile', '--out', 'build'], { override: { writeAll } })).toMatchObject({
      exit: 3,
      stdout: '',
      stderr: 'qubes-tor-fw: cannot write into `build`: no space is left; nothing was written\n',
    })
  })
})

describe('--check', () => {
  const check = ['compile', '--out', 'build', '--check']

  test('is fine where nothing differs, and writes nothing', async () => {
    const { files } = await runLine(['compile', '--out', 'build'])
    const writeAll = () => {
      throw new Error('it writes')
    }
    const override = { writeAll }
    const result = await runLine(check, { files: Object.fromEntries(files), override })
    expect(result).toMatchObject({
      exit: 0,
      stdout: '',
      stderr: 'qubes-tor-fw: build is up to date\n',
    })
  })

  test('names the file that is missing, and the one that differs by one byte', async () => {
    const files = new Map((await runLine(['compile', '--out', 'build'])).files)
    files.set('/here/build/torrc', `${files.get('/here/build/torrc')}\n`)
    files.delete('/here/build/qubes-tor-fw.nft')
    const result = await runLine(check, { files: Object.fromEntries(files) })
    expect(result).toMatchObject({ exit: 1, stdout: '' })
    expect(result.stderr).toBe(
      'qubes-tor-fw: build/qubes-tor-fw.nft is missing\nqubes-tor-fw: build/torrc differs\n',
    )
  })

  test('does not take a file that cannot be read for a difference', async () => {
    const read = () => ({ kind: 'failed', reason: 'permission denied' }) as const
    const result = await runLine(check, { override: { read } })
    expect(result).toMatchObject({ exit: 3, stdout: '' })
    expect(result.stderr).toContain('build/torrc cannot be read: permission denied')
  })
})

test('the schema is the file of the project', async () => {
  const { stdout, exit } = await runLine(['schema'])
  expect({ exit, schema: JSON.parse(stdout) }).toMatchObject({
    exit: 0,
    schema: { title: 'policy' },
  })
})
