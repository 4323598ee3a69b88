import { compile, gatewayFacts } from '../../src/artefacts/index.ts'
import type { System } from '../../src/host/system/index.ts'
import type { Gateway } from '../../src/policy/index.ts'
import { defaultPolicy, readPolicy } from '../../src/policy/index.ts'
import type { FakeMachine } from './fake-system.ts'
import { fakeSystem } from './fake-system.ts'

const text = (source: string): Gateway => {
  const { value } = readPolicy(source, { source: 'torvm.yaml' })
  if (!value) throw new Error('the policy is sound')
  return value.gateway
}

/** The built-in policy, and what its files say. */
export const torvm = text(defaultPolicy.text)
export const torvmFacts = gatewayFacts(torvm)

const artefact = (target: string): string => {
  const found = compile(torvm).value?.artefacts.find((each) => each.target === target)
  if (!found) throw new Error(`there is no ${target}`)
  return found.text
}

type Item = Readonly<Record<string, unknown>>

/** What nft would list once the compiled JSON is loaded, nothing filled in. */
export const ourTables = (): readonly Item[] => {
  const { nftables } = JSON.parse(artefact('nft-json')) as { readonly nftables: readonly Item[] }
  let items: readonly Item[] = []
  for (const { add, delete: gone } of nftables) {
    if (gone) items = items.filter((item) => tableOf(item) !== tableOf(gone as Item))
    const isKnown = items.some((item) => JSON.stringify(item) === JSON.stringify(add))
    if (add && !isKnown) items = [...items, add as Item]
  }
  return items
}

/** The table that an object is, or is in. */
const tableOf = (item: Item): string => {
  const [[kind, object] = ['', {}]] = Object.entries(item) as [string, Record<string, string>][]
  return `${object['family']} ${kind === 'table' ? object['name'] : object['table']}`
}

export const listingOf = (items: readonly Item[]): string => JSON.stringify({ nftables: items })

/** One of our tables, with counters as they would be read after packets have come. */
export const tableListing = (family: string, packets: number): string =>
  JSON.stringify({
    nftables: ourTables()
      .filter((item) => JSON.stringify(item).includes(`"family":"${family}"`))
      .map((item) =>
        JSON.parse(
          JSON.stringify(item, (key, value: unknown) =>
            key === 'counter' ? { packets, bytes: packets * 60 } : value,
          ),
        ),
      ),
  })

/** The settings that the policy asks for, as /proc/sys has them. */
export const settingFiles = (): readonly (readonly [string, string])[] =>
  artefact('sysctl')
    .split('\n')
    .flatMap((line) => {
      const [, key, value] = /^([a-z0-9_.]+) = ([0-9]+)$/.exec(line) ?? []
      return key === undefined
        ? []
        : [[`/proc/sys/${key.replaceAll('.', '/')}`, `${value}\n`] as const]
    })

export const torUid = 107

const tableHead = '  sl  local_address rem_address st\n'
const listening = (ports: readonly number[], state: string, uid: number): string =>
  tableHead +
  ports
    .map((port, index) => {
      const hexadecimal = port.toString(16).toUpperCase().padStart(4, '0')
      return `  ${index}: 00000000:${hexadecimal} 00000000:0000 ${state} 0:0 00:0 0 ${uid} 0 1\n`
    })
    .join('')

export interface Overrides {
  readonly ruleset?: readonly Item[]
  readonly files?: Readonly<Record<string, string | null>>
  readonly programs?: FakeMachine['programs']
  /** Who listens on Tor's ports; null: nobody. */
  readonly torUid?: number | null
}

export interface GatewayMachine {
  readonly system: System
  readonly files: Map<string, string>
}

/** A gateway that booted, with its rules and settings as the policy asks for, Tor listening, and no client yet. */
export const gatewayMachine = (overrides: Overrides = {}): GatewayMachine => {
  const uid = overrides.torUid === undefined ? torUid : overrides.torUid
  const files = new Map<string, string>([
    ...settingFiles(),
    ['/proc/self/net/tcp', uid === null ? tableHead : listening([9040, 9050, 9049], '0A', uid)],
    ['/proc/self/net/udp', uid === null ? tableHead : listening([5300], '07', uid)],
    [
      '/run/qubes-tor-fw/state',
      [
        'verdict proved',
        `policy-sha256 ${torvm.source.digest}`,
        `artefact-sha256 ${'ab'.repeat(32)}`,
        'backend nft',
        'since 1799992400',
        'reason ',
        '',
      ].join('\n'),
    ],
  ])
  for (const [path, content] of Object.entries(overrides.files ?? {})) {
    if (content === null) files.delete(path)
    else files.set(path, content)
  }
  const system = fakeSystem({
    files,
    programs: {
      nft: ({ arguments: words }) => {
        if (words.includes('ruleset'))
          return { stdout: listingOf(overrides.ruleset ?? ourTables()) }
        const [family, table] = words.slice(-2)
        return table === 'qubes_tor_fw' ? { stdout: tableListing(family ?? '', 2) } : { code: 1 }
      },
      ip: () => ({ stdout: '[]' }),
      ...overrides.programs,
    },
  })
  return { system, files }
}
