/**
 * Goal: `verify --report` writes the page and answers as ever; where it cannot write it, nothing is said to be judged.
 * Method: run it in a world of its own, with a disk that takes the page and one that does not.
 */
import { describe, expect, test } from 'vitest'
import { factWords, leaky, walled } from './rulesets.ts'
import { runLine } from './world.ts'

const files = { '/here/walled.nft': walled, '/here/leaky.nft': leaky }
const escapes = [...factWords, '--only', 'no-client-escape']
const ask = (words: readonly string[], override = {}) =>
  runLine(['verify', ...escapes, ...words], { files, override })

describe('verify --report', () => {
  test('writes the page beside the answer, which stays as it is', async () => {
    const plain = await ask(['leaky.nft'])
    const result = await ask(['leaky.nft', '--report', 'out/page.html'])
    expect(result.exit).toBe(1)
    expect(result.stdout).toBe(plain.stdout)
    expect(result.stderr).toBe('qubes-tor-fw: wrote out/page.html\n')
    expect(result.files.get('/here/out/page.html')).toMatch(/^<!doctype html>[\s\S]*refuted/)
  })

  test('goes with every format', async () => {
    const { stdout, files: after } = await ask([
      'walled.nft',
      '--format',
      'json',
      '--report',
      '/p.html',
    ])
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'proved' })
    expect(after.get('//p.html') ?? after.get('/p.html')).toMatch(/^<!doctype html>/)
  })

  test('takes the place of the answer on standard output', async () => {
    const { exit, stdout, stderr } = await ask(['walled.nft', '--report', '-'])
    expect(exit).toBe(0)
    expect(stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/)
    expect(stderr).toBe('')
  })

  test('has no second answer to put there', async () => {
    const { exit, stdout, stderr } = await ask(['walled.nft', '--report', '-', '--format', 'json'])
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
    expect(stderr).toContain('`--report -` takes the place of the answer')
  })

  test('that cannot be written is said, and nothing is answered', async () => {
    const { exit, stdout, stderr } = await ask(['walled.nft', '--report', 'page.html'], {
      writeAll: () => ({ kind: 'failed', reason: 'no space is left' }),
    })
    expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' })
    expect(stderr).toBe('qubes-tor-fw: cannot write `page.html`: no space is left\n')
  })

  test('needs a name', async () => {
    const { exit, stderr } = await ask(['walled.nft', '--report', ''])
    expect(exit).toBe(2)
    expect(stderr).toContain('`--report` needs a value: the name of a file')
  })
})
