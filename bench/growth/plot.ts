/** A line of the plot: points, and which of the two scales on the sides they are read on. */
export interface Line {
  readonly label: string
  readonly color: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

const width = 720
const height = 440
const edge = { left: 72, right: 40, top: 48, bottom: 56 }
const sides = ' font-family="sans-serif" font-size="13" fill="#333"'

/** Both axes in powers of ten: a straight line of slope 1 is linear growth. */
export const plot = (title: string, axis: string, lines: readonly Line[]): string => {
  const all = lines.flatMap(({ points }) => points)
  const x = scale(
    all.map(([each]) => each),
    edge.left,
    width - edge.right,
  )
  const y = scale(
    all.map(([, each]) => each),
    height - edge.bottom,
    edge.top,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${edge.left}" y="26"${sides} font-weight="bold">${title}</text>`,
    ...x.ticks.map(
      (tick) =>
        `<path d="M${x.at(tick)} ${edge.top}V${height - edge.bottom}" stroke="#ddd"/>` +
        `<text x="${x.at(tick)}" y="${height - edge.bottom + 20}"${sides} text-anchor="middle">${tick.toLocaleString('en')}</text>`,
    ),
    ...y.ticks.map(
      (tick) =>
        `<path d="M${edge.left} ${y.at(tick)}H${width - edge.right}" stroke="#ddd"/>` +
        `<text x="${edge.left - 8}" y="${y.at(tick) + 4}"${sides} text-anchor="end">${tick.toLocaleString('en')}</text>`,
    ),
    `<text x="${(edge.left + width - edge.right) / 2}" y="${height - 12}"${sides} text-anchor="middle">${axis}</text>`,
    ...lines.flatMap(({ label, color, points }, index) => [
      `<polyline points="${points.map(([a, b]) => `${x.at(a)},${y.at(b)}`).join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`,
      ...points.map(
        ([a, b]) => `<circle cx="${x.at(a)}" cy="${y.at(b)}" r="3.5" fill="${color}"/>`,
      ),
      `<path d="M${edge.left + 16} ${edge.top + 20 + index * 20}h24" stroke="${color}" stroke-width="2"/>`,
      `<text x="${edge.left + 48}" y="${edge.top + 24 + index * 20}"${sides}>${label}</text>`,
    ]),
    '</svg>\n',
  ].join('\n')
}

/** Powers of ten that hold all values, and where each value lies between the two ends. */
const scale = (values: readonly number[], from: number, to: number) => {
  const first = Math.floor(Math.log10(Math.min(...values)))
  const last = Math.ceil(Math.log10(Math.max(...values)))
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index))
  const at = (value: number): number =>
    Math.round(from + ((Math.log10(value) - first) / (last - first)) * (to - from))
  return { ticks, at }
}
