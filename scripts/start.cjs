#!/usr/bin/env node
/**
 * Starts the command from the code that V8 made of it when it was built, where this is the Node that built it: a third
 * of the time of a short run goes into reading the program otherwise. V8 itself refuses what another version, or one
 * with other flags, has made; then, and where there is none, the program starts as any other.
 * The code lies beside the program, is written by the build alone, and is as much to be trusted: a cache in a folder
 * for temporary files, as Node keeps one, would let others put in what root then runs.
 */
'use strict'

// A run is over before most of what V8 optimises has paid for the optimising: by its own measure (11.3) a proof of the
// default policy took a quarter more processor time, and reading 4,849 rules twice as much. Later versions optimise in
// other ways, and are left as they are.
if (process.versions.v8.startsWith('11.'))
  require('node:v8').setFlagsFromString('--interrupt-budget=1000000')

const { readFileSync, renameSync, statSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

const filename = join(__dirname, 'qubes-tor-fw.cjs')
const cacheName = join(__dirname, 'qubes-tor-fw.v8')
const isMaking = process.env.QUBES_TOR_FW_MAKE_CODE_CACHE === '1'

/** Code that is older than the program is of another program. */
const readCache = () => {
  try {
    return statSync(cacheName).mtimeMs < statSync(filename).mtimeMs
      ? undefined
      : readFileSync(cacheName)
  } catch {
    return undefined
  }
}

const cachedData = isMaking ? undefined : readCache()
const text = readFileSync(filename, 'latin1')
const script = new Script(`(function (require, module, exports) {${text}\n})`, {
  filename,
  cachedData,
})
script.runInThisContext()(require, module, exports)

// Beside the program only who may change the program can write.
if (isMaking)
  process.once('exit', () => {
    writeFileSync(`${cacheName}.new`, script.createCachedData())
    renameSync(`${cacheName}.new`, cacheName)
  })
