/**
 * Writes man/qubes-tor-fw.8 from the command table: `node scripts/generate-man.mjs`.
 * The page has no date and depends on nothing but the table and the version; a test says when it is stale.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What a command loads when it is called is not called here. */
const leaveLazyOut = (build) =>
  build.onResolve({ filter: /./ }, ({ path, kind }) =>
    kind === 'dynamic-import' ? { path, external: true } : undefined,
  )

/** Node 20 does not read TypeScript; the table is bundled and imported from memory. Commands stay unloaded. */
const { outputFiles } = await build({
  stdin: {
    contents:
      "export { commands } from './src/cli/commands.ts'; export { manPage } from './src/cli/man.ts'",
    resolveDir: root,
  },
  absWorkingDir: root,
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  plugins: [{ name: 'commands-unloaded', setup: leaveLazyOut }],
  logLevel: 'warning',
})
const bundle = Buffer.from(outputFiles[0].text).toString('base64')
const { commands, manPage } = await import(`data:text/javascript;base64,${bundle}`)

const { version } = JSON.parse(await readFile(`${root}/package.json`, 'utf8'))
await mkdir(`${root}/man`, { recursive: true })
await writeFile(`${root}/man/qubes-tor-fw.8`, manPage(commands, version))
