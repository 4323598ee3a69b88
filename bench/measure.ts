/**
 * Processor time of this process, in milliseconds, as the system accounts it: on a machine that others use as well it
 * wanders far less than the clock on the wall. The compiler's and the collector's threads count too.
 */
export const cpuMilliseconds = <Value>(
  work: () => Value,
): { readonly value: Value; readonly milliseconds: number } => {
  const start = process.cpuUsage()
  const value = work()
  const { user, system } = process.cpuUsage(start)
  return { value, milliseconds: (user + system) / 1000 }
}

export const median = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN

/** The least, the median and the greatest: how noisy the machine was. */
export const spread = (values: readonly number[], digits: number): string =>
  [Math.min(...values), median(values), Math.max(...values)]
    .map((value) => value.toFixed(digits))
    .join(' .. ')
