import type { LowerOptions } from '../../../src/backends/iptables/index.ts'
import { lowerRestore, readRestore } from '../../../src/backends/iptables/index.ts'
import type { HeldTable, Members, Part, Step } from '../../../src/ruleset/index.ts'

const number = (value: bigint): string => (value > 0xffffn ? `0x${value.toString(16)}` : `${value}`)

const part = (one: Part): string => {
  if (one.kind === 'otherwise') return '*'
  if (one.kind === 'name') return one.pattern
  const { first, last } = one.interval
  return first === last ? number(first) : `${number(first)}-${number(last)}`
}

const members = (all: Members): string => {
  switch (all.kind) {
    case 'numbers':
      return all.set.map((interval) => part({ kind: 'interval', interval })).join(',')
    case 'names':
      return all.patterns.join(',')
    case 'tuples':
      return all.tuples.map((tuple) => tuple.map(part).join('.')).join(',')
  }
}

/** A step in few words: a test that drops by itself ends in `~`. */
export const show = (step: Step): string => {
  switch (step.kind) {
    case 'test': {
      const key = step.key
        .map(({ field, mask }) => (mask === null ? field : `${field}&${number(mask)}`))
        .join(' . ')
      const among =
        step.among.kind === 'members' ? `{${members(step.among.members)}}` : step.among.kind
      return `${key} ${step.negated ? '!=' : '='} ${among}${step.hotdrop ? ' ~' : ''}`
    }
    case 'choice':
      return `?${step.why}`
    case 'note':
      return 'note'
    case 'set-mark':
      return `${step.target} := &${number(step.keep)} ^ ${step.source ?? ''}&${number(step.take)} ^ ${number(step.flip)}`
    case 'set-field':
      return `${step.field} := ${step.value ?? '?'}`
    case 'notrack':
      return 'notrack'
    case 'translate': {
      if (step.target.kind !== 'fixed') return `${step.nat} ${step.target.kind}`
      const { addresses, ports, netmap } = step.target
      const interval = (one: typeof addresses) =>
        one ? part({ kind: 'interval', interval: one }) : ''
      return `${netmap ? 'netmap ' : ''}${step.nat} ${interval(addresses)}:${interval(ports)}`
    }
    case 'tproxy':
      return `tproxy ${step.address ?? ''}:${step.port ?? ''}`
    case 'escape':
      return `escape ${step.way}`
    case 'verdict-map':
      return 'vmap'
    case 'verdict': {
      const { verdict } = step
      if ('chain' in verdict) return `${verdict.kind} ${verdict.chain}`
      if (verdict.kind === 'queue') return verdict.bypass ? 'queue bypass' : 'queue'
      return verdict.kind === 'reject' ? `reject ${verdict.with}` : verdict.kind
    }
    case 'opaque':
      return step.mayEnd ? 'opaque!' : 'opaque'
  }
}

export interface CaseOptions {
  readonly table?: string
  readonly chain?: string
  readonly family?: 'ip4' | 'ip6'
  readonly engine?: 'legacy' | 'nft'
}

/** A file with one rule, and with a user chain `U` to go to. */
export const fileWith = (rule: string, { table = 'filter', chain = 'U' }: CaseOptions): string =>
  [`*${table}`, ':U - [0:0]', ':W - [0:0]', `-A ${chain} ${rule}`, 'COMMIT', ''].join('\n')

export const tablesOf = (
  text: string,
  family: 'ip4' | 'ip6',
  options: LowerOptions,
): readonly HeldTable[] => {
  const { value, diagnostics } = readRestore('test', text, { family })
  if (!value) throw new Error(JSON.stringify(diagnostics))
  return lowerRestore(value, options).tables
}

/** What a rule comes to: each held rule of its chain, and behind `#` those of a chain of its own. */
export const shown = (rule: string, options: CaseOptions = {}): readonly string[] => {
  const { family = 'ip4', engine = 'legacy', chain = 'U' } = options
  const [table] = tablesOf(fileWith(rule, options), family, { engine })
  return (table?.chains ?? [])
    .filter(({ name }) => name === chain || name.includes('#'))
    .flatMap(({ name, rules }) =>
      rules.map(({ steps }) => (name === chain ? '' : '# ') + steps.map(show).join('; ')),
    )
}
