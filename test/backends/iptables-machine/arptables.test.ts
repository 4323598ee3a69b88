/**
 * Goal: files of arptables are read as the family `arp`; what they say and is not understood makes a rule opaque, and
 * what arptables-restore refuses is refused.
 * Method: single lines, and the steps or the code that comes of them.
 */
import { describe, expect, test } from 'vitest'
import { readArptables } from '../../../src/backends/iptables/index.ts'
import { show } from './show.ts'

const read = (line: string) =>
  readArptables('test', `*filter\n:INPUT ACCEPT\n:OUTPUT ACCEPT\n:U -\n${line}\nCOMMIT\n`, {
    engine: 'nft',
  })

describe('rules', () => {
  test.each([
    ['-A INPUT -j DROP', 'drop'],
    ['-A INPUT -i vif+ -j U', 'meta iifname = {vif*}; jump U'],
    ['-A OUTPUT ! -o eth0 -j ACCEPT', 'meta oifname != {eth0}; accept'],
    ['-A INPUT -s 10.0.0.0/8 -j DROP', 'arp saddr ip&0xff000000 = {0xa000000}; drop'],
    ['-A INPUT -d ! 10.0.0.1 -j DROP', 'arp daddr ip != {0xa000001}; drop'],
    ['-A INPUT --opcode Request -j CONTINUE', 'arp operation = {1}; continue'],
    [
      '-A INPUT --h-length 6 --proto-type 0x800 --opcode 2 -j RETURN',
      'arp operation = {2}; return',
    ],
    ['-A INPUT --source-mac 0:1:2:3:4:5 -j DROP', 'arp saddr ether = {0x102030405}; drop'],
    ['-A INPUT --h-length 5 -j DROP', 'opaque!'],
    ['-A INPUT -j mangle --mangle-ip-s 10.0.0.1', 'opaque!'],
  ])('%s', (line, steps) => {
    const { value, diagnostics } = read(line)
    expect(diagnostics).toEqual([])
    const rules = value?.chains.flatMap(({ rules: own }) => own) ?? []
    expect(rules.map((rule) => rule.steps.map(show).join('; '))).toEqual([steps])
  })
})

describe('what is refused', () => {
  test.each([
    ['-A NONE -j DROP', 'arptables-unknown-chain'],
    ['-A INPUT -j NONE', 'arptables-unknown-chain'],
    ['-A U -j U', 'arptables-chain-loop'],
    ['-A INPUT -s 10.0.0.300 -j DROP', 'arptables-value'],
    ['-D INPUT 1', 'arptables-line'],
    ['nonsense', 'arptables-line'],
    [':V ACCEPT', 'arptables-line'],
  ])('%s', (line, code) => {
    const { value, diagnostics } = read(line)
    expect(value).toBeUndefined()
    expect(diagnostics.map((each) => each.code)).toContain(code)
    expect(diagnostics[0]?.help).toContain('leaves everything open')
  })
})
