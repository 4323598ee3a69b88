import type { Commit, HeldTable, Machine } from '../../ruleset/index.ts'
import { isSameTable } from '../../ruleset/index.ts'
import { kindOf } from './kind.ts'
import type { ReadMachineOptions } from './read-machine.ts'
import { readMachine } from './read-machine.ts'
import type { NamedSource } from './restore.ts'

/**
 * What loading these files does, one commit after the other: in the order in which they are given, from nothing, and
 * then all of them again. A file of nft is one commit; of iptables each table is one, in the order of the file.
 * Undefined where one of them does not load on top of what stands.
 */
export const readCommits = (
  sources: readonly NamedSource[],
  options: ReadMachineOptions = {},
): readonly Commit[] | undefined => {
  const rulesets = sources.flatMap((source) => {
    const reading = kindOf(source.text)
    const isRuleset = reading.kind !== 'unclear' && !['torrc', 'sysctl'].includes(reading.kind)
    return isRuleset ? [{ source, isNft: reading.kind.startsWith('nft') }] : []
  })
  const commits: Commit[] = []
  let standing: Machine = machineOf([])
  const texts: NamedSource[] = []
  for (const [index, { source, isNft }] of [...rulesets, ...rulesets].entries()) {
    const isAgain = index >= rulesets.length
    const loading = isAgain ? 'is loaded once more' : 'is loaded'
    if (isNft) texts.push(source)
    const { value } = readMachine(isNft ? texts : [source], options)
    if (!value) return undefined
    const loaded = value.machine.tables
    const made = isNft
      ? [replacing(`${source.name} ${loading}`, source, standing, loaded)]
      : restored((table) => `table ${table} of ${source.name} ${loading}`, standing, loaded)
    commits.push(...made)
    standing = made.at(-1)?.after ?? standing
  }
  return commits
}

const machineOf = (tables: readonly HeldTable[]): Machine => {
  const families = new Set(tables.map(({ family }) => family))
  return {
    tables,
    shown: {
      ipv4: families.has('ip') || families.has('inet'),
      ipv6: families.has('ip6') || families.has('inet'),
      arp: families.has('arp'),
    },
  }
}

/** Commands of nft, in text or JSON, after which what stood is not there any more, hooks and all. */
const flushesAll = /(?:^|;)\s*flush\s+ruleset\b|"flush"\s*:\s*\{\s*"ruleset"/m
const takesTables =
  /(?:^|;)\s*(?:delete|destroy)\s+table\b|"(?:delete|destroy)"\s*:\s*\{\s*"table"/m

/** One file of nft: what it changes, and what it takes out to put it in again. */
const replacing = (
  event: string,
  { text }: NamedSource,
  before: Machine,
  loaded: readonly HeldTable[],
): Commit => {
  const others = before.tables.filter(({ engine }) => engine !== 'nft')
  const old = before.tables.filter(({ engine }) => engine === 'nft')
  const isReplaced = (table: HeldTable): boolean =>
    flushesAll.test(text) || (takesTables.test(text) && text.includes(table.name))
  const stays = (table: HeldTable, among: readonly HeldTable[]): boolean =>
    !isReplaced(table) && among.some((each) => isSameTable(each, table))
  return {
    event,
    before,
    after: machineOf([...others, ...loaded]),
    removed: old.filter((table) => !stays(table, loaded)),
    added: loaded.filter((table) => !stays(table, old)),
    manner: flushesAll.test(text) || takesTables.test(text) ? 'anew' : 'in place',
  }
}

/** One file of iptables: each table takes the place of the one of its name, whole. */
const restored = (
  eventOf: (table: string) => string,
  start: Machine,
  loaded: readonly HeldTable[],
): readonly Commit[] => {
  let before = start
  return loaded.map((table) => {
    const isSame = (other: HeldTable): boolean =>
      other.engine === table.engine && other.family === table.family && other.name === table.name
    const removed = before.tables.filter(isSame)
    const after = machineOf([...before.tables.filter((each) => !isSame(each)), table])
    const commit: Commit = {
      event: eventOf(table.name),
      before,
      after,
      removed,
      added: [table],
      manner: table.engine === 'nft' ? 'anew' : 'at a stroke',
    }
    before = after
    return commit
  })
}
