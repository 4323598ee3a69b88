import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { System } from '../system/index.ts'
import { hostLimits } from '../system/index.ts'
import type { Manifest } from './manifest.ts'
import { readManifest } from './manifest.ts'

/** Artefacts as `compile --out` writes them, whole and unchanged. */
export interface ArtefactFolder {
  readonly manifest: Manifest
  /** Texts by target. */
  readonly texts: ReadonlyMap<string, string>
  /** Every file, the manifest and the checksums among them. */
  readonly files: readonly FolderFile[]
}

export interface FolderFile {
  readonly name: string
  readonly text: string
}

export type FolderReading =
  | { readonly kind: 'folder'; readonly folder: ArtefactFolder }
  | { readonly kind: 'wrong'; readonly why: string }

const CHECKSUMS = 'SHA256SUMS'
const MANIFEST = 'manifest'

const wrong = (why: string): FolderReading => ({ kind: 'wrong', why })

export const sha256 = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex')

/**
 * Reads a folder, and holds every file to its digest in SHA256SUMS and in the manifest. Anything else in the folder, missing
 * from it or changed in it makes all of it worthless: who changed one file may have changed another.
 */
export const readFolder = ({ files }: System, path: string): FolderReading => {
  const listing = files.list(path)
  if (listing.kind === 'missing') return wrong(`there is no folder \`${path}\``)
  if (listing.kind === 'failed') return wrong(`\`${path}\` cannot be read: ${listing.reason}`)
  if (listing.names.length > hostLimits.folderFiles)
    return wrong(`\`${path}\` holds more files than any folder of ours`)
  const contents = new Map<string, Uint8Array>()
  for (const name of listing.names) {
    const reading = files.read(join(path, name))
    if (reading.kind === 'failed') return wrong(`${name} cannot be read: ${reading.reason}`)
    if (reading.kind === 'missing') return wrong(`${name} went away`)
    contents.set(name, reading.bytes)
  }
  return checkFolder(contents)
}

/** The same of files that are at hand. */
export const checkFolder = (contents: ReadonlyMap<string, Uint8Array>): FolderReading => {
  const checksums = contents.get(CHECKSUMS)
  const listing = contents.get(MANIFEST)
  if (!checksums) return wrong(`${CHECKSUMS} is missing: the folder was not written to its end`)
  if (!listing) return wrong(`${MANIFEST} is missing`)
  const sums = sumsOf(text(checksums))
  if (!sums) return wrong(`${CHECKSUMS} is no list of digests`)
  for (const [name, bytes] of contents) {
    if (name === CHECKSUMS) continue
    const sum = sums.get(name)
    if (sum === undefined) return wrong(`${name} is not in ${CHECKSUMS}`)
    if (sum !== sha256(bytes))
      return wrong(`${name} is not the file of ${CHECKSUMS}: it was changed`)
  }
  for (const name of sums.keys()) if (!contents.has(name)) return wrong(`${name} is missing`)
  const reading = readManifest(text(listing))
  if (reading.kind === 'wrong') return reading
  return withManifest(reading.manifest, contents)
}

const withManifest = (
  manifest: Manifest,
  contents: ReadonlyMap<string, Uint8Array>,
): FolderReading => {
  const texts = new Map<string, string>()
  for (const { name, target, sha256: digest } of manifest.files) {
    const bytes = contents.get(name)
    if (!bytes || sha256(bytes) !== digest) return wrong(`${name} is not the file of the manifest`)
    if (texts.has(target)) return wrong(`the manifest has two files for ${target}`)
    texts.set(target, text(bytes))
  }
  const listed = new Set([CHECKSUMS, MANIFEST, ...manifest.files.map(({ name }) => name)])
  const stray = [...contents.keys()].find((name) => !listed.has(name))
  if (stray !== undefined) return wrong(`${stray} is not in the manifest`)
  const files = [...contents].map(([name, bytes]) => ({ name, text: text(bytes) }))
  return { kind: 'folder', folder: { manifest, texts, files } }
}

/** The output of sha256sum(1): digest, two spaces (or a space and a star), name. */
const sumsOf = (listing: string): ReadonlyMap<string, string> | undefined => {
  const sums = new Map<string, string>()
  for (const line of listing.split('\n')) {
    if (line === '') continue
    const [, digest = '', name = ''] = /^([0-9a-f]{64}) [ *]([\w.-]+)$/.exec(line) ?? []
    if (name === '' || sums.has(name)) return undefined
    sums.set(name, digest)
  }
  return sums
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
