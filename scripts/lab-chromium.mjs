/**
 * Finds a Chromium without a window, to look at pages with: Debian's, which is installed where that is allowed.
 * playwright-core drives it; it is asked to fetch nothing itself.
 */
import { spawnSync } from 'node:child_process'
import { chromium } from 'playwright-core'
import { describeMissing, ensureLabTools, searchPath } from './lab-tools.mjs'

/** As they are called where they come from; Debian's headless shell is the smallest. */
const names = ['chromium-headless-shell', 'chromium', 'google-chrome']
const wanted = names[0]

const pathOf = (name) =>
  spawnSync('which', [name], {
    encoding: 'utf8',
    env: { ...process.env, PATH: searchPath },
  }).stdout.trim()

const installed = () => names.map(pathOf).find((path) => path !== '')

/** The program, or one sentence that says why there is none. */
export const findChromium = () => {
  const path = process.env.CHROMIUM_PROGRAM ?? installed()
  if (path !== undefined) return { path }
  const missing = ensureLabTools([wanted])
  const found = installed()
  return found === undefined ? { why: describeMissing(missing) } : { path: found }
}

/** A browser that is offline: whatever a page asks for besides itself is an error that a test sees. */
export const startChromium = (path) =>
  chromium.launch({
    executablePath: path,
    chromiumSandbox: false,
    args: ['--disable-gpu', '--disable-background-networking', '--font-render-hinting=none'],
  })
