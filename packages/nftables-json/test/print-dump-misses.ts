/** Classes of dumps whose printed text is not what their JSON loads as, and why. */

export interface Miss {
  /** The dump's JSON against its printed text; its listing against that printed; the dump's own text against ours. */
  readonly kind: 'text' | 'relist' | 'own text'
  readonly file: string
  readonly detail: string
}

export interface Explanation {
  readonly why: string
  readonly matches: (miss: Miss) => boolean
}

export const explanations: readonly Explanation[] = [
  {
    why: 'listings before 1.1.0 leave out the device of a chain, so they cannot be loaded again',
    matches: ({ kind, detail }) => kind === 'relist' && /Missing .device/.test(detail),
  },
  {
    why: 'before 1.1.0 table flags are ignored in JSON and listed as garbage; the text sets them',
    matches: ({ detail }) => /^\{"table".*\| {2}\{"table".*"flags"/.test(detail),
  },
  {
    why: "JSON gives the type of a map's data as a name beside a typeof key, which text has no form for",
    matches: ({ detail }) => /lacks typeof serialization/.test(detail),
  },
  {
    why: 'counters of elements are ignored in JSON; 1.0.6 has no text for them in an anonymous map',
    matches: ({ detail }) => /missing statement in map declaration/.test(detail),
  },
  {
    why: 'JSON before 2026 holds one statement of an element that has two; text asks for both',
    matches: ({ detail }) => /number of statements mismatch/.test(detail),
  },
]
