import { createHash } from 'node:crypto'
import { assertNever } from '../assert.ts'
import { formatAddress } from '../net/index.ts'
import type { Gateway } from '../policy/gateway.ts'
import { toolVersion } from '../version.ts'
import type { Compilation } from './artefact.ts'
import { printable } from './header.ts'

/** One file of the folder that a loader reads. */
export interface FolderFile {
  readonly name: string
  readonly text: string
}

/** What is in the folder, for whoever loads it without this tool. */
export const manifestName = 'manifest'
/** The digests of all other files, as `sha256sum -c` reads them. Written last: while it holds, the folder is whole. */
export const checksumsName = 'SHA256SUMS'

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

const clientFacing = (gateway: Gateway): string => {
  const { gatewayAddress } = gateway.clients
  switch (gatewayAddress.kind) {
    case 'at-boot':
      return 'at-boot'
    case 'known':
      return formatAddress(gatewayAddress.address)
    case 'per-interface':
      return [...new Set(gatewayAddress.list.map(({ address }) => formatAddress(address)))].join(
        ' ',
      )
    default:
      return assertNever(gatewayAddress)
  }
}

/**
 * The manifest: one `key value` a line, in this order, so that sh reads it as well as any program.
 *
 * - `format`: of this page; a loader refuses one that it does not know.
 * - `proved`: `no` of what was written although it is not proved, which no loader loads.
 * - `tor-uid`: where the rules name Tor's account, the number that it must have on the gateway. Left out where none is.
 * - `client-facing`: the addresses by which clients know the gateway; `at-boot` where the loader fills them in.
 * - `file`: SHA-256, target and name of each other file but the checksums.
 */
const manifestOf = ({ gateway, artefacts }: Compilation, isProved: boolean): string =>
  [
    'format 1',
    `version ${toolVersion}`,
    `environment ${gateway.environment}`,
    `policy-name ${printable(gateway.source.name)}`,
    `policy-sha256 ${gateway.source.digest}`,
    `proved ${isProved ? 'yes' : 'no'}`,
    ...(gateway.tor.uid === null ? [] : [`tor-uid ${gateway.tor.uid}`]),
    `client-facing ${clientFacing(gateway)}`,
    ...artefacts.map(({ target, fileName, text }) => `file ${sha256(text)} ${target} ${fileName}`),
    '',
  ].join('\n')

/**
 * All files of the folder, in the order in which they have to be put in place: artefacts, manifest, checksums.
 * Equal policies give equal bytes here too.
 */
export const folderOf = (compilation: Compilation, isProved: boolean): readonly FolderFile[] => {
  const artefacts = compilation.artefacts.map(({ fileName, text }) => ({ name: fileName, text }))
  const listed = [...artefacts, { name: manifestName, text: manifestOf(compilation, isProved) }]
  const checksums = listed.map(({ name, text }) => `${sha256(text)}  ${name}\n`).join('')
  return [...listed, { name: checksumsName, text: checksums }]
}
