/** Bundles a bench as the product is bundled, and runs it: `node bench/run.mjs diagram`; what follows goes to the bench. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const [name = ''] = process.argv.splice(2, 1)
if (!/^[a-z]+$/.test(name))
  throw new Error('which bench? apply, compile, proof, corpus, growth, diagram or boot')

const directory = await mkdtemp(join(tmpdir(), `bench-${name}-`))
const outfile = join(directory, 'main.mjs')
process.env.BENCH_MAIN = outfile
try {
  await build({
    entryPoints: [join(root, 'bench', name, 'main.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    conditions: ['source'],
    loader: { '.yaml': 'text' },
    define: { __VERSION__: '"bench"' },
    alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
    absWorkingDir: root,
    outfile,
    logLevel: 'warning',
  })
  await import(pathToFileURL(outfile).href)
} finally {
  await rm(directory, { recursive: true })
}
