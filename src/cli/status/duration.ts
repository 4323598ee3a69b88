const units = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
] as const

/** `2 h 10 min`: the greatest unit and the next one; seconds below a minute. */
export const formatDuration = (seconds: number): string => {
  const at = units.findIndex(([size]) => seconds >= size)
  const unit = units[at]
  if (!unit) return `${Math.max(0, Math.floor(seconds))} s`
  const [size, name] = unit
  const whole = `${Math.floor(seconds / size)} ${name}`
  const next = units[at + 1]
  const rest = next ? Math.floor((seconds % size) / next[0]) : 0
  return next && rest > 0 ? `${whole} ${rest} ${next[1]}` : whole
}
