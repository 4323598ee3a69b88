import { clientFacingSet, fillLines } from '../../../backends/sources/index.ts'
import { formatAddress } from '../../../net/index.ts'
import type { ArtefactFolder } from '../../folder/index.ts'
import { sha256 } from '../../folder/index.ts'
import type { ClientFacing } from '../../live/index.ts'
import { findClientFacing, readInterfaces } from '../../live/index.ts'
import type { Part } from '../../lockdown/index.ts'
import { partsOf } from '../../lockdown/index.ts'
import type { System } from '../../system/index.ts'
import { faultOf } from '../../system/index.ts'
import type { Application } from '../application.ts'
import type { Step } from '../step.ts'
import { done, failed } from '../step.ts'

/** What will be loaded, word by word. */
export interface Loadable {
  readonly parts: readonly { readonly part: Part; readonly text: string }[]
  readonly facing: ClientFacing
  /** The torrc as Tor's own loader fills it in: what is proved of the machine is proved beside it. */
  readonly torrc: string
  readonly sha256: string
}

/**
 * What only this machine knows is found out and filled in: the client-facing address; and whether Tor's account has the number
 * that the rules let out. Then the tools try the very texts that they will be given: a module that this kernel does not have
 * is found out while the old rules still stand.
 */
export const check: Step<Application & { readonly folder: ArtefactFolder }, Loadable> = {
  name: 'check',
  summary: 'fill in what this machine knows, and have the tools try it',
  run: async (application) => {
    const { system, folder, facts, backend, clientFacing, gateway } = application
    const account = await wrongAccount(system, gateway.tor.users, folder.manifest.torUid)
    if (account !== undefined) return failed('machine', [account])
    const interfaces = await readInterfaces(system)
    if (interfaces.kind === 'failed') return failed('machine', [interfaces.why])
    const facing = await findClientFacing(system, facts.clients, interfaces.value, clientFacing)
    const addresses = folder.manifest.isFilledAtBoot ? facing.addresses.map(formatAddress) : []
    const fill = (target: string): string =>
      fillLines(folder.texts.get(target) ?? '', clientFacingSet, addresses)
    const parts = partsOf(backend).map((part) => ({ part, text: fill(part.target) }))
    for (const { part, text } of parts) {
      const lockdown = folder.texts.get(part.lockdown) ?? ''
      for (const each of [lockdown, text]) {
        const command = part.check?.(each)
        const fault = command && faultOf(command, await system.run(command))
        if (fault !== undefined) return failed('machine', [fault])
      }
    }
    const loadable: Loadable = {
      parts,
      facing,
      torrc: fill('torrc'),
      sha256: sha256(parts.map(({ text }) => text).join('')),
    }
    return done(loadable, ...told(folder, addresses, facing))
  },
}

const told = (
  { manifest }: ArtefactFolder,
  addresses: readonly string[],
  { source }: ClientFacing,
): readonly string[] => {
  if (!manifest.isFilledAtBoot) return []
  return addresses.length === 0
    ? ['no client-facing address is known yet: SOCKS is closed until it is applied again']
    : [`clients know the gateway by ${addresses.join(', ')}, ${source}`]
}

/** `tor-only` lets one number out. Were it another account's, Tor would be silent, and somebody else not. */
const wrongAccount = async (
  system: System,
  users: readonly string[],
  uid: number | null,
): Promise<string | undefined> => {
  if (uid === null) return undefined
  const seen: string[] = []
  for (const user of users) {
    const { code, stdout } = await system.run({ program: 'id', arguments: ['-u', user] })
    if (code !== 0) continue
    if (stdout.trim() === String(uid)) return undefined
    seen.push(`${user} is ${stdout.trim()}`)
  }
  return seen.length === 0
    ? `Tor's account should be ${uid}, and there is none of ${users.join(', ')}`
    : `Tor's account should be ${uid}, and ${seen.join(', ')}: say so in the policy, and compile again`
}
