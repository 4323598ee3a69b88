import type { Place } from '../place.ts'
import { placeBetween } from '../place.ts'
import type { Fault } from '../reading.ts'
import { fault } from '../reading.ts'
import { blameShell } from './blame.ts'
import { longOptions } from './core-options.ts'
import type { Instance, Known } from './instance.ts'
import type { LineState, Step } from './line-state.ts'
import { loadOfProtocol } from './load.ts'

/** What a long name stands for. */
export type Meaning =
  | { readonly kind: 'core'; readonly letter: string }
  | { readonly kind: 'option'; readonly instance: Instance; readonly known: Known }
  | { readonly kind: 'ambiguous'; readonly names: readonly string[] }
  | { readonly kind: 'unknown' }

/** The whole name; options of what was loaded last come before those of what was loaded first. */
const findExact = (state: LineState, name: string): Meaning | undefined => {
  const letter = longOptions.get(name)
  if (letter !== undefined) return { kind: 'core', letter }
  for (let index = state.instances.length - 1; index >= 0; index -= 1) {
    const instance = state.instances[index]
    const known = instance?.names.get(name)
    if (instance && known) return { kind: 'option', instance, known }
  }
  return undefined
}

/** A beginning of names, as getopt_long(3) takes it: all that it could be have to be the same option. */
const findBeginning = (state: LineState, name: string): Meaning => {
  const found = new Map<string, Meaning>()
  const names: string[] = []
  for (const [long, letter] of longOptions)
    if (long.startsWith(name)) {
      found.set(`-${letter}`, { kind: 'core', letter })
      names.push(long)
    }
  state.instances.forEach((instance, index) => {
    for (const [long, known] of instance.names)
      if (long.startsWith(name)) {
        found.set(`${index} ${known.name} ${known.codec?.arity}`, {
          kind: 'option',
          instance,
          known,
        })
        names.push(long)
      }
  })
  const [only] = found.values()
  if (found.size > 1) return { kind: 'ambiguous', names }
  return only ?? { kind: 'unknown' }
}

const find = (state: LineState, name: string): Meaning =>
  findExact(state, name) ?? findBeginning(state, name)

/** What `--name` stands for at this point of the rule; may load the match of the protocol, as iptables does. */
export const meaningOf = (state: LineState, name: string): Meaning => {
  const meaning = find(state, name)
  if (meaning.kind === 'core' || meaning.kind === 'option') return meaning
  if (loadOfProtocol(state)) return find(state, name)
  return meaning
}

/** Words that belong to an option of which nothing is known: up to the next one that looks like an option. */
export const takeOpaque = (
  state: LineState,
  instance: Instance,
  words: readonly string[],
  place: Place,
): void => {
  instance.words.push(...words)
  let last = place
  for (;;) {
    const next = state.words[state.at]
    if (!next || next.text.startsWith('-') || next.text === '!') break
    instance.words.push(next.text)
    last = next.place
    state.at += 1
  }
  instance.place = placeBetween(instance.place, last)
}

/** An option of a match or target whose meaning is read. `inline` is what stood behind `=`. */
export const takeKnown = (
  state: LineState,
  instance: Instance,
  known: Known,
  option: {
    readonly name: string
    readonly inline: string | undefined
    readonly place: Place
    readonly negated: boolean
  },
): Step => {
  const { codec, option: taken } = known
  const { place, negated, inline } = option
  if (!codec || !taken) return undefined
  const refused = (why: ReturnType<typeof fault>, where: Place): Step => ({
    fault: why,
    place: where,
  })
  if (Object.hasOwn(instance.chosen, known.name))
    return refused(fault('iptables-repeated', `--${option.name} stands twice`), place)
  if (negated && !taken.inverts)
    return refused(fault('iptables-negation', `--${option.name} cannot be negated`), place)
  if (inline !== undefined && codec.arity === 0)
    return refused(fault('iptables-bad-argument', `--${option.name} takes no argument`), place)
  const own = inline === undefined ? codec.arity : codec.arity - 1
  const words = state.words.slice(state.at, state.at + own)
  const missing = fault('iptables-bad-argument', `--${option.name} needs ${codec.arity} arguments`)
  if (words.length < own) return refused(missing, place)
  state.at += own
  const [first = '', second = ''] = [
    ...(inline === undefined ? [] : [inline]),
    ...words.map(({ text }) => text),
  ]
  const end = words.at(-1)?.place ?? place
  const whole = placeBetween(place, end)
  const scope = { family: state.surroundings.family, protocol: state.protocol?.value }
  const read = codec.read(first, second, scope)
  instance.place =
    instance.place.offset < whole.offset ? placeBetween(instance.place, whole) : instance.place
  if (state.surroundings.forgive)
    instance.words.push(
      ...(negated ? ['!'] : []),
      `--${option.name}`,
      ...[first, second].slice(0, codec.arity),
    )
  if (read.kind === 'value') {
    instance.chosen[known.name] = { value: read.value, negated, place: whole }
    const late = protocolMissing(state, instance)
    return late && refused(late, whole)
  }
  const why = blameShell(`${first} ${second}`.trim(), read)
  return forgiven(state, instance, why, whole) ? undefined : refused(why, whole)
}

/** Whether a value that cannot be read is let pass; its match is opaque from then on. */
const forgiven = (state: LineState, instance: Instance, why: Fault, place: Place): boolean => {
  const { forgive } = state.surroundings
  if (!forgive || instance.role !== 'match' || why.code !== 'iptables-value') return false
  forgive(why, place)
  instance.blanked = true
  return true
}

/** iptables looks for the protocol when it reads the option, and does not see one that follows. */
const protocolMissing = (
  state: LineState,
  { extension, name, chosen }: Instance,
): Fault | undefined => {
  if (!extension?.protocolFirst) return undefined
  const needed = extension.protocols ?? extension.protocolsWith?.(chosen)
  return needed === undefined || needed.includes(state.protocol?.value ?? 0)
    ? undefined
    : fault(
        'iptables-wrong-protocol',
        `${name} needs a test for a protocol with ports, -p tcp say, before it`,
      )
}
