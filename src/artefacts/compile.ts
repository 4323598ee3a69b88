import { arpRestoreText, restoreText } from '../backends/iptables/index.ts'
import { nftJsonText, nftText } from '../backends/nftables/index.ts'
import { sysctlText } from '../backends/sysctl/index.ts'
import { torrcText } from '../backends/torrc/index.ts'
import type { Plan } from '../compiler/index.ts'
import {
  lowerLockdownToIptables,
  lowerLockdownToNftables,
  lowerToArptables,
  lowerToCustomInput,
  lowerToIptables,
  lowerToNftables,
  lowerToSysctl,
  lowerToTorrc,
  makeLockdownPlan,
  makePlan,
} from '../compiler/index.ts'
import type { Outcome } from '../diagnostics/diagnostic.ts'
import type { Gateway } from '../policy/gateway.ts'
import type { Artefact, Compilation, Target } from './artefact.ts'
import { targetsOf } from './artefact.ts'
import { headerOf } from './header.ts'

/** What an artefact is called, what it is, and how its text comes about. */
interface Recipe {
  readonly fileName: string
  readonly summary: string
  readonly text: (plan: Plan, header: readonly string[]) => string
}

const recipes: Readonly<Record<Target, Recipe>> = {
  nft: {
    fileName: 'qubes-tor-fw.nft',
    summary: 'The whole firewall as one nftables transaction; load it with nft -f.',
    text: (plan, header) => nftText(header, lowerToNftables(plan)),
  },
  'nft-json': {
    fileName: 'qubes-tor-fw.nft.json',
    summary: 'The whole firewall as one nftables transaction; load it with nft -j -f.',
    text: (plan, header) => nftJsonText(header, lowerToNftables(plan)),
  },
  'custom-input': {
    fileName: 'qubes-custom-input.nft',
    summary:
      "The jump from Qubes' custom-input chain; load it once with nft -f, a second time it refuses.",
    text: (plan, header) => nftText(header, lowerToCustomInput(plan.gateway)),
  },
  'custom-input-json': {
    fileName: 'qubes-custom-input.nft.json',
    summary:
      "The jump from Qubes' custom-input chain; load it once with nft -j -f, a second time it refuses.",
    text: (plan, header) => nftJsonText(header, lowerToCustomInput(plan.gateway)),
  },
  iptables: {
    fileName: 'qubes-tor-fw.iptables',
    summary:
      'The IPv4 firewall; load it with iptables-restore, which replaces the tables it names.',
    text: (plan, header) => restoreText(header, lowerToIptables(plan, 'ip')),
  },
  ip6tables: {
    fileName: 'qubes-tor-fw.ip6tables',
    summary: 'The IPv6 firewall; load it with ip6tables-restore, before the IPv4 one.',
    text: (plan, header) => restoreText(header, lowerToIptables(plan, 'ip6')),
  },
  arptables: {
    fileName: 'qubes-tor-fw.arptables',
    summary: 'What clients learn by ARP; load it with arptables-restore.',
    text: (plan, header) => arpRestoreText(header, lowerToArptables(plan)),
  },
  torrc: {
    fileName: 'torrc',
    summary: "Tor's listeners and isolation; give it to tor with --defaults-torrc.",
    text: (plan, header) => torrcText(header, lowerToTorrc(plan.gateway)),
  },
  sysctl: {
    fileName: '60-qubes-tor-fw.conf',
    summary: "The kernel's own switches, a second line behind the rules; load it with sysctl -p.",
    text: (plan, header) => sysctlText(header, lowerToSysctl(plan.gateway)),
  },
  'lockdown-nft': {
    fileName: 'lockdown.nft',
    summary:
      'The lockdown as one nftables transaction, beside whatever stands; load it with nft -f.',
    text: ({ gateway }, header) =>
      nftText(header, lowerLockdownToNftables(makeLockdownPlan(gateway))),
  },
  'lockdown-iptables': {
    fileName: 'lockdown.iptables',
    summary: "The lockdown of IPv4, in the firewall's place; load it with iptables-restore.",
    text: ({ gateway }, header) =>
      restoreText(header, lowerLockdownToIptables(makeLockdownPlan(gateway), 'ip')),
  },
  'lockdown-ip6tables': {
    fileName: 'lockdown.ip6tables',
    summary: "The lockdown of IPv6, in the firewall's place; load it with ip6tables-restore.",
    text: ({ gateway }, header) =>
      restoreText(header, lowerLockdownToIptables(makeLockdownPlan(gateway), 'ip6')),
  },
  'lockdown-arptables': {
    fileName: 'lockdown.arptables',
    summary: "The lockdown of ARP, in the firewall's place; load it with arptables-restore.",
    text: ({ gateway }, header) =>
      arpRestoreText(header, lowerToArptables(makeLockdownPlan(gateway))),
  },
}

const artefactOf = (plan: Plan, target: Target, remarks: readonly string[]): Artefact => {
  const { fileName, summary, text } = recipes[target]
  const header = headerOf(plan.gateway, [...remarks, summary])
  return { target, fileName, summary, text: text(plan, header) }
}

/**
 * Everything that the gateway's environment loads, in a fixed order; equal gateways give equal bytes. It is not proved
 * yet: that is for whoever lets it out. `remarks` stand in the first lines of each.
 */
export const compile = (
  gateway: Gateway,
  remarks: readonly string[] = [],
): Outcome<Compilation> => {
  const plan = makePlan(gateway)
  const artefacts = targetsOf(gateway.environment).map((target) =>
    artefactOf(plan, target, remarks),
  )
  return { value: { gateway, artefacts }, diagnostics: [] }
}

export const fileNamesOf = (targets: readonly Target[]): readonly string[] =>
  targets.map((target) => recipes[target].fileName)
