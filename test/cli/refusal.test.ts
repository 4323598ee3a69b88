/**
 * Goal: `compile` lets out nothing that is not proved: standard output stays empty, no file is touched, and what is said
 * names the packet, the rule and the line of the policy. The way round it says what it is, in each file too.
 * Method: a compiler that leaves words out of what it writes, in place of ours, and the command in a world of its own.
 */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type * as Artefacts from '../../src/artefacts/index.ts'
import { runLine } from './world.ts'

/** What the compiler writes in the place of what, in the artefacts of which targets. */
const fault = vi.hoisted(() => ({ targets: [''], words: '', others: '' }))

vi.mock('../../src/artefacts/index.ts', async (original) => {
  const real = await original<typeof Artefacts>()
  const damaged = (compile: typeof real.compile | typeof real.compileWithoutProof) => {
    const bad: typeof real.compile = (...input) => {
      const { value, diagnostics } = compile(...input)
      if (!value) return { value, diagnostics }
      const artefacts = value.artefacts.map((each) =>
        fault.targets.includes(each.target)
          ? { ...each, text: each.text.replaceAll(fault.words, fault.others) }
          : each,
      )
      return { value: { ...value, artefacts }, diagnostics }
    }
    return bad
  }
  return {
    ...real,
    compile: damaged(real.compile),
    compileWithoutProof: damaged(real.compileWithoutProof),
  }
})

const setFault = (targets: readonly string[], words: string, others: string): void => {
  Object.assign(fault, { targets, words, others })
}

/** A wall of the way out, gone from every ruleset: answers of Tor's own ports leave by the uplink. */
beforeEach(() =>
  setFault(
    ['nft', 'nft-json'],
    'meta nfproto ipv6 counter drop comment "drop-ipv6',
    'meta nfproto ipv6 counter accept comment "drop-ipv6',
  ),
)

describe('a ruleset that leaks', () => {
  test('is not shown', async () => {
    const result = await runLine(['compile'])
    expect(result).toMatchObject({ exit: 1, stdout: '' })
    expect(result.stderr).toMatch(
      /error\[ipv6-dropped\]: `vif7\.0: .*`: it leaves|error\[ipv6-dropped\]: `vif7\.0: /,
    )
    expect(result.stderr).toContain('--> qubes-tor-fw.nft:')
    expect(result.stderr).toContain('obedience.ipv6, line 37 of the policy')
    expect(
      result.stderr.endsWith(
        'refused: torvm.yaml is refuted; nothing was written (--write-what-is-not-proved would)\n',
      ),
    ).toBe(true)
  }, 60_000)

  test('is not written, nor anything beside it, nor called up to date', async () => {
    const writeAll = () => {
      throw new Error('it writes')
    }
    const override = { writeAll }
    for (const more of [[], ['--check']])
      expect(await runLine(['compile', '--out', 'build', ...more], { override })).toMatchObject({
        exit: 1,
        stdout: '',
      })
  }, 60_000)

  test('leaves one report in other formats', async () => {
    const { exit, stdout, stderr } = await runLine(['compile', '--format', 'json'])
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
    const codes = JSON.parse(stderr).diagnostics.map(({ code }: { code: string }) => code)
    expect(codes).toContain('ipv6-dropped')
  }, 60_000)

  test('keeps back the torrc, which is worth what the rules are', async () => {
    expect(await runLine(['compile', '--target', 'torrc'])).toMatchObject({ exit: 1, stdout: '' })
  }, 60_000)

  test('is written where somebody insists, and says so', async () => {
    const result = await runLine(['compile', '--write-what-is-not-proved', '--out', 'build'])
    expect(result.exit).toBe(0)
    const marks: Readonly<Record<string, string>> = {
      manifest: 'proved no',
      SHA256SUMS: 'manifest',
    }
    expect(result.files.size).toBe(9)
    for (const [path, text] of result.files) {
      const mark = marks[path.replace(/.*\//, '')] ?? 'NOT PROVED: written all the same'
      expect(text, path).toContain(mark)
    }
    expect(result.stderr).toMatch(/NOT PROVED: torvm\.yaml is refuted, and was written .*\n$/)
  }, 60_000)
})

describe('a lockdown that is none', () => {
  test('keeps back the folder, and no ruleset that it is not written with', async () => {
    setFault(
      ['lockdown-nft'],
      'ct state established ct direction reply counter meta mark set',
      'ct state established counter meta mark set',
    )
    const result = await runLine(['compile', '--out', 'build'])
    expect(result).toMatchObject({ exit: 1, stdout: '' })
    expect(result.files.size).toBe(0)
    expect(result.stderr).toContain('error[gateway-closed]')
    expect(result.stderr).toContain('--> lockdown.nft:')
    expect((await runLine(['compile', '--target', 'lockdown-nft'])).exit).toBe(1)
    expect((await runLine(['compile'])).exit).toBe(0)
  }, 60_000)
})

describe('rulesets of one policy', () => {
  test('that differ are no proof, each for itself obedient or not', async () => {
    setFault(['nft-json'], '"type": "time-exceeded"', '"type": "redirect"')
    setFault(
      ['nft'],
      'icmp type { destination-unreachable, time-exceeded, parameter-problem } ct',
      'icmp type { destination-unreachable, parameter-problem } ct',
    )
    const result = await runLine(['compile', '--out', 'build'])
    expect(result).toMatchObject({ exit: 1, stdout: '' })
    expect(result.stderr).toContain(
      'error[artefacts-differ]: qubes-tor-fw.nft and qubes-tor-fw.nft.json differ',
    )
    // One of them alone is proved, and is let out.
    expect((await runLine(['compile', '--target', 'nft'])).exit).toBe(0)
  }, 60_000)

  test('that cannot be read back are no proof', async () => {
    setFault(['nft'], 'chain entry {', 'chain entry { {')
    const result = await runLine(['compile'])
    expect(result).toMatchObject({ exit: 1, stdout: '' })
    expect(result.stderr).toContain('error[artefact-unreadable]: qubes-tor-fw.nft: ')
  }, 60_000)
})

test('what is proved needs no insisting, and is not marked', async () => {
  setFault([], '', '')
  const plain = await runLine(['compile'])
  const insisting = await runLine(['compile', '--write-what-is-not-proved'])
  expect(insisting).toEqual(plain)
  expect(plain.stdout).not.toContain('NOT PROVED')
}, 60_000)
