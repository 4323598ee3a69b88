/** Written in by the bundler, from package.json; a run from the sources has none. */
declare const __VERSION__: string | undefined

export const version: string =
  typeof __VERSION__ === 'string' ? __VERSION__ : 'of the sources, not built'
