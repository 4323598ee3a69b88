import type { Gateway } from '../policy/gateway.ts'
import { toolVersion } from '../version.ts'

/** The head of every artefact: what it is, of which policy, made by what. No date: equal policies, equal bytes. */
export const headerOf = (gateway: Gateway, what: readonly string[]): readonly string[] => [
  ...what,
  `Made by qubes-tor-fw ${toolVersion} from ${printable(gateway.source.name)}; changes here are lost.`,
  `policy sha256:${gateway.source.digest}`,
]

/** The user named the file, and a line break in its name would end the comment. */
export const printable = (name: string): string => name.replaceAll(/[^\x20-\x7e]/g, '?')
