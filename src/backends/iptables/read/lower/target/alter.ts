import type { MachineField, Step } from '../../../../../ruleset/index.ts'
import type { Given } from '../../extension.ts'
import type { TargetHandlers } from './result.ts'
import { changing, note, result, unknownTarget } from './result.ts'

const write = (field: MachineField, value: bigint | null): Step => ({
  kind: 'set-field',
  field,
  value,
})

/** A number that is set, or one that hangs on the packet's own. */
const hops = (field: MachineField, set: Given<number> | undefined) =>
  changing(write(field, set ? BigInt(set.value) : null))

/** Targets that change the packet, or what conntrack and others make of it. */
export const alterHandlers = {
  CT({ options }, { text }) {
    if (options.notrack) return result({ kind: 'notrack' })
    const { helper, zone, 'zone-orig': original, 'zone-reply': reply } = options
    // A helper lets strangers in as RELATED, and a zone is a table of connections of its own.
    return helper || zone || original || reply ? unknownTarget(text()) : note(text())
  },
  NOTRACK: () => result({ kind: 'notrack' }),
  SET: ({ options }, { text }) => (options['map-mark'] ? unknownTarget(text()) : note(text())),
  CLASSIFY: (_target, { text }) => note(text()),
  DSCP: ({ options: { 'set-dscp': dscp } }, { family }) =>
    changing(write(family === 'ip4' ? 'ip dscp' : 'ip6 dscp', dscp ? BigInt(dscp.value) : null)),
  TOS({ options: { 'set-tos': tos } }, { family }) {
    const header = family === 'ip4' ? 'ip' : 'ip6'
    const isWhole = tos?.value.mask === 0xff
    const bits = tos && isWhole ? BigInt(tos.value.value) : null
    return changing(
      write(`${header} dscp`, bits === null ? null : bits >> 2n),
      write(`${header} ecn`, bits === null ? null : bits & 3n),
    )
  },
  TTL: ({ options }) => hops('ip ttl', options['ttl-set']),
  HL: ({ options }) => hops('ip6 hoplimit', options['hl-set']),
  TCPMSS: (_target, { text }) => note(text()),
  CHECKSUM: (_target, { text }) => note(text()),
  SECMARK: (_target, { text }) => note(text()),
  CONNSECMARK: (_target, { text }) => note(text()),
  ECN: () => changing(write('tcp flags', null)),
} satisfies TargetHandlers<
  | 'CT'
  | 'NOTRACK'
  | 'SET'
  | 'CLASSIFY'
  | 'DSCP'
  | 'TOS'
  | 'TTL'
  | 'HL'
  | 'TCPMSS'
  | 'CHECKSUM'
  | 'SECMARK'
  | 'CONNSECMARK'
  | 'ECN'
>
