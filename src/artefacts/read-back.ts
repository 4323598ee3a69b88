import { readMachine } from '../backends/sources/index.ts'
import type { Machine } from '../ruleset/index.ts'
import type { Shown } from '../verifier/index.ts'
import type { Artefact, Compilation, Target } from './artefact.ts'
import { usualTarget } from './artefact.ts'
import { fileNamesOf } from './compile.ts'

/** What the artefacts of one kind make of a kernel, or why they make nothing of it. */
export type ReadBack =
  | { readonly kind: 'machine'; readonly machine: Machine; readonly shown: Shown }
  | { readonly kind: 'unreadable'; readonly why: readonly string[] }

/** Artefacts that stand for a whole ruleset: each of these is one, alone or together in the order in which they load. */
export const rulesets: readonly (readonly Target[])[] = [
  ['nft'],
  ['nft-json'],
  ['ip6tables', 'arptables', 'iptables'],
]

/** The same of the lockdown: it is in force alone, or beside the firewall's tables of nft. */
export const lockdowns: readonly (readonly Target[])[] = [
  ['lockdown-nft'],
  ['lockdown-ip6tables', 'lockdown-arptables', 'lockdown-iptables'],
]

/** The lockdown that goes with a ruleset: by the same tool. */
export const lockdownFor = (targets: readonly Target[]): readonly Target[] =>
  lockdowns[targets.includes('iptables') ? 1 : 0] ?? []

/** What the files of each are called. */
export const rulesetFiles: readonly (readonly string[])[] = rulesets.map(fileNamesOf)

/**
 * What has to be proved before these are let out: every ruleset that one of them is a part of, and what is in force
 * beside it. What is no ruleset is worth what the environment's own ruleset is. How one is loaded is asked where its
 * lockdown is let out with it: in a folder.
 */
export const belonging = (
  { gateway, artefacts }: Compilation,
  chosen: readonly Artefact[],
): Compilation => {
  const isChosen = (target: Target): boolean => chosen.some((each) => each.target === target)
  const asked = [...rulesets, ...lockdowns].filter((targets) => targets.some(isChosen))
  const usual: readonly Target[] =
    asked.length > 0 ? [] : (rulesets.find((each) => each.includes(usualTarget(gateway))) ?? [])
  const targets = [...asked.flat(), ...usual, ...besides]
  return { gateway, artefacts: artefacts.filter(({ target }) => targets.includes(target)) }
}

/** What is in force beside each of them. */
export const besides: readonly Target[] = ['torrc', 'sysctl']

/** What the files of that are called. */
export const besideFiles: readonly string[] = fileNamesOf(besides)

/**
 * Reads the artefacts' texts, as the loader fills them, into what a kernel would hold: what is proved is what is
 * written, and not what was meant to be.
 */
export const readBack = (artefacts: readonly Artefact[]): ReadBack => {
  const sources = artefacts.map(({ fileName, text }) => ({ name: fileName, text }))
  const { value, diagnostics } = readMachine(sources, { asFilled: true })
  if (value === undefined)
    return { kind: 'unreadable', why: diagnostics.map(({ message }) => message) }
  const { machine, torrc, sysctls } = value
  return { kind: 'machine', machine, shown: { torrc, settings: sysctls } }
}
