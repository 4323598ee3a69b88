import { readNftText } from '../../src/backends/nftables/index.ts'
import type { Command, CommandResult } from '../../src/host/system/index.ts'
import type { FakeMachine } from './fake-system.ts'

/**
 * A kernel as the text of its tables. Transactions of nft are all or nothing, files of iptables-restore are taken table by
 * table; a listing is what nft's own reader makes of the text. It knows the few commands that are used here, and refuses others.
 */
export interface ModelKernel {
  readonly machine: FakeMachine
  /** Tables of nft by `family name`, each with its text. */
  readonly tables: Map<string, string>
  /** What stands, as the sources of a machine. */
  readonly sources: () => readonly { readonly name: string; readonly text: string }[]
  readonly forwarding: () => boolean
  /** Another number whenever something of it has changed. */
  readonly revision: () => number
  /** As somebody's `nft flush ruleset`. */
  readonly flush: () => void
}

/** Blocks and lines of nft text, applied to a copy: undefined where it does not know what is asked. */
const transact = (
  before: ReadonlyMap<string, string>,
  input: string,
): Map<string, string> | undefined => {
  const tables = new Map(before)
  const text = input.replaceAll(/^\s*#.*\n/gm, '')
  const pattern = /^table (\w+) ([\w-]+) \{\n([\s\S]*?)^\}\n|^(.+)\n|^\n/gm
  for (const [, family, name, body, line] of text.matchAll(pattern)) {
    if (body !== undefined) append(tables, `${family} ${name}`, body)
    if (line !== undefined && !command(tables, line)) return undefined
  }
  return tables
}

const append = (tables: Map<string, string>, key: string, body: string): void => {
  const block = `table ${key} {\n${body}}\n`
  tables.set(key, `${tables.get(key) ?? ''}${block}`)
}

const command = (tables: Map<string, string>, line: string): boolean => {
  const [, verb = '', what = '', family = '', table = '', chain = ''] =
    /^(\w+) (\w+) (\w+) ([\w-]+) ?([\w-]*)/.exec(line) ?? []
  const key = `${family} ${table}`
  const held = tables.get(key)
  if (verb === 'add' && what === 'table') tables.set(key, held ?? `table ${key} {\n}\n`)
  else if (held === undefined) return false
  else if (verb === 'delete' && what === 'table') tables.delete(key)
  else if (verb === 'create' && held.includes(`create chain ${key} ${chain}\n`)) return false
  else if (verb === 'add' || verb === 'create') tables.set(key, `${held}${line}\n`)
  else return false
  return true
}

const refused = (stderr: string): Partial<CommandResult> => ({ code: 1, stderr })

const list = (tables: ReadonlyMap<string, string>, words: readonly string[]) => {
  const [what, family, name, chain] = words
  switch (what) {
    case 'table':
      return tables.has(`${family} ${name}`) ? {} : refused('No such file or directory')
    case 'tables':
      return { stdout: [...tables.keys()].map((key) => `table ${key}\n`).join('') }
    case 'chain': {
      const text = tables.get(`${family} ${name}`) ?? ''
      const has =
        text.includes(`chain ${family} ${name} ${chain}\n`) || text.includes(`chain ${chain} {`)
      const rules = text.split('\n').flatMap((line) => {
        const start = `add rule ${family} ${name} ${chain} `
        return line.startsWith(start) ? [`\t\t${line.slice(start.length)}\n`] : []
      })
      return has
        ? { stdout: `table {\n\tchain {\n${rules.join('')}\t}\n}\n` }
        : refused('No such file')
    }
    default:
      return refused('not known here')
  }
}

const printed = new Map<string, string>()

/** nft's own printing of some text is the same each time. */
const asJson = (tables: ReadonlyMap<string, string>): string => {
  const text = [...tables.values()].join('')
  const known = printed.get(text) ?? printJson(text)
  printed.set(text, known)
  return known
}

const printJson = (text: string): string => {
  const { document } = readNftText('kernel', text, { files: new Map() })
  if (!document) throw new Error('the kernel holds what no reader takes')
  const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)
  return JSON.stringify(document, plain)
}

const restoreTables = (held: Map<string, string>, input: string): Partial<CommandResult> => {
  for (const [block = '', name = ''] of input.matchAll(/^\*(\w+)\n[\s\S]*?^COMMIT$/gm)) {
    if (block.includes('NONSENSE')) return refused(`line in ${name} failed`)
    held.set(name, block)
  }
  return {}
}

export interface ModelOptions {
  readonly forwarding: boolean
  /** nft text that stands already. */
  readonly before?: string
  /** Lines of `conntrack -L -f ipv4`. */
  readonly flows?: readonly string[]
}

const saveText = (held: ReadonlyMap<string, string>, head: string): string =>
  held.size === 0 ? '' : `${head}\n${[...held.values()].join('\n')}\n`

const proc = '/proc/sys/net'

