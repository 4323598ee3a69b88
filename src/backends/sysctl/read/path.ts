/**
 * A key as a path below /proc/sys. The first separator decides: after a `.` the two change places, so that
 * `net.ipv4.conf.eth0/100.rp_filter` is the file of `eth0.100` (sysctl.d(5)).
 */
export const sysctlPath = (key: string): string => {
  const first = /[./]/.exec(key)?.[0]
  if (first !== '.') return key
  return key.replaceAll(/[./]/g, (separator) => (separator === '.' ? '/' : '.'))
}

export const isPattern = (path: string): boolean => /[*?[]/.test(path)

/** Whether one name, without `/`, fits a pattern of `*` and `?`; linear in the product of their lengths at worst. */
const nameFits = (pattern: string, name: string): boolean => {
  let at = 0
  let next = 0
  let star = -1
  let resume = 0
  while (next < name.length) {
    const wanted = pattern[at]
    if (wanted === '*') {
      star = at
      resume = next
      at += 1
    } else if (wanted === '?' || (wanted !== undefined && wanted === name[next])) {
      at += 1
      next += 1
    } else if (star >= 0) {
      at = star + 1
      resume += 1
      next = resume
    } else return false
  }
  return /^\**$/.test(pattern.slice(at))
}

/** glob(7) name by name; a pattern with brackets is taken to fit any name. */
export const pathMatches = (pattern: string, path: string): boolean => {
  if (!isPattern(pattern)) return pattern === path
  const [wanted, names] = [pattern.split('/'), path.split('/')]
  return (
    wanted.length === names.length &&
    wanted.every((part, index) => part.includes('[') || nameFits(part, names[index] ?? ''))
  )
}
