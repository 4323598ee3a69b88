import type { Backend } from '../inspect/index.ts'
import type { System } from '../system/index.ts'

/** What a loader said of the last thing it did: `/run/qubes-tor-fw/state`, lines of a key and its value. */
export interface Applied {
  readonly verdict: 'proved' | 'lockdown'
  readonly policyDigest: string | null
  readonly artefactDigest: string | null
  readonly backend: Backend
  /** Seconds since 1970. */
  readonly since: number | null
  readonly reason: string | null
}

/** Null: there is no such file, or one that says no verdict; then nobody vouches for what is in force. */
export const readApplied = ({ files }: Pick<System, 'files'>, folder: string): Applied | null => {
  const reading = files.read(`${folder}/state`)
  if (reading.kind !== 'read') return null
  const values = new Map(
    reading.text.split('\n').flatMap((line) => {
      const [, key, value] = /^([a-z0-9-]+) (.*)$/.exec(line) ?? []
      return key === undefined || value === undefined ? [] : [[key, value] as const]
    }),
  )
  const verdict = values.get('verdict')
  if (verdict !== 'proved' && verdict !== 'lockdown') return null
  const backend = backends.find((each) => each === values.get('backend')) ?? 'nft'
  const since = values.get('since')
  return {
    verdict,
    policyDigest: digest(values.get('policy-sha256')),
    artefactDigest: digest(values.get('artefact-sha256')),
    backend,
    since: since !== undefined && /^[0-9]{1,12}$/.test(since) ? Number(since) : null,
    reason: values.get('reason') || null,
  }
}

const backends: readonly Backend[] = ['nft', 'iptables-legacy', 'iptables-nft']

const digest = (text: string | undefined): string | null =>
  text !== undefined && /^[0-9a-f]{64}$/.test(text) ? text : null
