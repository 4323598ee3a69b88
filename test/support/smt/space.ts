import { machineFields } from '../../../src/ruleset/index.ts'
import type { Field } from '../../../src/verifier/diagram/index.ts'
import type { Space } from '../../../src/verifier/space/index.ts'
import { block } from '../../../src/verifier/space/index.ts'
import { bits, nameBits } from './fields.ts'

/** The blocks of a space, told in the constants of fields.ts: what a diagram over that space says, z3 can read. */

/** Blocks that hold a field's number as it is. */
const plainBlocks: Readonly<Record<string, string>> = {
  source: 'saddr',
  destination: 'daddr',
  'source port': 'sport',
  'destination port': 'dport',
  l4proto: 'meta l4proto',
  mark: 'meta mark',
  'iif group': 'meta iifgroup',
  'oif group': 'meta oifgroup',
  skuid: 'meta skuid',
  skgid: 'meta skgid',
  'ct mark': 'ct mark',
  'ct direction': 'ct direction',
  'ct status': 'ct status',
  'tcp flags': 'tcp flags',
  'icmp type': 'icmp type',
  'icmp code': 'icmp code',
}

/** Blocks that hold an atom or a code: constants of their own, tied to the field by `laws`. */
const codedBlocks: readonly string[] = ['iif', 'oif', 'ct kind']

const codeOf = (name: string): string => `|code of ${name}|`

/** The term for each variable of the space; one that stands for nothing here throws. */
export const variableTerms = (space: Space): ((level: number) => string) => {
  const terms = new Map<number, string>()
  const spell = (field: Field, term: (fromTheLeast: number) => string) => {
    field.forEach((variable, index) => {
      terms.set(variable, term(field.length - 1 - index))
    })
  }
  const extracted = (constant: string) => (bit: number) =>
    `(= ((_ extract ${bit} ${bit}) ${constant}) #b1)`
  for (const [name, constant] of Object.entries(plainBlocks))
    spell(block(space, name), extracted(`|${constant}|`))
  for (const name of codedBlocks) spell(block(space, name), extracted(codeOf(name)))
  for (const name of Object.keys(machineFields))
    if (space.blocks.of.has(name) && !(name in plainBlocks))
      spell(block(space, name), extracted(`|${name}|`))
  spell(block(space, 'has socket'), extracted('|socket exists|'))
  spell(block(space, 'cut off'), () => '|cut off|')
  spell(block(space, 'cut late'), () => '|cut late|')
  spell(block(space, 'tagged'), () => '|tagged|')
  spell(block(space, 'bare'), () => '|bare|')
  return (level) => {
    const term = terms.get(level)
    if (term === undefined) throw new Error(`no constant for variable ${level}`)
    return term
  }
}

/** States of conntrack as `ct state` shows them, in the order of the codes. */
const states = [1n, 8n, 2n, 4n, 64n]

/** The codes, declared, each with what it stands for: every packet has one of them, and none but these. */
export const laws = (space: Space): string => {
  const ways = (['iif', 'oif'] as const).map((way) =>
    codes(
      way,
      block(space, way).length,
      space.interfaces.samples.map((name) => `(= |meta ${way}name| ${nameBits(name)})`),
    ),
  )
  const kinds = codes(
    'ct kind',
    block(space, 'ct kind').length,
    states.map((state) => `(= |ct state| ${bits(state, 32)})`),
  )
  const flags = ['socket exists', 'ct direction'].map(
    (name) => `(assert (bvule |${name}| ${bits(1n, 8)}))`,
  )
  // Where rules name small groups alone, the greatest number of a narrow block stands for all that are greater.
  const groups = (['iif group', 'oif group'] as const).map((name) => {
    const greatest = (1n << BigInt(block(space, name).length)) - 1n
    return `(assert (bvule |meta ${name.replace(' ', '')}| ${bits(greatest, 32)}))`
  })
  // No kernel has more than sixteen bits of a connection's status (IPS_*), though the field is wider.
  const status = '(assert (= ((_ extract 31 16) |ct status|) #x0000))'
  return [...ways, kinds, ...flags, ...groups, status].join('\n')
}

const codes = (name: string, width: number, meanings: readonly string[]): string => {
  const cases = meanings.map(
    (meaning, code) => `(and (= ${codeOf(name)} ${bits(BigInt(code), width)}) ${meaning})`,
  )
  return [
    `(declare-const ${codeOf(name)} (_ BitVec ${width}))`,
    `(assert (or ${cases.join(' ')}))`,
  ].join('\n')
}
