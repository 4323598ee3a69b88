/** Rules of nft's own test suite, and why some of them come out otherwise than there. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const directory = process.env['NFT_VECTORS_DIR'] ?? ''
export const present = existsSync(directory)

export function vectorsOf<T>(file: string): readonly T[] {
  const lines = readFileSync(join(directory, file), 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line): T => JSON.parse(line))
}

export interface RuleVector {
  readonly file: string
  readonly rule: string
  readonly result: 'ok' | 'fail'
  /** Whether the suite itself says that the line does not do what it says. */
  readonly broken: boolean
  readonly tables: readonly string[]
  readonly setup: readonly string[]
  readonly json_in: unknown
  readonly json_out: unknown
}

/** A table and a chain with the sets and objects that the suite declares before a rule. */
export function preamble(family: string, table: string, setup: readonly string[]): string {
  const lines = [`add table ${family} ${table}`, `add chain ${family} ${table} c`]
  for (const line of setup) {
    const [, kind, name, rest = ''] = /^([!?%])(\S+)\s+(.*);ok$/s.exec(line) ?? []
    const properties = rest.replace(/ (timeout|flags|size)\b/g, '; $1')
    if (kind === '!') {
      const object = rest.includes(' : ') ? 'map' : 'set'
      lines.push(`add ${object} ${family} ${table} ${name} { ${properties}; }`)
    } else if (kind === '?') {
      lines.push(`add element ${family} ${table} ${name} { ${rest} }`)
    } else if (kind === '%') {
      const [, object, body] = /^type (ct \w+|\w+)\s*(.*)$/s.exec(rest) ?? []
      lines.push(`add ${object} ${family} ${table} ${name} ${body}`)
    }
  }
  return `${lines.join('\n')}\n`
}

interface Explanation {
  readonly why: string
  readonly fits: RegExp
}

/** Rules that load, and whose document differs from the suite's, by class. */
export const differences: readonly Explanation[] = [
  { why: 'nft prints a time in its own time zone', fits: /^meta time \d/ },
  {
    why: 'nft moves a match before another, which is the same test',
    fits: /^(vlan id 2 ether saddr|icmp code 1 icmp type 2)/,
  },
  {
    why: 'nft names a mask after the field that it masks',
    fits: /^ct mark set ip dscp & 0x0f << 1$/,
  },
  {
    why: 'nft leaves out what a later match implies, beyond what the canonical form knows',
    fits: /(ether type (vlan|8021ad)|icmpv6 type (packet-too-big|nd-redirect))/,
  },
]

/** Rules that nft refuses by syntax or symbol in one release, and not in another, or for what only a kernel knows. */
export const accepted: readonly Explanation[] = [
  { why: 'the name is looked up on the machine: told as a warning', fits: /^ct mark original$/ },
  {
    why: 'only from 1.0.7 on: broute, ibrhwaddr, tunnels without their port',
    fits: /^(meta (broute|ibrhwaddr) set|vxlan vni)/,
  },
  {
    why: 'two matches that exclude each other',
    fits: /(ether type ip vlan id|icmp type 2 icmp mtu|meta nfproto ipv6 ct original ip|ip protocol \{ tcp, udp \} tcp dport)/,
  },
  { why: 'the family of a connection address is not said', fits: /ct original (s|d)addr/ },
  { why: 'fit only for some hooks', fits: /^fib daddr \. oif type/ },
  { why: 'intervals of a map that overlap', fits: /vmap \{ (10\.0\.1\.0-|3\.3\.3\.3-)/ },
  {
    why: 'a set or an object that is not there',
    fits: /(@set\d+ drop|(counter|quota|limit) name "\w+3")$/,
  },
  { why: 'the family of the other protocol', fits: /^rt ip6 nexthop/ },
]

/** Documents of dumps that tell less than their text, or another thing. */
export const dumpDifferences: readonly Explanation[] = [
  {
    why: 'JSON shows one statement of an element with several',
    fits: /(0025empty_dynset_0|0060set_multistmt_0)/,
  },
]

/** Dumps that are no nft text: their quotation marks are escaped. */
export const dumpRefusals: readonly Explanation[] = [
  { why: 'escaped quotation marks', fits: /0043chain_ingress/ },
]

/** The reason that fits a text. */
export function reasonOf(explanations: readonly Explanation[], text: string): string | undefined {
  return explanations.find(({ fits }) => fits.test(text))?.why
}

/** How often each reason holds. */
export function count(reasons: readonly (string | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const reason of reasons) counts[reason ?? '?'] = (counts[reason ?? '?'] ?? 0) + 1
  return counts
}
