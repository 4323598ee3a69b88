import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Answer, Order } from './applier.ts'
import type { Router } from './router.ts'

/** One bundle for all runs of a test file. */
export const bundleApplier = async (): Promise<string> => {
  const path = (from: string): string => fileURLToPath(new URL(from, import.meta.url))
  const outfile = `/run/applier-${process.pid}.mjs`
  await build({
    entryPoints: [path('./applier.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    conditions: ['source'],
    alias: { yaml: path('../../../node_modules/yaml/browser/index.js') },
    minifyWhitespace: true,
    outfile,
    logLevel: 'error',
  })
  return outfile
}

/**
 * One run of `apply` on the router; undefined: it was killed. Whatever it had started is waited for: a tool that goes on by
 * itself holds the lock that the next run needs.
 */
export const applyOn = async (
  router: Router,
  bundle: string,
  order: Order,
): Promise<Answer | undefined> => {
  const { code, stdout, stderr } = await router.exec(process.execPath, [
    bundle,
    JSON.stringify(order),
  ])
  const wait = `[ ! -d ${order.stateFolder} ] || flock -w 20 ${order.stateFolder}/lock true`
  await router.mustExec('sh', ['-c', wait])
  if (stdout !== '') return JSON.parse(stdout) as Answer
  if (!/SIGKILL/.test(stderr) && code !== 137)
    throw new Error(`apply ended with ${code}: ${stderr}`)
  return undefined
}
