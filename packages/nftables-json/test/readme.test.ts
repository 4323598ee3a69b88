/**
 * Goal: the README's examples work, and print what their comments say.
 * Method: each `ts` block is bundled and run with this package's sources; what it logs is compared with the comments.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '')
const source = fileURLToPath(new URL('../src/index.ts', import.meta.url))

/** What `code` logs, a line a call. */
async function run(code: string): Promise<readonly string[]> {
  const { outputFiles } = await build({
    stdin: {
      contents: `const lines: string[] = []\n${logging(code)}\nexport { lines }`,
      loader: 'ts',
      resolveDir: '.',
    },
    alias: { 'nftables-json': source },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  })
  const text = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')
  const { lines } = await import(/* @vite-ignore */ `data:text/javascript;base64,${text}`)
  return lines
}

/** The example with its output kept instead of shown. */
function logging(code: string): string {
  return code.replaceAll(
    /console\.log\(([^\n]*)\)( \/\/[^\n]*)?$/gm,
    (_, shown) =>
      `lines.push([${shown}].map((x) => typeof x === 'bigint' ? x + 'n' : String(x)).join(' '))`,
  )
}

describe('the examples of the README', () => {
  test('there are some', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(4)
  })

  test.each(blocks.map((code, index) => [index + 1, code] as const))(
    'example %i',
    async (_, code) => {
      const comments = [...code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(
        ([, text]) => text ?? '',
      )
      expect(comments.length).toBeGreaterThan(0)
      const expected = comments.flatMap((text) => text.split(', then '))
      expect(await run(code)).toEqual(expected)
    },
  )
})
