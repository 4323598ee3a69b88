import type { LintCode } from '../../diagnostics/index.ts'
import type { DiagramLimits } from '../diagram/index.ts'
import { withinLimits } from '../diagram/index.ts'
import type { GatewayFacts } from '../facts.ts'
import { lints } from './all.ts'
import type { LintContext, LintSubject } from './context.ts'
import type { Finding } from './finding.ts'
import type { Reach } from './reach/reach.ts'
import { reachAll } from './reach/reach.ts'
import type { LintFamily } from './reach/scope.ts'
import { createScope } from './reach/scope.ts'

export interface LintOptions {
  /** Only these are asked; all of them where this is missing. */
  readonly only?: readonly LintCode[]
  readonly limits?: Partial<DiagramLimits>
}

export interface LintReport {
  readonly findings: readonly Finding[]
  /** What was not judged, a sentence each: then silence says nothing. */
  readonly unjudged: readonly string[]
}

/** Twenty seconds or so for each family, and 150 MB. */
const lintLimits: DiagramLimits = { nodes: 2 ** 22, steps: 2 ** 27 }

const families: readonly LintFamily[] = ['ipv4', 'ipv6']

/**
 * What is not as it looks in a ruleset, whoever wrote it. What is said of a rule holds beside any other table and for
 * any contents of conntrack; where something that is not known could make it otherwise, nothing is said.
 */
export const lint = (subject: LintSubject, options: LintOptions = {}): LintReport => {
  const limits = { ...lintLimits, ...options.limits }
  const unjudged: string[] = []
  const within = <Value>(what: string, work: () => Value): readonly Value[] => {
    const limited = withinLimits(work)
    if (limited.kind === 'done') return [limited.value]
    unjudged.push(`${what} needs more than ${limited.allowed} ${limited.limit}`)
    return []
  }
  const reaches = families.flatMap((family): readonly Reach[] =>
    within(`what packets of ${family} come to`, () =>
      reachAll(createScope(family, subject.machine, subject.facts ?? noFacts, limits)),
    ),
  )
  const context: LintContext = { subject, reaches }
  const asked = lints.filter(({ code }) => options.only?.includes(code) ?? true)
  const findings = asked.flatMap(({ code, level, find }) =>
    within(code, () => find(context))
      .flat()
      .map((found): Finding => ({ related: [], ...found, code, level })),
  )
  return { findings, unjudged }
}

/** Nothing about anything: no rule is judged by what an interface may be. */
const noFacts: GatewayFacts = {
  clients: {
    interfaces: [],
    group: null,
    addresses: { kind: 'reverse-path' },
    gatewayAddress: { kind: 'unknown', set: null },
    dhcpServer: false,
  },
  uplink: { interfaces: [], group: null },
  tor: {
    uid: null,
    transPort: 0,
    dnsPort: 0,
    socksPorts: [],
    socksIsolation: [],
    virtualAddresses: [],
  },
  localNetworks: [],
  disposition: { tcp: 'drop', dns: 'drop', udp: 'drop', localNetworks: 'drop' },
  services: { uplink: [], clients: [] },
  egress: { kind: 'direct', families: [], dhcpClient: false },
}
