import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checksumsName, compile, folderOf } from '../../../src/artefacts/index.ts'
import type { PolicyDocument } from '../../../src/policy/index.ts'
import { gatewayOf } from '../lab/try-policy.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A policy as it ships for Qubes; its proof is the business of other tests. */
export const torvm: PolicyDocument = { version: 1, environment: 'qubes-4' }

/**
 * Writes a compiled folder. `change` is what somebody did to a file on purpose: digests are made for what comes of it,
 * so that they hold.
 */
export const writeFolder = (
  folder: string,
  document: PolicyDocument = torvm,
  change: (name: string, text: string) => string = (_, text) => text,
): void => {
  const { value } = compile(gatewayOf(document))
  if (!value) throw new Error('the policy does not compile')
  mkdirSync(folder, { recursive: true })
  const digests = new Map<string, string>()
  for (const { name, text } of folderOf(value, true)) {
    const withDigests = [...digests].reduce((all, [old, now]) => all.replaceAll(old, now), text)
    const written = change(name, withDigests)
    if (name !== checksumsName) digests.set(sha256(text), sha256(written))
    writeFileSync(join(folder, name), written)
  }
}
