import type { Artefact, Compilation } from '../artefacts/index.ts'

export type Choice =
  | { readonly kind: 'some'; readonly artefacts: readonly Artefact[] }
  | { readonly kind: 'none'; readonly why: string }

/** The artefact of the target; without one, all of them for a folder and the environment's ruleset otherwise. */
export const chooseArtefacts = (
  { gateway, artefacts }: Compilation,
  target: string | undefined,
  forFolder: boolean,
): Choice => {
  if (target === undefined && forFolder) return { kind: 'some', artefacts }
  const wanted = target ?? (gateway.environment === 'qubes-3' ? 'iptables' : 'nft')
  const found = artefacts.find((artefact) => artefact.target === wanted)
  if (found) return { kind: 'some', artefacts: [found] }
  const there = artefacts.map((artefact) => artefact.target).join(', ')
  return {
    kind: 'none',
    why: `the environment ${gateway.environment} has no target \`${wanted}\`; it has ${there}`,
  }
}
