import { dirname, join } from 'node:path'

/** One tor of the private network. */
export interface TorNode {
  readonly nickname: string
  readonly address: string
  readonly kind: 'authority' | 'exit' | 'middle' | 'onion'
}

/** Where everything of the run lies: a tmpfs of the mount namespace, gone with it. */
export const labFolder = '/run/tor-lab'

export const folderOf = (nickname: string): string => join(labFolder, nickname)

/** Debian's package brings it beside tor. */
export const gencertBeside = (tor: string): string =>
  tor.includes('/') ? join(dirname(tor), 'tor-gencert') : 'tor-gencert'
