/** How a harness in TypeScript becomes a program inside the lab's namespaces: bundled, and told what to do by standard input. */
import { spawn, spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { searchPath } from './lab-tools.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** One file that any Node of the project's range runs; the lab looks for its agent beside its own source. */
export const bundleForLab = async (entry, outfile) => {
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

const environment = { ...process.env, PATH: searchPath }

/**
 * The options of unshare that lead into fresh namespaces of network and mounts, and `more`; undefined where none do. Root
 * needs no user namespace, and others cannot do without; best is one with further accounts (/etc/subuid), since some
 * programs give their rights up to one.
 */
export const wayInside = (...more) =>
  [[], ['-r', '--map-auto'], ['-r']]
    // In a user namespace the lab pins its own threads, which only a /proc of the process namespace shows.
    .map((user) => [
      ...user,
      '-n',
      '-m',
      ...more,
      ...(user.length > 0 && more.includes('-p') ? ['--mount-proc'] : []),
    ])
    .find((way) => {
      const enter = [...way, '--fork', 'true']
      return spawnSync('unshare', enter, { env: environment }).status === 0
    })

/** Runs the bundle there until it ends, and gives back its exit code. What it is told may be longer than arguments may. */
export const runInside = (way, bundle, given) => {
  const program = [process.execPath, '--enable-source-maps', bundle]
  const enter = [...way, '--fork', '--kill-child', 'sh', '-c', inside, 'sh', ...program]
  const child = spawn('unshare', enter, { stdio: ['pipe', 'inherit', 'inherit'], env: environment })
  child.stdin.end(JSON.stringify(given))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill('SIGKILL'))
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)))
}
