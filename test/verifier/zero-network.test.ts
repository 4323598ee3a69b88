/**
 * Goal: 0.0.0.0/8 is no hiding place: since Linux 5.3 a kernel forwards it like any other address, from it and to it.
 * Method: walls that would hold if those addresses were none, each with a hole that only they fit through.
 */
import { expect, test } from 'vitest'
import { readMachine } from '../../src/backends/sources/index.ts'
import { verify } from '../../src/verifier/index.ts'
import { plain } from '../fixtures/leaks/facts.ts'

const escapes = (end: 'saddr' | 'daddr', which: string): string => {
  const text = `
table inet wall {
  chain entry {
    type filter hook prerouting priority -450; policy accept;
    fib ${end} type broadcast drop
    meta nfproto ipv6 drop
  }
  chain input { type filter hook input priority 0; policy drop; }
  chain forward {
    type filter hook forward priority 0; policy drop;
    ip ${end} ${which} accept
  }
}
`
  const { value, diagnostics } = readMachine([{ name: 'wall.nft', text }])
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join('; '))
  const [result] = verify(value.machine, plain, { only: ['no-client-escape'] }).guarantees
  return [result?.verdict, ...(result?.counterexamples.map(({ packet }) => packet) ?? [])].join(' ')
}

test.each(['saddr', 'daddr'] as const)('%s: 0.0.0.0 alone is a broadcast', (end) => {
  expect(escapes(end, '0.0.0.0')).toBe('proved')
  expect(escapes(end, '0.0.0.0/8')).toMatch(/^refuted .*\b0\.\d+\.\d+\.\d+/)
})
