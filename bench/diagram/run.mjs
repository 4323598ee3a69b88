/** Bundles the bench as the product is bundled, and runs it: `node bench/diagram/run.mjs`. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const directory = await mkdtemp(join(tmpdir(), 'bench-diagram-'))
const outfile = join(directory, 'main.mjs')
try {
  await build({
    entryPoints: [new URL('main.ts', import.meta.url).pathname],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    outfile,
    logLevel: 'warning',
  })
  await import(pathToFileURL(outfile).href)
} finally {
  await rm(directory, { recursive: true })
}
