/**
 * Goal: a file for iptables-restore becomes the tree that iptables-restore would load, or is refused for the reason for
 * which iptables-restore refuses it.
 * Method: tables of files with the code that refuses them, or none (the same table is shown to real iptables by the
 * kernel test beside this one), and trees looked into by hand.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { RestoreFile } from '../../../src/backends/iptables/read/index.ts'
import {
  leavesOpen,
  readRestore,
  restoreFileText,
  restoreLimits,
  saveText,
} from '../../../src/backends/iptables/read/index.ts'
import { cases } from './cases.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/iptables/${name}`, import.meta.url), 'utf8')

const read = (text: string, options: Parameters<typeof readRestore>[2] = {}): RestoreFile => {
  const { value, diagnostics } = readRestore('rules', text, options)
  if (!value) throw new Error(JSON.stringify(diagnostics))
  return value
}

const rulesOf = (file: RestoreFile, table: string, chain: string) =>
  file.tables.find(({ name }) => name === table)?.chains.find(({ name }) => name === chain)
    ?.rules ?? []

const ruleLines = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line.startsWith('-A'))

describe('each of the cases', () => {
  test.each(cases)('$name', ({ text, family, code }) => {
    const { value, diagnostics } = readRestore('rules', text, { family })
    const [error] = diagnostics.filter(({ severity }) => severity === 'error')
    expect(error?.code ?? null).toBe(code)
    expect(value === undefined).toBe(code !== null)
    if (error && code !== 'iptables-open-quote') expect(error.help).toContain(leavesOpen)
  })
})

describe('a file of iptables-save', () => {
  const text = fixture('gateway.v4.rules')
  const file = read(text)

  test('is told to be of IPv4 by its first line', () => {
    expect([file.family, file.familySource]).toEqual(['ip4', 'header'])
  })

  test('is printed as it was', () => {
    expect(`${text.split('\n')[0]}\n${restoreFileText(file)}`).toBe(text)
  })

  test('has policies and counters of its chains', () => {
    const [, filter] = file.tables
    expect(filter?.chains.map(({ name, hook, policy }) => [name, hook, policy])).toEqual([
      ['INPUT', 'INPUT', 'DROP'],
      ['FORWARD', 'FORWARD', 'DROP'],
      ['OUTPUT', 'OUTPUT', 'ACCEPT'],
      ['clients', null, null],
    ])
    expect(file.blocks[1]?.commands[0]).toMatchObject({ counters: { packets: 12n, bytes: 3456n } })
  })

  test('has typed rules, with the place of each option', () => {
    const [, , spoofed] = rulesOf(file, 'filter', 'INPUT')
    expect(spoofed).toMatchObject({
      source: { negated: true, value: { address: 0x0a890000n, mask: 0xffffff00n } },
      inInterface: { negated: false, value: 'vif+' },
      target: { kind: 'DROP' },
    })
    const place = spoofed?.source?.place
    expect(text.slice(place?.offset, (place?.offset ?? 0) + (place?.length ?? 0))).toBe(
      '! -s 10.137.0.0/24',
    )
    expect([place?.line, place?.column]).toEqual([19, 10])
  })
})

describe('spellings', () => {
  const file = read(fixture('spellings.v4.rules'))

  test('come down to those of iptables-save', () => {
    expect(ruleLines(saveText(file))).toEqual([
      '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
      '-A INPUT -s 2.2.2.2/32 -j ACCEPT',
      '-A INPUT -s 1.1.1.1/32 -j ACCEPT',
      '-A INPUT -s 192.168.1.1/32 -d 10.0.0.0/8 -j DROP',
      '-A INPUT -s 192.168.1.1/32 -d 172.16.0.0/12 -j DROP',
      '-A INPUT -s 192.168.1.2/32 -d 10.0.0.0/8 -j DROP',
      '-A INPUT -s 192.168.1.2/32 -d 172.16.0.0/12 -j DROP',
      '-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m state --state NEW,RELATED -j log-drop',
      '-A INPUT ! -i lo -p udp -m udp ! --sport 1024:65535 -j DROP',
      '-A INPUT -f -j DROP',
      '-A INPUT -p icmp -m icmp --icmp-type 3/4 -j ACCEPT',
      '-A INPUT -p icmp -m icmp --icmp-type 8 -m limit --limit 1/sec -j ACCEPT',
      '-A OUTPUT -o eth0 -p tcp -m owner --uid-owner 0 -j ACCEPT',
      '-A OUTPUT -d 10.0.2.0/255.0.255.0 -m mark --mark 0x7/0xf -j RETURN',
      '-A log-drop -j LOG --log-prefix "it\\\'s \\"this\\" " --log-level 7',
      '-A log-drop -j DROP',
    ])
  })

  test('keep the order of the matches', () => {
    const six = read(fixture('six.v6.rules'))
    expect(six.familySource).toBe('contents')
    expect(rulesOf(six, 'filter', 'INPUT')[1]?.matches.map(({ kind }) => kind)).toEqual([
      'hl',
      'icmp6',
    ])
  })
})

describe('what iptables takes in another way than one would think', () => {
  const only = (line: string) => ruleLines(saveText(read(`*filter\n${line}\nCOMMIT\n`)))

  test.each([
    ['-A INPUT -s 127.1', '-A INPUT -s 127.1.0.0/32'],
    ['-A INPUT -s 010.0.0.1', '-A INPUT -s 8.0.0.1/32'],
    ['-A INPUT -p tcp --dport 0:65535', '-A INPUT -p tcp -m tcp'],
    ['-A INPUT -p tcp ! --dport 0:65535', '-A INPUT -p tcp -m tcp ! --dport 0:65535'],
    ['-A INPUT -p dccp --dccp-types CLOSE', '-A INPUT -p dccp -m dccp --dccp-types CLOSE'],
    ['-A INPUT -m limit', '-A INPUT -m limit --limit 3/hour'],
    ['-A INPUT -p 0 -j DROP', '-A INPUT -j DROP'],
    ['-A INPUT -m comment --comment AC"CE"', '-A INPUT -m comment --comment ACCE'],
    ['-A INPUT -i $LAN -j DROP', '-A INPUT -i $LAN -j DROP'],
    [
      '-A INPUT -m policy --dir in --pol ipsec --proto esp -j DROP',
      '-A INPUT -m policy --dir in --pol ipsec --proto esp -j DROP',
    ],
  ])('%s', (line, printed) => expect(only(line)).toEqual([printed]))

  test('warns of what loads and is not what it seems', () => {
    const warnings = (line: string) =>
      readRestore('rules', `*filter\n${line}\nCOMMIT\n`, { family: 'ip4' }).diagnostics.map(
        ({ code }) => code,
      )
    expect(warnings('-A INPUT -i \u0435th0 -j DROP')).toEqual(['iptables-look-alike'])
    expect(warnings('-A INPUT -i $LAN -j DROP')).toEqual(['iptables-shell'])
    expect(warnings(':INPUT DROP [0,0]')).toEqual(['iptables-counters'])
    expect(warnings('-A INPUT -i eth0 -j DROP')).toEqual([])
  })

  test('ends with success before anything is loaded', () => {
    for (const line of ['-h', '--version'])
      expect(readRestore('rules', `*filter\n${line}\nCOMMIT\n`).diagnostics[0]?.code).toBe(
        'iptables-command',
      )
  })
})

describe('options', () => {
  const table = '*filter\n:INPUT DROP [0:0]\n-A INPUT -j ACCEPT\nCOMMIT\n'

  test('--noflush keeps what an earlier block of the file has put there', () => {
    expect(rulesOf(read(table + table, { noflush: true }), 'filter', 'INPUT')).toHaveLength(2)
    expect(rulesOf(read(table + table), 'filter', 'INPUT')).toHaveLength(1)
  })

  test('--counters refuses broken ones', () => {
    const broken = '*filter\n:INPUT DROP [0,0]\nCOMMIT\n'
    expect(readRestore('rules', broken, { counters: true }).value).toBeUndefined()
    expect(readRestore('rules', broken).value).toBeDefined()
  })

  test('a policy stays where a table is named again without it', () => {
    const file = read(`${table}*filter\nCOMMIT\n`)
    expect(file.tables[0]?.chains[0]).toMatchObject({ policy: 'DROP', rules: [] })
    expect(file.tables[0]?.chains[1]).toMatchObject({ policy: null })
  })

  test('lenient makes a blanked value opaque, and warns', () => {
    const blanked = '*filter\n-A INPUT -m mac --mac-source XX:XX:XX:XX:XX:XX -j DROP\nCOMMIT\n'
    expect(readRestore('rules', blanked).value).toBeUndefined()
    const { value, diagnostics } = readRestore('rules', blanked, { family: 'ip4', lenient: true })
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['warning'])
    expect(value && rulesOf(value, 'filter', 'INPUT')[0]?.matches[0]).toMatchObject({
      kind: 'opaque-match',
      name: 'mac',
      words: ['--mac-source', 'XX:XX:XX:XX:XX:XX'],
    })
  })

  test('a file without a family is assumed to be of IPv4, and says so', () => {
    const { value, diagnostics } = readRestore('rules', table)
    expect(value?.familySource).toBe('assumed')
    expect(diagnostics.map(({ code }) => code)).toEqual(['iptables-family-assumed'])
  })
})

describe('limits', () => {
  const body = (lines: readonly string[]) => `*filter\n${lines.join('\n')}\nCOMMIT\n`
  const codes = (text: string) =>
    readRestore('rules', text, { family: 'ip4' }).diagnostics.map(({ code }) => code)

  test('a line, an argument, and a number of arguments', () => {
    const pad = (count: number) => body([`-A INPUT -m comment --comment ${'x'.repeat(count)}`])
    expect(codes(pad(255))).toEqual([])
    expect(codes(pad(256))).toEqual(['iptables-too-long'])
    expect(codes(pad(2000))).toEqual(['iptables-too-long'])
    expect(codes(pad(restoreLimits.lineUnits))).toEqual(['iptables-too-long'])
    expect(codes(body([`-A INPUT${' -v'.repeat(252)}`]))).toEqual(['iptables-too-long'])
    expect(codes(body([`-A INPUT${' -v'.repeat(251)}`]))).toEqual([])
  })

  test('errors end the reading and never turn into a tree', () => {
    const { value, diagnostics } = readRestore(
      'rules',
      body(Array<string>(500).fill('-A INPUT -j x')),
      { family: 'ip4' },
    )
    expect([value, diagnostics.length]).toEqual([undefined, restoreLimits.diagnostics])
  })

  test('warnings do not end the reading', () => {
    const lines = Array<string>(500).fill('-A INPUT -i \u0435th0 -j DROP')
    const { value, diagnostics } = readRestore('rules', body(lines), { family: 'ip4' })
    expect(diagnostics).toHaveLength(restoreLimits.diagnostics)
    expect(value && rulesOf(value, 'filter', 'INPUT')).toHaveLength(500)
  })

  test('insertions and deletions in long chains are bounded', () => {
    const lines = Array<string>(60_000).fill('-I INPUT 1 -s 1.1.1.1 -j DROP')
    expect(codes(body(lines)).at(0)).toBe('iptables-too-large')
  })

  test('100,000 rules are read in seconds', () => {
    const line = (at: number) =>
      `-A INPUT -s 10.${at >> 16}.${(at >> 8) & 255}.${at & 255}/32 -i eth0 -p tcp -m tcp --dport ${at % 65536} -m conntrack --ctstate NEW -j ACCEPT`
    const text = body(Array.from({ length: 100_000 }, (_, at) => line(at)))
    const before = process.cpuUsage()
    expect(rulesOf(read(text, { family: 'ip4' }), 'filter', 'INPUT')).toHaveLength(100_000)
    const seconds = process.cpuUsage(before).user / 1_000_000
    console.info(`read 100,000 rules in ${seconds.toFixed(2)} s of processor time`)
    expect(seconds).toBeLessThan(30)
  })
})
