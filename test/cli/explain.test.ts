/**
 * Goal: `explain` tells a packet's way to its fate, and says what of the gateway it has made up.
 * Method: packets whose fate is known go through the built-in policy and through a small ruleset; what is given by
 * options replaces what is made up; each mistake is refused in words.
 */
import { describe, expect, test } from 'vitest'
import { parsePacket } from '../../src/netfilter/index.ts'
import { factWords, leaky, opaque, walled } from './rulesets.ts'
import { runLine } from './world.ts'

const files = {
  '/here/walled.nft': walled,
  '/here/leaky.nft': leaky,
  '/here/opaque.nft': opaque,
}
const explain = (packet: string, words: readonly string[] = [], stdin = '') =>
  runLine(['explain', '--packet', packet, ...words], { files, stdin })

const dns = 'vif1.0: udp 10.137.0.10:40000 > 8.8.8.8:53'

describe('a packet', () => {
  test.each([
    [
      'vif1.0: tcp 10.137.0.10:40000 > 9.9.9.9:443',
      /delivered to this machine, as .* > 10\.137\.0\.1:9040/,
    ],
    [dns, /delivered to this machine, as .* > 10\.137\.0\.1:5300/],
    ['vif1.0: udp 10.137.0.10:40000 > 9.9.9.9:123', /dropped: a rule says so/],
    ['vif1.0: tcp [fd00::10]:40000 > [2a00::1]:443', /dropped: a rule says so/],
    ['self: tcp 198.18.0.2:40000 > 9.9.9.9:443 uid 107', /sent by eth0/],
  ])('%s meets its fate in the built-in policy', async (packet, fate) => {
    const { exit, stdout, stderr } = await explain(packet)
    expect({ exit, stderr }).toEqual({
      exit: 0,
      stderr: 'qubes-tor-fw: no file is named: this is about what is compiled of torvm.yaml\n',
    })
    expect(stdout).toMatch(fate)
  })

  test('is followed rule by rule, with the line of each', async () => {
    const { stdout } = await explain(dns, [...factWords, 'leaky.nft'])
    expect(stdout).toMatch(
      /forward, inet wall forward +iifname "vif\*" udp dport 53 accept {2}\(line 6\)/,
    )
    expect(stdout).toContain('sent by eth0, as ')
  })

  test('meets what was made up, and that is said', async () => {
    const { stdout } = await explain(dns, [...factWords, 'leaky.nft'])
    expect(stdout).toContain('- vif1.0 has 10.137.0.1/32\n')
    expect(stdout).toContain('- 10.137.0.10/32 is routed to vif1.0\n')
    expect(stdout).toContain('- 0.0.0.0/0 is routed to eth0 by 198.18.0.1\n')
  })

  test('meets the addresses and routes that are given', async () => {
    const words = [
      '--address',
      'eth1=192.168.7.2/24',
      '--route',
      '8.8.8.0/24=eth1',
      '--route',
      '0.0.0.0/0=eth0',
    ]
    const { stdout } = await explain(dns, [...factWords, ...words, 'leaky.nft'])
    expect(stdout).toContain('sent by eth1, as ')
    expect(stdout).toContain('- eth1 has 192.168.7.2/24\n')
    expect(stdout).not.toContain('0.0.0.0/0 is routed')
    expect(stdout).not.toContain('10.137.0.10/32 is routed')
  })

  test('is told for programs, in packets that the language reads', async () => {
    const { exit, stdout } = await explain(dns, [...factWords, '--format', 'json', 'leaky.nft'])
    const story = JSON.parse(stdout)
    expect(exit).toBe(0)
    expect(Object.keys(story)).toEqual([
      'schemaVersion',
      'packet',
      'trace',
      'outcomes',
      'answers',
      'assumptions',
    ])
    expect(parsePacket(story.packet).diagnostics).toEqual([])
    expect(story.outcomes[0].kind).toBe('sent')
    expect(
      story.trace.some(({ place }: { place: { line: number } | null }) => place?.line === 6),
    ).toBe(true)
  })

  test('whose fate hangs on what no reader understands has no fate, or says what was assumed', async () => {
    const { exit, stdout } = await explain(dns, [...factWords, 'opaque.nft'])
    if (exit !== 4) expect(stdout).toMatch(/Taken for granted:[\s\S]*holds \(opaque\.nft:/)
  })
})

describe('a mistake', () => {
  test.each([
    ['no packet at all', ['walled.nft'], 2, '`explain` needs the packet to follow: `--packet'],
    ['a word for a packet', ['--packet', 'hello'], 1, 'error[packet-syntax]'],
    [
      'an address that is none',
      ['--packet', dns, '--address', 'eth0'],
      2,
      '`--address` takes an interface',
    ],
    [
      'a length that is none',
      ['--packet', dns, '--address', 'eth0=10.0.0.1/33'],
      2,
      '`--address` takes',
    ],
    [
      'a route to nowhere',
      ['--packet', dns, '--route', '0.0.0.0/0'],
      2,
      '`--route` takes a prefix',
    ],
    ['a file that is not there', ['--packet', dns, 'none.nft'], 3, 'cannot read `none.nft`'],
    [
      'a policy and a fact',
      ['--packet', dns, '--policy', 'p', '--tor-uid', '1'],
      2,
      'give one of them',
    ],
  ])('%s', async (_, words, exit, said) => {
    const result = await runLine(['explain', ...words], { files })
    expect(result).toMatchObject({ exit, stdout: '' })
    expect(result.stderr).toContain(said)
  })

  test('in a ruleset is told, and nothing is explained', async () => {
    const { exit, stdout, stderr } = await explain(dns, ['-'], 'table inet t {\n')
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
    expect(stderr).toContain('error[nft-syntax]')
  })
})
