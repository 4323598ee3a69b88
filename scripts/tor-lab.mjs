/**
 * Real tor on a gateway, in fresh namespaces: `npm run test:tor`. Arguments are names of guarantees: only their claims
 * are shown then. `--quick` cuts short what takes long, `--write-table` writes the table of docs/real-tor.md anew.
 * `--bench` measures instead (bench/gateway).
 * Where it cannot run, that is a failure with CI=true; otherwise it says loudly why.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { describeMissing, ensureLabTools, searchPath } from './lab-tools.mjs'
import { findTor } from './lab-tor.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cache = join(root, 'node_modules', '.cache', `tor-lab-${process.pid}`)

/** One file that any Node of the project's range runs; the lab looks for its agent beside its own source. */
const bundle = async (entry) => {
  const outfile = join(cache, `${basename(dirname(entry))}-${basename(entry)}.mjs`)
  const lab = pathToFileURL(join(root, 'test', 'kernel', 'lab', 'lab.ts')).href
  await build({
    entryPoints: [join(root, `${entry}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
    sourcemap: 'inline',
    conditions: ['source'],
    external: ['esbuild', 'ipaddr.js'],
    define: { 'import.meta.url': JSON.stringify(lab) },
  })
  return outfile
}

const inside = [
  'mount --make-rprivate / && mount -t tmpfs tmpfs /run && mkdir /run/netns || exit 9',
  'QUBES_TOR_FW_LAB=inside exec "$@"',
].join('\n')

/** Whatever is left of it ends with the process namespace's first process. */
const ways = [
  ['-n', '-m', '-p'],
  ['-r', '-n', '-m', '-p'],
]

const cannotRun = (reason) => {
  const line = '='.repeat(78)
  if (process.env.CI === 'true') console.error(`tor lab: FAILED, it cannot run here: ${reason}`)
  else console.error(`${line}\ntor lab: SKIPPED: ${reason}\n${line}`)
  return process.env.CI === 'true' ? 1 : 0
}

const main = async () => {
  const { values, positionals } = parseArgs({
    options: {
      bench: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      'write-table': { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const missing = [...ensureLabTools(), ...ensureLabTools(['curl', 'openssl', 'tcpdump'])]
  if (missing.length > 0) return cannotRun(describeMissing(missing))
  const tor = findTor()
  if (tor === undefined) return cannotRun('no tor, and none could be fetched')
  const env = { ...process.env, PATH: searchPath }
  const way = ways.find(
    (each) => spawnSync('unshare', [...each, '--fork', 'true'], { env }).status === 0,
  )
  if (way === undefined) return cannotRun('no way into a network namespace')
  mkdirSync(cache, { recursive: true })
  process.on('exit', () => rmSync(cache, { recursive: true, force: true }))
  const given = {
    tor,
    program: join(root, 'dist', 'qubes-tor-fw.cjs'),
    packaging: join(root, 'packaging'),
    only: positionals,
    quick: values.quick,
    tableFile: values['write-table'] ? join(root, 'docs', 'real-tor.md') : null,
    internetBundle: await bundle('test/tor/servers/internet'),
    clientBundle: await bundle('test/tor/client/agent'),
  }
  if (!existsSync(given.program)) throw new Error('not built: npm run build')
  const program = [
    process.execPath,
    '--enable-source-maps',
    await bundle(values.bench ? 'bench/gateway/main' : 'test/tor/main'),
  ]
  const enter = [...way, '--fork', '--kill-child', 'sh', '-c', inside, 'sh', ...program]
  const child = spawn('unshare', enter, { stdio: ['pipe', 'inherit', 'inherit'], env })
  child.stdin.end(JSON.stringify(given))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill('SIGKILL'))
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)))
}

process.exitCode = await main()
