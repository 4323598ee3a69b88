import type { Stage } from '../../test/tor/stage.ts'
import type { Ruleset } from './rulesets.ts'
import { emptyIptables } from './rulesets.ts'

/** Counts what came in, alike for all: what has not passed here has not been dealt with. */
const seen = `
table inet seen {
  counter client_packets {
  }
  chain prerouting {
    type filter hook prerouting priority -500; policy accept;
    iifname "vif*" counter name client_packets
  }
}
`

let usedIptables = false

const iptables = (stage: Stage, text: string): Promise<string> =>
  stage.world.gateway.mustExec('iptables-legacy-restore', ['-w', '30'], text)

/** One ruleset alone, and no connection of another's. */
export const load = async (stage: Stage, ruleset: Ruleset): Promise<void> => {
  const { gateway } = stage
  if (usedIptables) await iptables(stage, emptyIptables)
  await gateway.nft(`flush ruleset\n${seen}\n${ruleset.nft}`)
  if (ruleset.iptables !== undefined) {
    await iptables(stage, ruleset.iptables)
    usedIptables = true
  }
  await stage.world.gateway.exec('conntrack', ['-F'])
}

/** Packets from clients since the ruleset was loaded. */
export const packetsSeen = async (stage: Stage): Promise<number> => {
  const text = await stage.world.gateway.mustExec('nft', [
    'list',
    'counter',
    'inet',
    'seen',
    'client_packets',
  ])
  return Number(/packets (\d+)/.exec(text)?.[1] ?? Number.NaN)
}
