/**
 * Builds what is run: generated validators first, then the one-file command and the library.
 * `npm ci` calls it (`prepare`), so it has to be quick and needs nothing but the dev dependencies.
 */
import { existsSync } from 'node:fs'
import { chmod, readFile } from 'node:fs/promises'
import { build } from 'esbuild'

const generators = ['./generate-policy-schema.mjs', './generate-nftables-json-schema.mjs']
for (const generator of generators) {
  const url = new URL(generator, import.meta.url)
  if (existsSync(url)) await (await import(url.href)).default()
}

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))

/** What every bundle has in common. `yaml` is CommonJS inside; its browser build is the same code as ES modules. */
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  conditions: ['source'],
  legalComments: 'eof',
  charset: 'utf8',
  minifyWhitespace: true,
  minifySyntax: true,
  loader: { '.yaml': 'text' },
  define: { __VERSION__: JSON.stringify(version) },
  alias: { yaml: new URL('../node_modules/yaml/browser/index.js', import.meta.url).pathname },
  absWorkingDir: new URL('..', import.meta.url).pathname,
  logLevel: 'warning',
}

const entries = [
  { entry: 'src/cli/main.ts', out: 'dist/qubes-tor-fw.mjs', banner: { js: '#!/usr/bin/env node' } },
  { entry: 'src/index.ts', out: 'dist/index.mjs' },
  { entry: 'packages/nftables-json/src/index.ts', out: 'packages/nftables-json/dist/index.mjs' },
]
for (const { entry, out, banner } of entries) {
  if (!existsSync(new URL(`../${entry}`, import.meta.url))) continue
  await build({ ...common, entryPoints: [entry], outfile: out, ...(banner && { banner }) })
}
if (existsSync(new URL('../dist/qubes-tor-fw.mjs', import.meta.url)))
  await chmod(new URL('../dist/qubes-tor-fw.mjs', import.meta.url), 0o755)
