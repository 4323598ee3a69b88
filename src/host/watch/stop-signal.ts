/** Aborted when somebody asks this process to end; it then ends by itself, with its monitors. */
export const stopSignal = (): AbortSignal => {
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.once(signal, () => stop.abort())
  return stop.signal
}
