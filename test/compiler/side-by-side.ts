import { expect } from 'vitest'
import type { Target } from '../../src/artefacts/index.ts'
import { compile } from '../../src/artefacts/index.ts'
import type { PolicyDocument } from '../../src/policy/index.ts'
import { definePolicy } from '../../src/policy/index.ts'

/** What one intent put into one artefact: `chain: rule`, without comments and counters, in order. */
export type Lines = readonly string[]

/** The text of one artefact of a policy; a policy that is refused fails the test with its diagnostics. */
export const artefactText = (policy: PolicyDocument, target: Target): string => {
  const { value, diagnostics } = definePolicy(policy)
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  const artefact = compile(value.gateway).value?.artefacts.find((each) => each.target === target)
  if (!artefact) throw new Error(`${value.gateway.environment} has no ${target}`)
  return artefact.text
}

const nftLines = (text: string, intent: string): Lines => {
  let chain = ''
  return text.split('\n').flatMap((line) => {
    chain = /^\tchain (\S+) \{/.exec(line)?.[1] ?? chain
    const rule = new RegExp(`^\\t\\t(.*) comment "${intent}(?:: .*)?"$`).exec(line)?.[1]
    return rule === undefined ? [] : [`${chain}: ${rule.replace('counter ', '')}`]
  })
}

/** Tables as they are read here; the golden files show the order in which they load. */
const tables = ['raw', 'mangle', 'filter', 'nat']

const iptablesLines = (text: string, intent: string): Lines => {
  const lines = iptablesLinesAsLoaded(text, intent)
  return tables.flatMap((table) => lines.filter((line) => line.startsWith(`${table} `)))
}

const iptablesLinesAsLoaded = (text: string, intent: string): Lines => {
  let table = ''
  return text.split('\n').flatMap((line) => {
    table = /^\*(\S+)$/.exec(line)?.[1] ?? table
    const comment = new RegExp(` -m comment --comment (?:"${intent}: [^"]*"|${intent}(?= ))`)
    const rule = /^((?:#@\S+ )?)-A (\S+) (.*)$/.exec(line)
    if (!rule || !comment.test(line)) return []
    const [, marker, chain, rest] = rule
    return [`${table} ${chain}: ${marker}${` ${rest}`.replace(comment, '').trim()}`]
  })
}

/** arptables has no comments: all rules of the zone chains. */
const arptablesLines = (text: string): Lines =>
  text.split('\n').flatMap((line) => {
    const rule = /^((?:#@\S+ )?)-A (arp_\S+) (.*)$/.exec(line)
    return rule ? [`${rule[2]}: ${rule[1]}${rule[3]}`] : []
  })

export const linesOf = (policy: PolicyDocument, target: Target, intent: string): Lines => {
  const text = artefactText(policy, target)
  switch (target) {
    case 'nft':
    case 'lockdown-nft':
      return nftLines(text, intent)
    case 'iptables':
    case 'ip6tables':
    case 'lockdown-iptables':
    case 'lockdown-ip6tables':
      return iptablesLines(text, intent)
    case 'arptables':
    case 'lockdown-arptables':
      return arptablesLines(text)
    default:
      throw new Error(`no rules of intents stand in ${target}`)
  }
}

/** A machine that has every target, with as little said as can be. */
export const machine = {
  version: 1,
  environment: 'standalone',
  zones: {
    clients: { interfaces: ['wlan0'], addresses: 'reverse-path', gatewayAddress: '192.168.42.1' },
    uplink: { interfaces: ['eth0'] },
  },
} as const satisfies PolicyDocument

/** What the intent says in each target, side by side; a target that is not given must say nothing of it. */
export const expectIntent = (
  policy: PolicyDocument,
  intent: string,
  expected: Partial<Record<'nft' | 'iptables' | 'ip6tables', Lines>>,
): void => {
  const said = {
    nft: linesOf(policy, 'nft', intent),
    iptables: linesOf(policy, 'iptables', intent),
    ip6tables: linesOf(policy, 'ip6tables', intent),
  }
  expect(said).toEqual({ nft: [], iptables: [], ip6tables: [], ...expected })
}

type Clients = NonNullable<NonNullable<PolicyDocument['zones']>['clients']>

/** The same machine, its clients known otherwise. */
export const withClients = (clients: Clients): PolicyDocument => ({
  ...machine,
  zones: { ...machine.zones, clients: { ...machine.zones.clients, ...clients } },
})
