import type { Codec } from '../codec.ts'
import type { Extension, Given, Option } from '../extension.ts'
import {
  matchExtensions,
  opaqueMatches,
  opaqueTargets,
  targetExtensions,
} from '../extensions/index.ts'
import type { Place } from '../place.ts'

/** A match or target that a rule has loaded, while its options are still coming in. */
export interface Instance {
  readonly role: 'match' | 'target'
  readonly name: string
  /** Undefined: known by name only, its options are kept as words. */
  readonly extension: Extension | undefined
  readonly names: ReadonlyMap<string, Known>
  readonly chosen: Record<string, Given<unknown>>
  readonly words: string[]
  /** Whether a value could not be read and was forgiven: what is known of the rest says nothing then. */
  blanked: boolean
  place: Place
}

/** An option that an instance takes: under which name it is kept, and how this spelling is read. */
export interface Known {
  readonly name: string
  readonly option: Option<unknown> | undefined
  readonly codec: Codec<unknown> | undefined
}

const spellingsOf = (extension: Extension): ReadonlyMap<string, Known> =>
  new Map(
    Object.entries(extension.options).flatMap(([name, option]) => [
      [name, { name, option, codec: option.codec }] as const,
      ...Object.entries(option.spellings).map(
        ([spelling, codec]) => [spelling, { name, option, codec }] as const,
      ),
    ]),
  )

interface Loadable {
  readonly extension: Extension | undefined
  readonly names: ReadonlyMap<string, Known>
}

const loadable = (
  known: Readonly<Record<string, Extension>>,
  opaque: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, Loadable> =>
  new Map<string, Loadable>([
    ...Object.entries(known).map(([name, extension]): [string, Loadable] => [
      name,
      { extension, names: spellingsOf(extension) },
    ]),
    ...[...opaque].map(([name, options]): [string, Loadable] => {
      const names = new Map<string, Known>(
        options.map((option) => [option, { name: option, option: undefined, codec: undefined }]),
      )
      return [name, { extension: undefined, names }]
    }),
  ])

const loadableMatches = loadable(matchExtensions, opaqueMatches)
const loadableTargets = loadable(targetExtensions, opaqueTargets)

/** Names that stand for another match (xtables_find_match of libxtables). */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['icmpv6', 'icmp6'],
  ['ipv6-icmp', 'icmp6'],
  ['ipv6-mh', 'mh'],
  ['mobility-header', 'mh'],
])

const instance = (
  role: Instance['role'],
  name: string,
  found: Loadable | undefined,
  place: Place,
): Instance | undefined =>
  found && { role, name, ...found, chosen: {}, words: [], blanked: false, place }

/** The match that `-m name` loads; undefined where iptables has none. */
export const loadMatch = (name: string, place: Place): Instance | undefined => {
  const known = otherNames.get(name) ?? name
  return instance('match', known, loadableMatches.get(known), place)
}

/** The target that `-j name` loads, where `name` is no chain. */
export const loadTarget = (name: string, place: Place): Instance | undefined =>
  instance('target', name, loadableTargets.get(name), place)
