import { formatAddress } from '../../net/index.ts'
import type { System } from '../system/index.ts'
import { faultOf, hostLimits } from '../system/index.ts'
import type { Entry } from './entry.ts'
import { readEntry } from './entry.ts'
import { whose } from './judge-entry.ts'
import type { Surroundings } from './surroundings.ts'

export type CutResult =
  | {
      readonly kind: 'cut'
      /** Entries that were cut, and those that live on, Tor's flows of clients apart. */
      readonly cut: number
      readonly torified: number
      readonly kept: number
    }
  | { readonly kind: 'failed'; readonly why: string }

/** How many connections the kernel knows. Not there: it knows none, for nothing asked it to. */
const COUNT_PATH = '/proc/sys/net/netfilter/nf_conntrack_count'

/**
 * Makes the kernel forget every connection that the compiled rules would not have let come about just so. It is done once
 * the wall is up, so that none of them comes back; and looked at again until none is left.
 */
export const cutFlows = async (system: System, around: Surroundings): Promise<CutResult> => {
  const count = system.files.read(COUNT_PATH)
  if (count.kind === 'missing' || (count.kind === 'read' && count.text.trim() === '0'))
    return { kind: 'cut', cut: 0, torified: 0, kept: 0 }
  const cut = new Set<string>()
  for (let round = 1; ; round += 1) {
    const entries = await listEntries(system)
    if (typeof entries === 'string') return { kind: 'failed', why: entries }
    const judged = entries.map((entry) => ({ entry, whose: whose(entry, around) }))
    const wanted = judged.flatMap((each) => (each.whose === 'other' ? [each.entry] : []))
    if (wanted.length === 0) return tally(cut.size, judged)
    if (round > hostLimits.cutRounds) {
      const stubborn = wanted.find(({ key }) => cut.has(key))
      if (!stubborn) return tally(cut.size, judged)
      return { kind: 'failed', why: `a flow cannot be cut: ${stubborn.key}` }
    }
    const fault = await deleteEntries(system, wanted)
    if (fault !== undefined) return { kind: 'failed', why: fault }
    for (const { key } of wanted) cut.add(key)
  }
}

const tally = (cut: number, judged: readonly { readonly whose: string }[]): CutResult => {
  const torified = judged.filter((each) => each.whose === 'torified').length
  return { kind: 'cut', cut, torified, kept: judged.length - torified }
}

/** All entries of both families, or why they cannot be known. */
const listEntries = async (system: System): Promise<readonly Entry[] | string> => {
  const entries: Entry[] = []
  for (const family of ['ipv4', 'ipv6']) {
    const command = { program: 'conntrack', arguments: ['-L', '-f', family] }
    const result = await system.run(command)
    const fault = faultOf(command, result)
    if (fault !== undefined) return fault
    for (const line of result.stdout.split('\n')) {
      if (line.trim() === '') continue
      const entry = readEntry(line)
      if (!entry) return `conntrack printed what is no entry: ${line}`
      entries.push(entry)
    }
  }
  return entries
}

/**
 * By one run of conntrack that reads many commands (1.4.7). Where it cannot, all connections are forgotten: the gateway's own
 * are made anew, and no old one survives.
 */
const deleteEntries = async (
  system: System,
  entries: readonly Entry[],
): Promise<string | undefined> => {
  const input = entries.map((entry) => `${deletionOf(entry)}\n`).join('')
  const batch = { program: 'conntrack', arguments: ['-R', '-'], input }
  const result = await system.run(batch)
  if (result.code === 0) return undefined
  const flush = { program: 'conntrack', arguments: ['-F'] }
  return faultOf(flush, await system.run(flush))
}

const deletionOf = ({ protocolName, original }: Entry): string => {
  const { source, destination, sourcePort, destinationPort } = original
  const ports =
    sourcePort === null || destinationPort === null
      ? ''
      : ` --sport ${sourcePort} --dport ${destinationPort}`
  const family = source.family === 'ip4' ? 'ipv4' : 'ipv6'
  return `-D -f ${family} -p ${protocolName} -s ${formatAddress(source)} -d ${formatAddress(destination)}${ports}`
}
