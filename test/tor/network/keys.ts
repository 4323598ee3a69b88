import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dirPort, orPort } from '../world/addresses.ts'
import type { Namespace } from '../world/namespace.ts'
import type { TorNode } from './node.ts'
import { folderOf, gencertBeside } from './node.ts'

/**
 * Makes an authority's keys and gives back its `DirAuthority` line (tor(1), DirAuthority).
 * A placeholder keeps tor from knowing the real authorities while it only makes its keys.
 */
export const makeAuthority = async (
  internet: Namespace,
  tor: string,
  { nickname, address }: TorNode,
): Promise<string> => {
  const folder = folderOf(nickname)
  const keys = join(folder, 'keys')
  await mkdir(keys, { recursive: true, mode: 0o700 })
  const certificate = join(keys, 'authority_certificate')
  await internet.mustExec(
    gencertBeside(tor),
    [
      ...['--create-identity-key', '--passphrase-fd', '0', '-m', '12'],
      ...['-a', `${address}:${dirPort}`, '-i', join(keys, 'authority_identity_key')],
      ...['-s', join(keys, 'authority_signing_key'), '-c', certificate],
    ],
    'passphrase\n',
  )
  const identity = /^fingerprint (\w+)$/m.exec(await readFile(certificate, 'utf8'))?.[1]
  const listed = await internet.mustExec(tor, [
    ...['--list-fingerprint', '--ignore-missing-torrc', '-f', '/nonexistent', '--hush'],
    ...['--DataDirectory', folder, '--Nickname', nickname, '--ORPort', `${address}:${orPort}`],
    ...['--DirAuthority', `placeholder 127.0.0.1:1 ${'f'.repeat(40)}`],
  ])
  const fingerprint = listed.trim().split('\n').at(-1)?.replace(`${nickname} `, '')
  if (!identity || !fingerprint) throw new Error(`no keys for ${nickname}: ${listed}`)
  return `DirAuthority ${nickname} orport=${orPort} no-v2 v3ident=${identity} ${address}:${dirPort} ${fingerprint.replaceAll(' ', '')}`
}
