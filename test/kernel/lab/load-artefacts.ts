import type { Artefact, Target } from '../../../src/artefacts/index.ts'
import { fillLines } from '../../../src/backends/fill.ts'
import { fillNftJson } from '../../../src/backends/nftables/index.ts'
import type { Environment } from '../../../src/policy/index.ts'
import { loadArptables, loadIptables, loadNft, loadNftJson, mustLoad } from './load.ts'
import type { Router } from './router.ts'

/** A way to load what was compiled, as docs/loading.md tells it. */
export interface Backend {
  readonly name: string
  readonly beforeDefragmentation: boolean
  readonly load: (router: Router, textOf: (target: Target) => string) => Promise<void>
}

const nft: Backend = {
  name: 'nft',
  beforeDefragmentation: true,
  load: (router, textOf) => mustLoad(loadNft(router, textOf('nft'))),
}

const nftJson: Backend = {
  name: 'nft -j',
  beforeDefragmentation: true,
  load: (router, textOf) => mustLoad(loadNftJson(router, textOf('nft-json'))),
}

/** The jump into Qubes' table is a transaction of its own, which is loaded once. */
const besideQubes = (backend: Backend, target: Target, load: typeof loadNft): Backend => ({
  ...backend,
  load: async (router, textOf) => {
    await backend.load(router, textOf)
    await mustLoad(load(router, textOf(target)))
  },
})

const iptables = (variant: 'legacy' | 'nft'): Backend => ({
  name: `iptables-${variant}`,
  beforeDefragmentation: false,
  load: async (router, textOf) => {
    await mustLoad(loadIptables(router, textOf('ip6tables'), variant, 'ip6'))
    await mustLoad(loadArptables(router, textOf('arptables')))
    await mustLoad(loadIptables(router, textOf('iptables'), variant, 'ip4'))
  },
})

/** Every backend of an environment. */
export const backendsOf = (environment: Environment): readonly Backend[] =>
  environment === 'qubes-4'
    ? [
        besideQubes(nft, 'custom-input', loadNft),
        besideQubes(nftJson, 'custom-input-json', loadNftJson),
      ]
    : [nft, nftJson, iptables('legacy'), iptables('nft')]

/** The artefacts as the loader hands them on: the client-facing address filled in. */
export const filledBy =
  (artefacts: readonly Artefact[], address: string) =>
  (target: Target): string => {
    const artefact = artefacts.find((each) => each.target === target)
    if (!artefact) throw new Error(`no artefact for ${target}`)
    const filled =
      target === 'nft-json'
        ? fillNftJson(artefact.text, 'client_facing', [address])
        : fillLines(artefact.text, 'client_facing', [address])
    if (filled === undefined) throw new Error(`${target} cannot be filled`)
    return filled
  }
