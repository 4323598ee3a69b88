/**
 * Goal: a file of settings is read as sysctl(8) and systemd-sysctl read it, patterns and exceptions among them.
 * Method: small files, and what a key has in the end; the compiled file of the shipped policy.
 */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSysctl, sysctlValue } from '../../../src/backends/sysctl/index.ts'
import { shippedArtefact } from '../sources/shipped.ts'

const read = (text: string) => readSysctl('sysctl.conf', text)

const settingOf = (text: string, key: string): string | undefined => {
  const { value, diagnostics } = read(text)
  if (!value) throw new Error(JSON.stringify(diagnostics))
  return sysctlValue(value, key)
}

const forward = 'net.ipv4.ip_forward'
const filterOf = (name: string): string => `net.ipv4.conf.${name}.rp_filter`

describe('values', () => {
  test.each([
    ['net.ipv4.ip_forward = 1', forward, '1'],
    ['net/ipv4/ip_forward=1', forward, '1'],
    ['-net.ipv4.ip_forward = 1', forward, '1'],
    ['  net.ipv4.ip_forward\t=\t1  ', forward, '1'],
    ['net.ipv4.ip_forward = 1\r', forward, '1'],
    ['net.ipv4.ip_forward = 1\nnet.ipv4.ip_forward = 0', forward, '0'],
    ['# net.ipv4.ip_forward = 1\n; net.ipv4.ip_forward = 1', forward, undefined],
    ['kernel.core_pattern = |/bin/x a = b', 'kernel.core_pattern', '|/bin/x a = b'],
    // A dot of an interface's name is a slash.
    ['net.ipv4.conf.eth0/100.rp_filter = 1', 'net/ipv4/conf/eth0.100/rp_filter', '1'],
    ['net.ipv4.conf.*.rp_filter = 1', filterOf('eth0'), '1'],
    ['net.ipv4.conf.*.rp_filter = 1', 'net.ipv4.conf.eth0.accept_local', undefined],
    ['net.ipv4.conf.vif*.rp_filter = 1', filterOf('eth0'), undefined],
    ['net.ipv4.conf.*.rp_filter = 1\nnet.ipv4.conf.eth0.rp_filter = 0', filterOf('eth0'), '0'],
    ['net.ipv4.conf.*.rp_filter = 1\n-net.ipv4.conf.eth0.rp_filter', filterOf('eth0'), undefined],
    ['net.ipv4.*.rp_filter = 1', filterOf('eth0'), undefined],
    ['net.ipv4.conf.v*f?.rp_filter = 1', filterOf('vxif1'), '1'],
  ])('%j gives %s', (text, key, expected) => {
    expect(settingOf(text, key)).toBe(expected)
  })
})

describe('what is refused or told', () => {
  test.each([
    ['net.ipv4.ip_forward', 'sysctl-line', 'error'],
    ['= 1', 'sysctl-line', 'error'],
    ['x = \0', 'sysctl-not-text', 'error'],
    [
      'net.ipv4.conf.eth0.rp_filter = 0\nnet.ipv4.conf.*.rp_filter = 1',
      'sysctl-overruled',
      'warning',
    ],
  ])('%j', (text, code, severity) => {
    const { value, diagnostics } = read(text)
    expect(diagnostics.map((each) => [each.code, each.severity])).toEqual([[code, severity]])
    expect(value === undefined).toBe(severity === 'error')
  })

  test('points at the line', () => {
    expect(read('a.b = 1\n  nonsense\n').diagnostics[0]?.span).toMatchObject({
      start: { line: 2, column: 3, offset: 10 },
      end: { line: 2, column: 11 },
    })
  })
})

test('the compiled file gives each of its keys the value that stands there', () => {
  const text = shippedArtefact('sysctl')
  const { value, diagnostics } = read(text)
  expect(diagnostics).toEqual([])
  const lines = text.split('\n').filter((line) => /^[^#]/.test(line))
  expect(value?.settings).toHaveLength(lines.length)
  for (const line of lines) {
    const [key = '', expected] = line.split(' = ')
    expect(settingOf(text, key)).toBe(expected)
  }
})

test('no text makes the reader throw', () => {
  const words = fc.constantFrom(
    'net',
    '.',
    '/',
    '*',
    '?',
    '[',
    ']',
    '=',
    ' ',
    '1',
    '-',
    '\n',
    '#',
    ';',
  )
  fc.assert(
    fc.property(fc.array(words), fc.array(words), (parts, key) => {
      const { value, diagnostics } = read(parts.join(''))
      expect(value === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
      if (value) expect(() => sysctlValue(value, key.join(''))).not.toThrow()
    }),
  )
})
