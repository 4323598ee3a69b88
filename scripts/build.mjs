/**
 * Builds what is run: generated validators first, then the one-file command with what starts it sooner, and the library.
 * `npm ci` calls it (`prepare`), so it has to be quick and needs nothing but the dev dependencies.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, copyFile, readFile } from 'node:fs/promises'
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

/**
 * The command is CommonJS, in ASCII: a script of which V8 takes the code from a cache, and reads the text a byte a
 * character.
 */
const command = {
  entryPoints: ['src/cli/main.ts'],
  outfile: 'dist/qubes-tor-fw.cjs',
  format: 'cjs',
  charset: 'ascii',
  supported: { 'dynamic-import': false },
}

await build({ ...common, ...command })
for (const [entry, out] of [
  ['src/index.ts', 'dist/index.mjs'],
  ['packages/nftables-json/src/index.ts', 'packages/nftables-json/dist/index.mjs'],
])
  await build({ ...common, entryPoints: [entry], outfile: out })

// What starts the command reads a byte a character. esbuild spells out what is not ASCII, but for tagged templates.
const bundled = await readFile(new URL('../dist/qubes-tor-fw.cjs', import.meta.url))
const stray = bundled.findIndex((byte) => byte > 0x7f)
if (stray >= 0)
  throw new Error(`the command is not in ASCII: ${bundled.subarray(stray - 40, stray + 20)}`)

const start = new URL('../dist/start.cjs', import.meta.url)
await copyFile(new URL('./start.cjs', import.meta.url), start)
await chmod(start, 0o755)

// A run that goes through everything that most runs go through, and leaves behind what V8 made of it.
const { status, stderr } = spawnSync(process.execPath, [start.pathname, 'compile'], {
  env: { ...process.env, NODE_OPTIONS: '', QUBES_TOR_FW_MAKE_CODE_CACHE: '1' },
  stdio: ['ignore', 'ignore', 'pipe'],
  encoding: 'utf8',
})
if (status !== 0) throw new Error(`the command that was built does not run: ${stderr}`)
