import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from '../../kernel/lab/condition.ts'
import { limits } from '../limits.ts'
import { authorities, exits, middles, onionHost, resolver } from '../world/addresses.ts'
import type { Namespace } from '../world/namespace.ts'
import { makeAuthority } from './keys.ts'
import type { TorNode } from './node.ts'
import { folderOf, labFolder } from './node.ts'
import { torrcOf, voting } from './torrc.ts'

/** A Tor network of its own: it votes, relays, leaves to the servers, and has an onion service. */
export interface TorNetwork {
  /** What a torrc needs to join it. */
  readonly authorityLines: readonly string[]
  /** The onion service's name, with `.onion`. */
  readonly onion: string
}

const numbered = (kind: TorNode['kind'], addresses: readonly string[]): readonly TorNode[] =>
  addresses.map((address, index) => ({ nickname: `${kind}${index + 1}`, address, kind }))

const voters = numbered('authority', authorities)
const others = [
  ...numbered('exit', exits),
  ...numbered('middle', middles),
  ...numbered('onion', [onionHost]),
]

const start = async (
  internet: Namespace,
  tor: string,
  node: TorNode,
  lines: readonly string[],
  firstConsensus: number,
) => {
  const folder = folderOf(node.nickname)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const torrc = join(folder, 'torrc')
  await writeFile(torrc, torrcOf(node, lines, firstConsensus))
  const child = internet.spawn(tor, ['-f', torrc, '--hush'])
  child.stdout.resume()
  child.stderr.resume()
  child.on('error', () => {})
}

/** Starts every node. The network is there once a client bootstraps; this waits only for the onion service's name. */
export const startNetwork = async (internet: Namespace, tor: string): Promise<TorNetwork> => {
  await mkdir(labFolder, { recursive: true })
  await writeFile(join(labFolder, 'resolv.conf'), `nameserver ${resolver}\n`)
  const lines = await Promise.all(voters.map((node) => makeAuthority(internet, tor, node)))
  const firstConsensus = Date.now() / 1000 + voting.firstConsensusSeconds
  await Promise.all(
    [...voters, ...others].map((node) => start(internet, tor, node, lines, firstConsensus)),
  )
  const name = join(folderOf('onion1'), 'service', 'hostname')
  const onion = await until(
    'the onion service has a name',
    () => readFile(name, 'utf8').catch(() => undefined),
    limits.bootstrapMilliseconds,
  )
  return { authorityLines: lines, onion: onion.trim() }
}
