/** What the printer's kernel tests share: a namespace of their own, nft as a child process, the vectors. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'

/** A newer document may crash an older libnftables, and a name may send it to a resolver. */
const nftTimeout = 10_000

export interface NftResult {
  readonly ok: boolean
  readonly output: string
  /** The first line of what nft complained about, or the signal that ended it. */
  readonly error: string
}

function nft(args: readonly string[]): NftResult {
  const child = spawnSync('nft', args, {
    encoding: 'utf8',
    timeout: nftTimeout,
    maxBuffer: 64 * 1024 * 1024,
  })
  const [line] = child.stderr.split('\n').filter((text) => text !== '')
  return {
    ok: child.status === 0,
    output: child.stdout,
    error: child.signal ?? line?.replace(/^\S*:\d+:\d+-\d+: /, '') ?? '',
  }
}

/**
 * Loads a file: nft opens /dev/stdin by its path for `-f -`, and Node's pipes are sockets,
 * which cannot be opened so ("No such device or address").
 */
function loadFile(options: readonly string[], content: string): NftResult {
  const directory = mkdtempSync(join(tmpdir(), 'nftables-json-'))
  try {
    const path = join(directory, 'ruleset')
    writeFileSync(path, content)
    return nft([...options, '-f', path])
  } finally {
    rmSync(directory, { recursive: true })
  }
}

export function loadText(text: string): NftResult {
  return loadFile([], text)
}

export function loadJson(items: readonly unknown[]): NftResult {
  return loadFile(['-j'], JSON.stringify({ nftables: items }))
}

/** The ruleset as nft lists it, or undefined where nft cannot list what it loaded. */
export function listRuleset(): { readonly nftables: readonly Item[] } | undefined {
  const listing = nft(['-j', '-s', 'list', 'ruleset'])
  if (!listing.ok) return undefined
  try {
    return JSON.parse(listing.output)
  } catch {
    return undefined
  }
}

export interface Item {
  readonly rule?: { readonly comment?: string; readonly expr?: readonly unknown[] }
  readonly [kind: string]: unknown
}

/**
 * Refuses to go on anywhere but in a namespace that was made for the test: these tests flush rulesets.
 * Fresh is one that is not init's, where no interface is up (lo comes up down) and no ruleset is loaded.
 */
export function assertFreshNamespace(): void {
  const advice = 'run it as: unshare -n -m npx vitest run --project kernel <file>'
  if (initNamespace() === readlinkSync('/proc/self/ns/net')) {
    throw new Error(`this test flushes rulesets and is in init's network namespace; ${advice}`)
  }
  const devices = readFileSync('/proc/net/dev', 'utf8').split('\n').slice(2)
  const names = devices.map((line) => line.split(':')[0]?.trim()).filter((name) => name)
  if (names.join() !== 'lo' || Object.keys(networkInterfaces()).length > 0) {
    throw new Error(`this network namespace is in use (${names.join(', ')}); ${advice}`)
  }
  const listing = nft(['list', 'ruleset'])
  if (!listing.ok || listing.output.trim() !== '') {
    throw new Error(`nft cannot run here, or a ruleset is loaded: ${listing.error}; ${advice}`)
  }
}

/** Undefined where an unprivileged process may not look at init; the other tests of freshness hold. */
function initNamespace(): string | undefined {
  try {
    return readlinkSync('/proc/1/ns/net')
  } catch {
    return undefined
  }
}

/** The lines of a file of vectors; undefined where NFT_VECTORS_DIR is not given. */
export function readVectors<T>(name: string): readonly T[] | undefined {
  const directory = process.env['NFT_VECTORS_DIR']
  if (directory === undefined) return undefined
  const path = join(directory, name)
  if (!existsSync(path)) return undefined
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line): T => JSON.parse(line))
}

/** Splits what fails as a whole until each part loads or is a single item; gives the items that do not. */
export function bisect<T>(
  items: readonly T[],
  load: (items: readonly T[]) => NftResult,
): { readonly loaded: readonly T[]; readonly refused: readonly (readonly [T, string])[] } {
  if (items.length === 0) return { loaded: [], refused: [] }
  const result = load(items)
  if (result.ok) return { loaded: items, refused: [] }
  const [only] = items
  if (items.length === 1 && only !== undefined)
    return { loaded: [], refused: [[only, result.error]] }
  const middle = items.length >> 1
  const left = bisect(items.slice(0, middle), load)
  const right = bisect(items.slice(middle), load)
  return {
    loaded: [...left.loaded, ...right.loaded],
    refused: [...left.refused, ...right.refused],
  }
}
