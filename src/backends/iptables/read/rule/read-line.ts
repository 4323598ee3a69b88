import type { Place } from '../place.ts'
import { placeBetween } from '../place.ts'
import type { Fault } from '../reading.ts'
import { fault } from '../reading.ts'
import type { Word } from '../text/word.ts'
import { blameWord } from './blame.ts'
import {
  argumentIsNextWord,
  commandLetters,
  isFlag,
  mayTakeArgument,
  takesArgument,
} from './core-options.ts'
import type { Occurrence } from './header-options.ts'
import { takeHeaderOption } from './header-options.ts'
import type { LineState, Step } from './line-state.ts'
import { takeJump, takeMatch } from './load.ts'
import { meaningOf, takeKnown, takeOpaque } from './long-option.ts'

/** Options that make iptables-restore stop with success: what stands below them is never loaded. */
const enders: ReadonlyMap<string, string> = new Map([
  ['h', '--help'],
  ['V', '--version'],
])

/** Whether the next word can be an argument that may be left out. */
const nextIsArgument = (state: LineState): boolean => {
  const next = state.words[state.at]
  return next !== undefined && !next.text.startsWith('-') && !next.text.startsWith('!')
}

const takeCommand = (state: LineState, option: Occurrence, chain: string | null): Step => {
  const { letter, place, negated } = option
  if (negated)
    return { fault: fault('iptables-negation', `\`!\` before -${letter} is refused`), place }
  if (state.command)
    return {
      fault: fault(
        'iptables-repeated',
        `-${letter} besides -${state.command.letter}: a line has one command`,
      ),
      place,
    }
  const second =
    'IDREPZL'.includes(letter) && chain !== null && nextIsArgument(state)
      ? state.words[state.at]
      : undefined
  if (second) state.at += 1
  state.command = {
    letter,
    chain,
    second: second?.text ?? null,
    place: second ? placeBetween(place, second.place) : place,
  }
  return undefined
}

const refusedFlag = (letter: string): Fault | undefined => {
  const ender = enders.get(letter)
  if (ender)
    return fault(
      'iptables-command',
      `${ender} ends iptables-restore with success, and nothing is loaded`,
    )
  switch (letter) {
    case 't':
      return fault(
        'iptables-command',
        '-t is refused here',
        'the table is the one of the last line with `*`',
      )
    case 'w':
    case 'W':
    case 'M':
    case 'n':
    case 'x':
    case '0':
      return fault(
        'iptables-command',
        `-${letter === '0' ? '-line-numbers' : letter} is refused in a file`,
      )
    default:
      return undefined
  }
}

const takeFamily = (state: LineState, letter: string): Step => {
  const own = state.surroundings.family === 'ip4' ? '4' : '6'
  if (letter !== own) state.otherFamily = true
  return undefined
}

/** One of iptables' own options, its argument at hand. */
const takeCore = (state: LineState, option: Occurrence, chain: string | null): Step => {
  const { letter, place, negated } = option
  if (commandLetters.includes(letter)) return takeCommand(state, option, chain)
  switch (letter) {
    case 'm':
      return takeMatch(state, option)
    case 'j':
    case 'g':
      return takeJump(state, option)
    case '4':
    case '6':
      return takeFamily(state, letter)
    case 'v':
      return negated
        ? { fault: fault('iptables-negation', '`!` before -v is refused'), place }
        : undefined
    default:
      return takeHeaderOption(state, option)
  }
}

/** Finds the argument of an own option, in `rest` of its word or in the next one, and takes the option. */
const takeLetter = (
  state: LineState,
  letter: string,
  rest: string | undefined,
  place: Place,
  negated: boolean,
): Step => {
  const wrong = refusedFlag(letter)
  if (wrong) return { fault: wrong, place }
  if (isFlag.includes(letter))
    return takeCore(state, { letter, argument: '', place, negated }, null)
  if (rest !== undefined && argumentIsNextWord.includes(letter))
    return {
      fault: fault(
        'iptables-bad-argument',
        `-${letter} and its argument have to be two words`,
        'iptables looks for it in the next word',
      ),
      place,
    }
  if (mayTakeArgument.includes(letter)) {
    const next = rest === undefined && nextIsArgument(state) ? state.words[state.at] : undefined
    if (next) state.at += 1
    const whole = next ? placeBetween(place, next.place) : place
    return takeCore(
      state,
      { letter, argument: '', place: whole, negated },
      rest ?? next?.text ?? null,
    )
  }
  const next = rest === undefined ? state.words[state.at] : undefined
  const argument = rest ?? next?.text
  if (argument === undefined)
    return { fault: fault('iptables-bad-argument', `-${letter} needs an argument`), place }
  if (next) state.at += 1
  const whole = next ? placeBetween(place, next.place) : place
  return takeCore(state, { letter, argument, place: whole, negated }, argument)
}

