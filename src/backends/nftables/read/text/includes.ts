/** Files that an include means, among those given: nothing is opened. */
import type { SourceText } from './places.ts'
import type { Reader } from './reader.ts'

/** Where nft looks for what is no absolute path: beside the caller, then in its default folder. */
const defaultFolder = '/etc/'

/**
 * The sources that a pattern names, in the order nft reads them (sorted by name); undefined where it names none
 * and has no wildcard: a missing file is an error, an empty folder is not.
 */
export function includedSources(
  reader: Reader,
  pattern: string,
): readonly SourceText[] | undefined {
  const names = [...reader.sources.keys()]
  const main = folderOf(reader.main)
  const absolute = pattern.startsWith('/')
  const candidates = absolute ? [pattern] : [pattern, main + pattern, defaultFolder + pattern]
  const wildcard = /[*?[]/.test(pattern)
  for (const candidate of candidates) {
    const wanted = plainPath(candidate)
    const found = names.filter((name) => {
      return wildcard ? matchesGlob(plainPath(name), wanted) : plainPath(name) === wanted
    })
    if (found.length > 0) {
      return found.sort(byCodeUnits).flatMap((name) => reader.sources.get(name) ?? [])
    }
  }
  return wildcard ? [] : undefined
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

/** A path without `./` and empty steps. `..` stays: it is never followed. */
function plainPath(path: string): string {
  const steps = path.split('/').filter((step) => step !== '.' && step !== '')
  return (path.startsWith('/') ? '/' : '') + steps.join('/')
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether a path fits a pattern of `*`, `?` and `[...]`; none of them crosses a `/`. */
export function matchesGlob(path: string, pattern: string): boolean {
  const steps = path.split('/')
  const patterns = pattern.split('/')
  if (steps.length !== patterns.length) return false
  return patterns.every((each, index) => matchesStep(steps[index] ?? '', each))
}

/** One step, with backtracking to the last `*` only: the time is the product of the lengths. */
function matchesStep(text: string, pattern: string): boolean {
  if (text.startsWith('.') && !pattern.startsWith('.')) return false
  let at = 0
  let next = 0
  let star: { readonly next: number; readonly at: number } | undefined
  while (at < text.length) {
    const one = pattern[next]
    if (one === '*') {
      star = { next: next + 1, at }
      next += 1
      continue
    }
    const length = one === undefined ? 0 : matchOne(text[at] ?? '', pattern, next)
    if (length > 0) {
      at += 1
      next += length
    } else if (star !== undefined) {
      star = { next: star.next, at: star.at + 1 }
      at = star.at
      next = star.next
    } else return false
  }
  return /^\**$/.test(pattern.slice(next))
}

/** Units of the pattern that a character fits; 0 for none. */
function matchOne(character: string, pattern: string, at: number): number {
  const one = pattern[at]
  if (one === '?') return 1
  if (one !== '[') return one === character ? 1 : 0
  const end = pattern.indexOf(']', at + 2)
  if (end < 0) return character === '[' ? 1 : 0
  const negated = pattern[at + 1] === '!' || pattern[at + 1] === '^'
  const members = pattern.slice(at + (negated ? 2 : 1), end)
  return isMember(character, members) === negated ? 0 : end + 1 - at
}

function isMember(character: string, members: string): boolean {
  for (let index = 0; index < members.length; index += 1) {
    const from = members[index] ?? ''
    const to = members[index + 1] === '-' ? members[index + 2] : undefined
    if (to === undefined) {
      if (from === character) return true
    } else {
      if (character >= from && character <= to) return true
      index += 2
    }
  }
  return false
}
