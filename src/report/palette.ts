/** The page's colours by what they mean, by day and by night. Each text on its ground keeps to WCAG 2.2, level AA. */
export interface Colours {
  readonly day: string
  readonly night: string
}

export const palette = {
  ground: { day: '#f7f5f2', night: '#151419' },
  paper: { day: '#ffffff', night: '#1e1c24' },
  ink: { day: '#1e1b24', night: '#ece9f2' },
  quiet: { day: '#585364', night: '#aca6ba' },
  line: { day: '#dcd7d0', night: '#3a3645' },
  edge: { day: '#857f8f', night: '#7d7789' },
  tor: { day: '#68299c', night: '#cba4f3' },
  'tor-ground': { day: '#f4ecfa', night: '#2b2137' },
  good: { day: '#0c6539', night: '#74d6a0' },
  'good-ground': { day: '#e4f4ea', night: '#15301f' },
  bad: { day: '#b0121b', night: '#ff908c' },
  'bad-ground': { day: '#fdebea', night: '#3a1719' },
  doubt: { day: '#855000', night: '#f0bb60' },
  'doubt-ground': { day: '#fdf1dc', night: '#352711' },
  still: { day: '#555c69', night: '#a3abba' },
  'still-ground': { day: '#eceef1', night: '#272a31' },
} as const satisfies Readonly<Record<string, Colours>>

export type Colour = keyof typeof palette

/** Text on its ground: at least 4.5 to 1. */
export const textPairs: readonly (readonly [text: Colour, ground: Colour])[] = [
  ...(['ink', 'quiet', 'tor', 'good', 'bad', 'doubt', 'still'] as const).flatMap(
    (text) =>
      [
        [text, 'ground'],
        [text, 'paper'],
      ] as const,
  ),
  ...(['tor', 'good', 'bad', 'doubt', 'still'] as const).flatMap(
    (text) =>
      [
        [text, `${text}-ground`],
        ['ink', `${text}-ground`],
        ['quiet', `${text}-ground`],
      ] as const,
  ),
]

/** Lines and marks that mean something, on what they are drawn on: at least 3 to 1. */
export const markPairs: readonly (readonly [mark: Colour, ground: Colour])[] = (
  ['tor', 'bad', 'doubt', 'still', 'edge'] as const
).flatMap((mark) => [[mark, 'paper'] as const, [mark, 'ground'] as const])

/** The palette as custom properties of CSS. */
export const paletteCss = (time: keyof Colours): string =>
  Object.entries(palette)
    .map(([name, colours]) => `--${name}:${colours[time]}`)
    .join(';')