const takeLong = (state: LineState, word: Word, place: Place, negated: boolean): Step => {
  const equals = word.text.indexOf('=')
  const name = word.text.slice(2, equals < 0 ? undefined : equals)
  const inline = equals < 0 ? undefined : word.text.slice(equals + 1)
  const meaning = meaningOf(state, name)
  switch (meaning.kind) {
    case 'core':
      return takeLetter(state, meaning.letter, inline, place, negated)
    case 'option': {
      const { instance, known } = meaning
      if (known.codec) return takeKnown(state, instance, known, { name, inline, place, negated })
      takeOpaque(state, instance, [...(negated ? ['!'] : []), word.text], place)
      return undefined
    }
    default: {
      const opaque = state.instances.findLast(({ extension }) => !extension)
      if (opaque) {
        takeOpaque(state, opaque, [...(negated ? ['!'] : []), word.text], place)
        return undefined
      }
      const why =
        meaning.kind === 'ambiguous'
          ? fault(
              'iptables-unknown-option',
              `--${name} could be each of ${meaning.names.join(', ')}`,
            )
          : fault(
              'iptables-unknown-option',
              `nothing in this rule takes --${name}`,
              'is a -m or -p missing before it?',
            )
      return { fault: why, place }
    }
  }
}

/** Letters in one word, `-nv`: flags, then perhaps one that takes the rest as its argument. */
const takeShort = (state: LineState, word: Word, place: Place, negated: boolean): Step => {
  const { text } = word
  for (let at = 1; at < text.length; at += 1) {
    const letter = text.charAt(at)
    const known =
      isFlag.includes(letter) || takesArgument.includes(letter) || mayTakeArgument.includes(letter)
    if (!known) return { fault: unknownLetter(text), place }
    const rest = isFlag.includes(letter) || at + 1 === text.length ? undefined : text.slice(at + 1)
    const step = takeLetter(state, letter, rest, place, negated)
    if (step || rest !== undefined) return step
  }
  return undefined
}

const unknownLetter = (text: string): Fault => {
  const blamed = blameWord(text)
  return blamed.code === 'iptables-bad-argument'
    ? fault('iptables-unknown-option', `\`${text}\` is no option of iptables`)
    : blamed
}

/** Takes the next option with all its arguments. */
const takeNext = (state: LineState): Step => {
  const word = state.words[state.at]
  if (!word) return undefined
  state.at += 1
  const { text } = word
  if (text === '!') {
    if (state.negation)
      return { fault: fault('iptables-negation', 'two `!` in a row'), place: word.place }
    state.negation = word
    return undefined
  }
  const place = state.negation ? placeBetween(state.negation.place, word.place) : word.place
  const negated = state.negation !== undefined
  state.negation = undefined
  if (text.length > 2 && text.startsWith('--')) return takeLong(state, word, place, negated)
  if (text.length > 1 && text.startsWith('-') && text !== '--')
    return takeShort(state, word, place, negated)
  return { fault: blameWord(text), place }
}

/** Reads the words of a line, one option after the other; stops at the first fault. */
export const readLine = (state: LineState): Step => {
  while (state.at < state.words.length) {
    const step = takeNext(state)
    if (step) return step
    // iptables-restore passes over the rest of a line that is for the other family.
    if (state.otherFamily) return undefined
  }
  return state.negation
    ? {
        fault: fault('iptables-negation', '`!` with nothing behind it'),
        place: state.negation.place,
      }
    : undefined
}
