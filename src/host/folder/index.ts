/** A folder of artefacts: read, and held to its digests. */
export type { ArtefactFolder, FolderFile, FolderReading } from './folder.ts'
export { checkFolder, readFolder, sha256 } from './folder.ts'
export type { ListedFile, Manifest } from './manifest.ts'
export { readManifest } from './manifest.ts'
