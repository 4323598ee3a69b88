import type { HeldVerdict, Step } from '../../../../ruleset/index.ts'
import type { Sentinel } from '../lower/context.ts'
import type { OptionWords } from './option.ts'
import { optionSteps } from './option.ts'

/** `-A CHAIN ...` taken apart; `fault` is why arptables-restore refuses it. */
export type ArpRule =
  | {
      readonly kind: 'rule'
      readonly chain: string
      readonly steps: readonly Step[]
      /** The chain that it goes to, if it does. */
      readonly jump: string | null
    }
  | { readonly kind: 'fault'; readonly message: string }

const verdicts: Readonly<Record<string, HeldVerdict>> = {
  ACCEPT: { kind: 'accept' },
  DROP: { kind: 'drop' },
  RETURN: { kind: 'return' },
  CONTINUE: { kind: 'continue' },
}

const verdictOf = (name: string): HeldVerdict | undefined =>
  Object.hasOwn(verdicts, name) ? verdicts[name] : undefined

/** Options that say what the kernel's ARP always is, and that arptables-save prints: IPv4 over Ethernet. */
const standard: ReadonlyMap<string, readonly string[]> = new Map([
  ['--h-length', ['6']],
  ['--h-type', ['1', 'Ethernet', '0x1']],
  ['--proto-type', ['0x800', '0x0800', '2048']],
])

interface Parts {
  readonly options: readonly OptionWords[]
  readonly target: string | null
  readonly isGoto: boolean
  /** What stands behind the target: its own options. */
  readonly rest: readonly string[]
}

const takeApart = (words: readonly string[], line: number): Parts | undefined => {
  const options: OptionWords[] = []
  let target: string | null = null
  let isGoto = false
  const rest: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    let negated = false
    if (words[at] === '!') {
      negated = true
      at += 1
    }
    const name = words[at] ?? ''
    if (!name.startsWith('-')) return undefined
    // The other place for it, `-s ! 10.0.0.1`, is an older one.
    if (words[at + 1] === '!') {
      negated = true
      at += 1
    }
    const value = words[at + 1]
    if (value === undefined) return undefined
    at += 1
    if (name === '-j' || name === '--jump' || name === '-g') {
      if (negated || target !== null) return undefined
      target = value
      isGoto = name === '-g'
    } else if (name === '-l' || standard.has(name)) {
      const usual = standard.get(name === '-l' ? '--h-length' : name) ?? []
      if (negated || !usual.includes(value)) rest.push(name, value)
    } else options.push({ name, value, negated, line })
  }
  return { options, target, isGoto, rest }
}

const opaque = (text: string): Step => ({ kind: 'opaque', text, mayEnd: true })

const fault = (message: string): ArpRule => ({ kind: 'fault', message })

/** The words behind `-A`; what is not understood of them makes the rule opaque. */
export const arpRule = (
  words: readonly string[],
  line: number,
  sentinel: Sentinel | null,
): ArpRule => {
  const [chain, ...options] = words
  const parts = chain === undefined ? undefined : takeApart(options, line)
  if (chain === undefined || !parts) return fault('the rule cannot be taken apart')
  const text = options.join(' ')
  const steps: Step[] = []
  for (const option of parts.options) {
    const read = optionSteps(option, sentinel)
    if (read.kind === 'bad') return fault(`\`${option.value}\` is no value for ${option.name}`)
    if (read.kind === 'unknown') return { kind: 'rule', chain, steps: [opaque(text)], jump: null }
    steps.push(...read.steps)
  }
  if (parts.rest.length > 0) return { kind: 'rule', chain, steps: [opaque(text)], jump: null }
  const { target } = parts
  if (target === null) return { kind: 'rule', chain, steps, jump: null }
  const end = verdictOf(target)
  if (end)
    return { kind: 'rule', chain, steps: [...steps, { kind: 'verdict', verdict: end }], jump: null }
  const isExtension = ['mangle', 'CLASSIFY', 'MARK', 'QUEUE'].includes(target)
  if (isExtension) return { kind: 'rule', chain, steps: [...steps, opaque(text)], jump: null }
  const verdict: HeldVerdict = { kind: parts.isGoto ? 'goto' : 'jump', chain: target }
  return { kind: 'rule', chain, steps: [...steps, { kind: 'verdict', verdict }], jump: target }
}
