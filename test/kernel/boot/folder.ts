import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Artefact } from '../../../src/artefacts/index.ts'
import { compile } from '../../../src/artefacts/index.ts'
import type { PolicyDocument } from '../../../src/policy/index.ts'
import { gatewayOf } from '../lab/try-policy.ts'

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const deleteLockdown =
  'add table inet qubes_tor_fw_lockdown\ndelete table inet qubes_tor_fw_lockdown\n'

const withLockdown = (artefact: Artefact): Artefact =>
  artefact.target === 'nft' ? { ...artefact, text: artefact.text + deleteLockdown } : artefact

const manifestOf = (document: PolicyDocument, artefacts: readonly Artefact[]): string => {
  const policyDigest = /policy sha256:(\w+)/.exec(artefacts[0]?.text ?? '')?.[1]
  return [
    'format 1',
    'version 0.1.0',
    `environment ${document.environment}`,
    'policy-name torvm.yaml',
    `policy-sha256 ${policyDigest}`,
    'proved yes',
    'client-facing at-boot',
    ...artefacts.map(({ target, fileName, text }) => `file ${sha256(text)} ${target} ${fileName}`),
    '',
  ].join('\n')
}

/** Writes a compiled folder, with its manifest and digests. Returns its files by name. */
export const writeFolder = (
  folder: string,
  document: PolicyDocument = { version: 1, environment: 'qubes-4' },
  change: (name: string, text: string) => string = (_, text) => text,
): ReadonlyMap<string, string> => {
  const { value } = compile(gatewayOf(document))
  if (!value) throw new Error('the policy does not compile')
  const artefacts = value.artefacts
    .map(withLockdown)
    .map((artefact) => ({ ...artefact, text: change(artefact.fileName, artefact.text) }))
  const files = new Map(artefacts.map(({ fileName, text }) => [fileName, text]))
  files.set('manifest', change('manifest', manifestOf(document, artefacts)))
  const sums = [...files].map(([name, text]) => `${sha256(text)}  ${name}\n`).join('')
  files.set('SHA256SUMS', change('SHA256SUMS', sums))
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of files) writeFileSync(join(folder, name), text)
  return files
}
