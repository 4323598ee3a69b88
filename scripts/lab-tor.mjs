/**
 * Finds a tor that can be asked what it makes of a torrc. Debian's package starts a service where it is installed, and
 * nothing here may reach out: so where there is none, the package is only fetched and unpacked beside our own.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { searchPath } from './lab-tools.mjs'

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules/.cache/tor')
const unpacked = join(folder, 'usr/bin/tor')
const fetchSeconds = 120

const runs = (program) =>
  spawnSync(program, ['--version'], {
    timeout: 10_000,
    env: { ...process.env, PATH: searchPath },
  }).status === 0

const unpack = () => {
  mkdirSync(folder, { recursive: true })
  const quiet = { cwd: folder, stdio: 'ignore', timeout: fetchSeconds * 1000 }
  spawnSync('apt-get', ['download', 'tor'], quiet)
  const archive = readdirSync(folder).find((name) => name.endsWith('.deb'))
  if (archive !== undefined) spawnSync('dpkg', ['-x', archive, '.'], quiet)
}

/** The program's path or name; undefined where there is none to be had. */
export const findTor = () => {
  const known = [process.env.TOR_PROGRAM, 'tor', unpacked].filter((each) => each !== undefined)
  const found = known.find(runs)
  if (found !== undefined || existsSync(unpacked)) return found
  unpack()
  return runs(unpacked) ? unpacked : undefined
}
