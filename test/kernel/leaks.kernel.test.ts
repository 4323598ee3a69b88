/**
 * Goal: the rulesets of the leak catalogue are what they seem: each loads, each time into a network namespace of its
 * own, and those that tell of a failure to load fail.
 * Method: `nft -f`, `nft -j -f`, and both kinds of iptables-restore, in namespaces that hold a `vif1.0` and an `eth0`.
 * What needs a flowtable or a queue is tried where the kernel has them; elsewhere that is said, and not skipped over.
 */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { leakClasses } from '../fixtures/leaks/index.ts'
import type { Load } from '../fixtures/leaks/leak-case.ts'
import type { Dialect, LeakFile, Twin } from '../verifier/leaks/files.ts'
import { filesOf } from '../verifier/leaks/files.ts'
import { run } from './lab/command.ts'
import { assertFreshNamespace } from './lab/guard.ts'
import type { IptablesVariant } from './lab/index.ts'

/** Runs shell lines in a namespace of their own, which ends with them. */
const inNamespace = (lines: readonly string[], files: readonly string[] = []) =>
  run('unshare', ['-n', 'sh', '-euc', lines.join('\n'), 'sh', ...files])

const interfaces = 'ip link add vif1.0 type veth peer name eth0'

const command = (dialect: Dialect, variant: IptablesVariant, argument: string): string => {
  const wait = variant === 'legacy' ? '-w 30 ' : ''
  switch (dialect) {
    case 'nft':
      return `nft -f ${argument}`
    case 'json':
      return `nft -j -f ${argument}`
    case 'iptables':
    case 'ip6tables':
      return `${dialect}-${variant}-restore ${wait}< ${argument}`
    case 'torrc':
      return ':'
  }
}

const load = (files: readonly LeakFile[], variant: IptablesVariant) =>
  inNamespace(
    [
      interfaces,
      ...files.map(({ dialect }, index) => command(dialect, variant, `"$${index + 1}"`)),
    ],
    files.map(({ path }) => path),
  )

const able = async (ruleset: string): Promise<boolean> =>
  (await inNamespace([interfaces, `nft -f - <<'END'\n${ruleset}\nEND`])).code === 0

const flowtables = () =>
  able('table inet t {\nflowtable f {\nhook ingress priority 0; devices = { eth0 }; }\n}')

const queues = () =>
  able('table inet t {\nchain c {\ntype filter hook forward priority 0;\nqueue num 0\n}\n}')

const loads = async (kind: Load, twin: Twin): Promise<boolean> => {
  switch (kind) {
    case 'loads':
      return true
    case 'refused':
      return twin === 'mended'
    case 'needs-flowtable':
      return flowtables()
    case 'needs-queue':
      return twin === 'mended' || (await queues())
  }
}

const variantsOf = (files: readonly LeakFile[]): readonly IptablesVariant[] =>
  files.some(({ dialect }) => dialect.endsWith('ptables') || dialect === 'ip6tables')
    ? ['legacy', 'nft']
    : ['nft']

test('the lab is fresh', assertFreshNamespace)

test('says which features this kernel lacks', async () => {
  const version = (await readFile('/proc/sys/kernel/osrelease', 'utf8')).trim()
  const missing = [
    ...((await flowtables()) ? [] : ['flowtables']),
    ...((await queues()) ? [] : ['queues of nftables']),
  ]
  if (missing.length > 0)
    console.warn(`leak catalogue: Linux ${version} has no ${missing.join(', no ')}`)
})

const twins = leakClasses.flatMap(({ folder, cases }) =>
  cases.flatMap(({ name, load: kind = 'loads' }) =>
    (['leaky', 'mended'] as const).map((twin) => ({ folder, name, twin, kind })),
  ),
)

describe('every ruleset of the catalogue', () => {
  test.each(twins)('$folder/$name.$twin', async ({ folder, name, twin, kind }) => {
    const files = filesOf(folder, name, twin)
    const expected = await loads(kind, twin)
    for (const variant of variantsOf(files)) {
      const result = await load(files, variant)
      expect(result.code === 0, `${variant}: ${result.stderr}`).toBe(expected)
    }
  })
})
