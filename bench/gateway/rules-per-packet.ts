import type { Stage } from '../../test/tor/stage.ts'
import { load } from './load.ts'
import type { Ruleset } from './rulesets.ts'

/** Every rule with a counter before its first test, so that it counts whoever asks it, matching or not. */
const counting = (nft: string): string =>
  nft
    .split('\n')
    .map((line) => (isRule(line) ? line.replace(/^(\s*)/, '$1counter ') : line))
    .join('\n')

const isRule = (line: string): boolean =>
  /^\s+\S/.test(line) &&
  !/^\s*(type |chain |table |set |counter |elements|flags|#|\}|[\d.]+[-/,]|[\d.]+$)/.test(line)

/** How often any rule was asked since the load. */
const asked = async (stage: Stage): Promise<number> => {
  const listed = await stage.world.gateway.mustExec('nft', ['list', 'ruleset'])
  return listed
    .split('\n')
    .filter((line) => /^\s+counter packets \d+ bytes \d+ \S/.test(line))
    .reduce((sum, line) => sum + Number(/packets (\d+)/.exec(line)?.[1] ?? 0), 0)
}

const packets = 200

/** Rules that the kernel asks about one packet of this kind, counted by the kernel. */
export const rulesAsked = async (
  stage: Stage,
  ruleset: Ruleset,
  open: () => Promise<Buffer>,
): Promise<number> => {
  const countable = { name: ruleset.name, nft: counting(ruleset.countable), countable: '' }
  await load(stage, countable)
  const frame = await open()
  const before = await asked(stage)
  await stage.clients[0].inject(Array.from({ length: packets }, () => frame))
  await new Promise((resolve) => setTimeout(resolve, 200))
  return ((await asked(stage)) - before) / packets
}
