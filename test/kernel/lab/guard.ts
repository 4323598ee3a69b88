import { readFile } from 'node:fs/promises'

/** Set by scripts/kernel-lab.mjs inside the namespaces that it made, and nowhere else. */
export const markerVariable = 'QUBES_TOR_FW_LAB'

/** Interfaces that a kernel makes by itself in every new network namespace. */
const fallback: ReadonlySet<string> = new Set([
  'lo',
  'tunl0',
  'gre0',
  'gretap0',
  'erspan0',
  'ip_vti0',
  'ip6_vti0',
  'sit0',
  'ip6tnl0',
  'ip6gre0',
])

/** Names of the interfaces in this process's network namespace. */
const interfaceNames = async (): Promise<readonly string[]> => {
  const lines = (await readFile('/proc/self/net/dev', 'utf8')).split('\n').slice(2)
  return lines.flatMap((line) => line.split(':')[0]?.trim() || [])
}

/**
 * Refuses to go on outside a fresh namespace: the lab makes interfaces and loads rulesets,
 * and must never do so where they could meet the machine's own.
 * The environment alone is not believed: an interface that the lab did not make means that this is not its namespace.
 */
export const assertFreshNamespace = async (): Promise<void> => {
  if (process.env[markerVariable] !== 'inside')
    throw new Error('the kernel lab runs only inside its namespaces: use scripts/kernel-lab.mjs')
  const foreign = (await interfaceNames()).filter((name) => !fallback.has(name))
  if (foreign.length > 0)
    throw new Error(`not a fresh network namespace: it holds ${foreign.join(', ')}`)
}
