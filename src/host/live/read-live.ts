import type { Command, System } from '../system/index.ts'
import { faultOf } from '../system/index.ts'
import { oneItemALine, withExtensions } from './listing.ts'
import { readSettings } from './settings.ts'

/** What one tool says is in force. The readers take it as a file of that name. */
export interface LiveText {
  readonly name: string
  readonly text: string
}

/** Everything in force, or why it cannot be known: what could not be read might be open. */
export type LiveReading =
  | { readonly kind: 'read'; readonly texts: readonly LiveText[] }
  | { readonly kind: 'failed'; readonly why: readonly string[] }

/** Tables of iptables' old kernel interface, which nft does not see: named in /proc once their module is loaded. */
const legacyTools = [
  { names: 'ip_tables_names', program: 'iptables-legacy-save' },
  { names: 'ip6_tables_names', program: 'ip6tables-legacy-save' },
  { names: 'arp_tables_names', program: 'arptables-legacy-save' },
] as const

/** What puts words to rules of iptables-nft, of which nft says the extension's name alone. */
const extensionTools = {
  ip: 'iptables-nft-save',
  ip6: 'ip6tables-nft-save',
  arp: 'arptables-nft-save',
} as const

/**
 * Reads all rulesets that the kernel holds, whoever loaded them, and the settings beside them. It changes nothing:
 * iptables-legacy-save is asked only where tables of it are there already, since asking loads its modules.
 */
export const readLive = async (system: System): Promise<LiveReading> => {
  const reader = makeReader(system)
  const listing = await reader.text({ program: 'nft', arguments: ['-j', '-s', 'list', 'ruleset'] })
  if (listing !== undefined) reader.add('nft', oneItemALine(listing))
  for (const family of withExtensions(listing ?? '')) {
    const program = extensionTools[family]
    const saved = await reader.text({ program, arguments: [] })
    if (saved !== undefined) reader.add(program, family === 'arp' ? marked(saved) : saved)
  }
  for (const { names, program } of legacyTools) {
    if (!reader.hasNames(`/proc/self/net/${names}`)) continue
    const saved = await reader.text({ program, arguments: [] })
    if (saved !== undefined)
      reader.add(program, program === 'arptables-legacy-save' ? marked(saved) : saved)
  }
  reader.add('sysctl', readSettings(system))
  return reader.why.length > 0
    ? { kind: 'failed', why: reader.why }
    : { kind: 'read', texts: reader.texts }
}

/** arptables-save does not sign what it prints, and its tables are called as those of iptables are. */
const marked = (saved: string): string => `# arptables-save\n${saved}`

const makeReader = (system: System) => {
  const texts: LiveText[] = []
  const why: string[] = []
  return {
    texts,
    why,
    /** A text that says nothing is left out: a kernel without settings of a kind has no file of them. */
    add: (name: string, text: string): void => {
      if (text.trim() !== '') texts.push({ name: `live ${name}`, text })
    },
    text: async (command: Command): Promise<string | undefined> => {
      const result = await system.run(command)
      const fault = faultOf(command, result)
      if (fault !== undefined) why.push(fault)
      return fault === undefined ? result.stdout : undefined
    },
    hasNames: (path: string): boolean => {
      const reading = system.files.read(path)
      if (reading.kind === 'failed') why.push(`${path} cannot be read: ${reading.reason}`)
      return reading.kind === 'read' && reading.text.trim() !== ''
    },
  }
}
