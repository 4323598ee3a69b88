import type { JsonValue } from 'nftables-json'
import { parseJson } from 'nftables-json'
import type { System } from '../system/index.ts'
import { faultOf } from '../system/index.ts'

/** A flowtable with devices: what it has taken in passes by every hook. */
export interface Flowtable {
  readonly family: string
  readonly table: string
  readonly name: string
  readonly devices: readonly string[]
}

export type FlowtablesResult =
  | { readonly kind: 'emptied'; readonly count: number }
  | { readonly kind: 'failed'; readonly why: string }

/** What Qubes' vif-route-qubes makes, and makes anew by itself. */
const isQubes = ({ family, table }: Flowtable): boolean =>
  family === 'inet' && table === 'qubes-nat-accel'

/**
 * Ends all flows that are offloaded: they pass by every hook, so that no wall stops them, a lockdown neither. Qubes' table
 * is taken away, as its own script does; from any other flowtable its devices are, for rules of others hang on it. Connections
 * that were offloaded are forgotten besides, so that whoever gives a flowtable its devices back finds nothing in it. Nothing of
 * a gateway's clients is ever forwarded, so nothing that works is lost.
 */
export const emptyFlowtables = async (system: System): Promise<FlowtablesResult> => {
  const first = await emptyOnce(system)
  // Qubes makes its table anew with each client: it may be gone since it was listed.
  const result = first.kind === 'failed' ? await emptyOnce(system) : first
  if (result.kind === 'emptied' && result.count === 0) return result
  const isForgotten = await forgetOffloaded(system)
  if (result.kind === 'emptied' || !isForgotten) return result
  return { kind: 'emptied', count: 0 }
}

const emptyOnce = async (system: System): Promise<FlowtablesResult> => {
  const command = { program: 'nft', arguments: ['-j', 'list', 'flowtables'] }
  const result = await system.run(command)
  const fault = faultOf(command, result)
  if (fault !== undefined) return { kind: 'failed', why: fault }
  const found = readFlowtables(result.stdout)
  if (!found) return { kind: 'failed', why: 'nft lists flowtables in a way that is not understood' }
  const live = found.filter(({ devices }) => devices.length > 0)
  for (const each of live) {
    const empty = { program: 'nft', arguments: ['-f', '-'], input: `${emptying(each)}\n` }
    const why = faultOf(empty, await system.run(empty))
    if (why !== undefined) return { kind: 'failed', why }
  }
  return { kind: 'emptied', count: live.length }
}

/**
 * A connection that is forgotten loses its offloaded flow too, within a second: so often the kernel looks
 * (net/netfilter/nf_flow_table_core.c, nf_flow_offload_work_gc). Returns whether none is left.
 */
const forgetOffloaded = async (system: System): Promise<boolean> => {
  let isForgotten = true
  for (const family of ['ipv4', 'ipv6']) {
    const of = ['-f', family, '-u', 'OFFLOAD']
    // It fails where there was none.
    await system.run({ program: 'conntrack', arguments: ['-D', ...of] })
    const left = await system.run({ program: 'conntrack', arguments: ['-L', ...of] })
    isForgotten &&= left.code === 0 && left.stdout.trim() === ''
  }
  return isForgotten
}

const emptying = (flowtable: Flowtable): string => {
  const { family, table, name, devices } = flowtable
  if (isQubes(flowtable)) return `add table ${family} ${table}\ndelete table ${family} ${table}`
  const list = devices.map((device) => `"${device}"`).join(', ')
  return `delete flowtable ${family} ${table} ${name} { devices = { ${list} }; }`
}

const readFlowtables = (listing: string): readonly Flowtable[] | undefined => {
  const parsed = parseJson(listing)
  const items = parsed.ok ? member(parsed.value, 'nftables') : undefined
  if (!Array.isArray(items)) return undefined
  return items.flatMap((item) => {
    const body = member(item, 'flowtable')
    if (body === undefined) return []
    const text = (key: string): string => String(member(body, key) ?? '')
    const dev = member(body, 'dev')
    const devices = (Array.isArray(dev) ? dev : dev === undefined ? [] : [dev]).map(String)
    return [{ family: text('family'), table: text('table'), name: text('name'), devices }]
  })
}

const member = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, JsonValue>>)[name]
    : undefined