export const modelKernel = ({ forwarding, before = '', flows = [] }: ModelOptions): ModelKernel => {
  const tables = transact(new Map(), before) ?? new Map<string, string>()
  const legacy = new Map<string, Map<string, string>>(
    ['iptables', 'ip6tables', 'arptables'].map((family) => [family, new Map<string, string>()]),
  )
  const entries = new Set(flows)
  let revision = 0
  const files = new Map<string, string>([
    [`${proc}/ipv4/ip_forward`, forwarding ? '1\n' : '0\n'],
    [`${proc}/ipv6/conf/all/forwarding`, forwarding ? '1\n' : '0\n'],
    [`${proc}/netfilter/nf_conntrack_count`, `${flows.length}\n`],
    ...settingsOf(),
  ])
  const nft = ({ arguments: words, input = '' }: Command): Partial<CommandResult> => {
    if (words.join(' ') === '-j -s list ruleset') return { stdout: asJson(tables) }
    if (words.join(' ') === '-j list flowtables') return { stdout: '{"nftables": []}' }
    if (words[0] === 'list') return list(tables, words.slice(1))
    const after = transact(tables, input)
    if (!after) return refused('Could not process rule: File exists')
    if (words[0] === '-c') return {}
    revision += 1
    tables.clear()
    for (const [key, text] of after) tables.set(key, text)
    return {}
  }
  const restore =
    (family: string) =>
    ({ arguments: words, input = '' }: Command): Partial<CommandResult> => {
      const held = legacy.get(family)
      if (!held) return refused('no such family')
      revision += 1
      const result = restoreTables(words.includes('--test') ? new Map() : held, input)
      const names = family === 'iptables' ? 'ip_tables_names' : 'ip6_tables_names'
      if (held.size > 0 && family !== 'arptables')
        files.set(`/proc/self/net/${names}`, `${[...held.keys()].join('\n')}\n`)
      if (held.size > 0 && family === 'arptables')
        files.set('/proc/self/net/arp_tables_names', 'filter\n')
      return result
    }
  const save = (family: string, head: string) => () => ({
    stdout: saveText(legacy.get(family) ?? new Map(), head),
  })
  const conntrack = ({ arguments: words, input = '' }: Command): Partial<CommandResult> => {
    if (words[0] === '-L') return { stdout: words.includes('ipv4') ? [...entries].join('\n') : '' }
    for (const line of input.split('\n').filter((each) => each !== ''))
      for (const entry of [...entries]) if (isFlow(entry, line)) entries.delete(entry)
    return {}
  }
  const addresses = JSON.stringify([
    { ifname: 'lo', group: '0', addr_info: [{ local: '127.0.0.1' }] },
    { ifname: 'eth0', group: '1', addr_info: [{ local: '10.138.0.7' }] },
    { ifname: 'vif1.0', group: '2', addr_info: [{ local: '10.137.0.1' }] },
  ])
  const routes = JSON.stringify([
    { dst: 'default', dev: 'eth0' },
    { dst: '10.137.0.10', dev: 'vif1.0' },
  ])
  const downs = new Set<string>()
  return {
    tables,
    machine: {
      files,
      programs: {
        nft,
        conntrack,
        ip: ({ arguments: words }) => {
          if (words.includes('down')) downs.add(words.join(' '))
          if (words.includes('address')) return { stdout: addresses }
          return { stdout: words.includes('-6') ? '[]' : routes }
        },
        'iptables-legacy-restore': restore('iptables'),
        'ip6tables-legacy-restore': restore('ip6tables'),
        'arptables-nft-restore': restore('arptables'),
        'iptables-legacy-save': save('iptables', '# Generated by iptables-save v1.8.9'),
        'ip6tables-legacy-save': save('ip6tables', '# Generated by ip6tables-save v1.8.9'),
        'arptables-legacy-save': save('arptables', ''),
        'arptables-nft-save': save('arptables', ''),
      },
    },
    sources: () => [
      ...(tables.size > 0 ? [{ name: 'nft', text: [...tables.values()].join('') }] : []),
      ...[...legacy].flatMap(([family, held]) =>
        held.size === 0 ? [] : [{ name: family, text: saveText(held, `# ${family}-save`) }],
      ),
    ],
    revision: () => revision,
    flush: () => {
      revision += 1
      tables.clear()
    },
    forwarding: () => files.get(`${proc}/ipv4/ip_forward`)?.trim() !== '0',
  }
}

const isFlow = (entry: string, line: string): boolean => {
  const value = (key: string) => new RegExp(`${key} (\\S+)`).exec(line)?.[1]
  return (
    entry.includes(`src=${value('-s')} dst=${value('-d')}`) &&
    entry.includes(`sport=${value('--sport')} dport=${value('--dport')}`)
  )
}

/** Settings as a kernel has them that nobody told anything. */
const settingsOf = (): readonly (readonly [string, string])[] =>
  ['all', 'default', 'eth0', 'vif1.0'].flatMap((name) => [
    ...[
      'rp_filter',
      'accept_source_route',
      'accept_redirects',
      'send_redirects',
      'route_localnet',
      'arp_ignore',
      'arp_filter',
      'arp_announce',
      'proxy_arp',
      'forwarding',
      'accept_local',
    ].map((key) => [`${proc}/ipv4/conf/${name}/${key}`, '0\n'] as const),
    ...['accept_source_route', 'accept_redirects', 'disable_ipv6', 'accept_ra'].map(
      (key) => [`${proc}/ipv6/conf/${name}/${key}`, '1\n'] as const,
    ),
  ])
