import type { CommandResult } from './command.ts'
import type { Router } from './router.ts'

/** Whether a ruleset was taken, and what the tool said where it was not. */
export type LoadResult =
  | { readonly ok: true; readonly command: string; readonly warnings: string }
  | { readonly ok: false; readonly command: string; readonly code: number; readonly error: string }

export type IptablesVariant = 'legacy' | 'nft'
export type IptablesFamily = 'ip4' | 'ip6'

const judged = (command: string, result: CommandResult): LoadResult =>
  result.code === 0
    ? { ok: true, command, warnings: result.stderr }
    : { ok: false, command, code: result.code, error: result.stderr || result.stdout }

const load = async (
  router: Router,
  command: string,
  args: readonly string[],
  text: string,
): Promise<LoadResult> =>
  judged([command, ...args].join(' '), await router.exec(command, args, text))

/** `nft -f`: one transaction. */
export const loadNft = (router: Router, text: string): Promise<LoadResult> =>
  load(router, 'nft', ['-f', '-'], text)

/**
 * `nft -j -f FILE`: one transaction. From a file, never from a pipe: JSON that does not parse is tried again as nft text,
 * and a pipe is empty by then, so that nft loads nothing and calls it a success.
 */
export const loadNftJson = (router: Router, text: string): Promise<LoadResult> => {
  const script = 'f=$(mktemp -p /run) && cat > "$f" && nft -j -f "$f"; r=$?; rm -f "$f"; exit $r'
  return load(router, 'sh', ['-c', script], text)
}

/** `iptables-restore` or `ip6tables-restore`: atomic for each table, not across tables. */
export const loadIptables = (
  router: Router,
  text: string,
  variant: IptablesVariant,
  family: IptablesFamily,
): Promise<LoadResult> =>
  load(
    router,
    `${family === 'ip4' ? 'iptables' : 'ip6tables'}-${variant}-restore`,
    // Routers have network namespaces of their own, but one lock file: another may be loading.
    variant === 'legacy' ? ['-w', '30'] : [],
    text,
  )

/** `arptables-nft-restore`. */
export const loadArptables = (router: Router, text: string): Promise<LoadResult> =>
  load(router, 'arptables-nft-restore', [], text)

/** A load that the lab itself needs: a failure ends the test. */
export const mustLoad = async (result: Promise<LoadResult>): Promise<void> => {
  const loaded = await result
  if (!loaded.ok) throw new Error(`${loaded.command}: exit ${loaded.code}\n${loaded.error}`)
}

/** Every rule that the kernel holds, of every kind, as text: two of them are equal iff nothing changed. */
export interface Snapshot {
  /** Names of all tables, sorted: `nft inet qubes_tor_fw`, `legacy ip4 filter`. */
  readonly tables: readonly string[]
  readonly nft: string
  readonly legacy4: string
  readonly legacy6: string
}

const ownTable = /^table inet lab_\w+$/

const withoutComments = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')

/** Reads without changing: the legacy tables are listed only where they were loaded before. */
export const snapshot = async (router: Router): Promise<Snapshot> => {
  const [names, nft, names4, names6, legacy4, legacy6] = await Promise.all([
    router.mustExec('nft', ['list', 'tables']),
    router.mustExec('nft', ['-s', 'list', 'ruleset']),
    router.exec('cat', ['/proc/net/ip_tables_names']),
    router.exec('cat', ['/proc/net/ip6_tables_names']),
    router.exec('iptables-legacy-save', []),
    router.exec('ip6tables-legacy-save', []),
  ])
  const legacy = (family: string, text: string) =>
    text.split('\n').flatMap((name) => (name ? [`legacy ${family} ${name}`] : []))
  const native = names.split('\n').filter((line) => line !== '' && !ownTable.test(line))
  return {
    tables: [
      ...native.map((line) => line.replace(/^table/, 'nft')),
      ...legacy('ip4', names4.stdout),
      ...legacy('ip6', names6.stdout),
    ].sort(),
    nft,
    legacy4: withoutComments(legacy4.stdout),
    legacy6: withoutComments(legacy6.stdout),
  }
}
