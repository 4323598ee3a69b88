import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './action.ts'

/** Installs the gateway's half into a folder, with artefacts that are stand-ins, and gives back that folder. */
export const installGateway = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'qubes-tor-fw-install-'))
  const artefacts = join(folder, 'dist/artefacts')
  mkdirSync(artefacts, { recursive: true })
  for (const name of ['torrc', 'manifest', 'SHA256SUMS']) writeFileSync(join(artefacts, name), '')
  const places = ['/usr/lib', '/usr/lib/systemd/system', '/usr/lib/systemd/system-preset', '/etc']
  execFileSync('packaging/install-vm.sh', [join(folder, 'dist'), folder, ...places], { cwd: root })
  return folder
}
