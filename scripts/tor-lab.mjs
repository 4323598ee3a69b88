/**
 * Real tor on a gateway, in fresh namespaces: `npm run test:tor`. Arguments are names of guarantees: only their claims
 * are shown then. `--quick` cuts short what takes long, `--write-table` writes the table of docs/real-tor.md anew.
 * `--bench` measures instead (bench/gateway).
 * Where it cannot run, that is a failure with CI=true; otherwise it says loudly why.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bundleForLab, runInside, wayInside } from './lab-program.mjs'
import { describeMissing, ensureLabTools } from './lab-tools.mjs'
import { findTor } from './lab-tor.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cache = join(root, 'node_modules', '.cache', `tor-lab-${process.pid}`)

const bundle = (entry) =>
  bundleForLab(entry, join(cache, `${basename(dirname(entry))}-${basename(entry)}.mjs`))

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
  // Whatever is left of it ends with the process namespace's first process.
  const way = wayInside('-p')
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
  const entry = values.bench ? 'bench/gateway/main' : 'test/tor/main'
  return runInside(way, await bundle(entry), given)
}

process.exitCode = await main()
