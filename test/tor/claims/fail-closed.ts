import { appendFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buildFolder, runLoader } from '../gateway/boot.ts'
import { askTor } from '../gateway/control.ts'
import { dataFolder } from '../gateway/torrc.ts'
import type { Stage } from '../stage.ts'
import { escapes, watch } from '../tap/window.ts'
import { wrongOnUplink } from '../tap/wrong.ts'
import { servers } from '../world/addresses.ts'
import type { Break, Claim, Shown } from './claim.ts'
import { casesOf, sendCases } from './send.ts'

/** Of the catalogue one packet in so many: a bit of everything, often. */
const thinning = 12
const shortPatience = 1

/** What programs and attackers behind the gateway go on sending, whatever Tor does. */
export const chatter = async (stage: Stage): Promise<number> => {
  const cases = casesOf(stage, (_, { sender }) => sender.kind === 'client')
  const some = cases.filter((_, index) => index % thinning === 0)
  const patience = stage.clients.map((client) => client.patience)
  for (const client of stage.clients) client.patience = shortPatience
  const [frames] = await Promise.all([
    sendCases(stage, some),
    ...stage.clients.flatMap((client) => [
      client.curl(`http://${servers[0]}/`),
      client.dns('8.8.8.8', 'web.example.org', 'A'),
    ]),
  ])
  for (const [index, client] of stage.clients.entries()) client.patience = patience[index] ?? 1
  return frames
}

/** Whether clients are served again, by the address of an exit. */
const recovers = async (stage: Stage, after: string): Promise<readonly string[]> => {
  await stage.gateway.tor.ready()
  const answers = await Promise.all(
    stage.clients.map((client) => client.curl(`http://${servers[1]}/`)),
  )
  return answers.flatMap(({ ok, why }) => (ok ? [] : [`not served again after ${after}: ${why}`]))
}

/** One thing that befalls Tor, and when its clients talk. */
interface Mishap {
  readonly name: string
  readonly befall: (stage: Stage, talk: () => Promise<void>) => Promise<void>
  /** Where the mishap itself would mend what is broken for others. */
  readonly broken?: Break
}

const noRules = 'delete table inet qubes_tor_fw\nflush chain ip qubes forward'

/** Loaded or locked down: the loader's own word is not taken for either. */
const loadAgain = ({ gateway }: Stage): Promise<void> => runLoader(gateway.boot).catch(() => {})

const mishaps: readonly Mishap[] = [
  {
    name: 'Tor is killed, and started again',
    befall: async ({ gateway }, talk) => {
      await gateway.tor.signal('KILL')
      await talk()
      await gateway.tor.start()
      await talk()
    },
  },
  {
    name: 'Tor is stopped, has forgotten everything, and bootstraps',
    befall: async ({ gateway }, talk) => {
      await gateway.tor.signal('TERM')
      await talk()
      await rm(dataFolder, { recursive: true, force: true })
      await gateway.tor.start()
      await talk()
    },
  },
  {
    name: 'Tor reads its configuration again, while it serves',
    befall: async ({ gateway }, talk) => {
      await Promise.all([talk(), gateway.tor.signal('HUP')])
      await talk()
    },
  },
  {
    name: 'Tor is told to be without network, and with it again',
    befall: async (_, talk) => {
      await askTor('SETCONF DisableNetwork=1')
      await talk()
      await askTor('SETCONF DisableNetwork=0')
      await talk()
    },
  },
  {
    name: 'the loader loads the rules anew, while Tor serves',
    befall: async (stage, talk) => {
      await Promise.all([talk(), loadAgain(stage)])
      await talk()
    },
    broken: {
      how: 'the folder that it loads is damaged: it locks down',
      finds: /^not served again/,
      act: () => appendFile(join(buildFolder, 'qubes-tor-fw.nft'), '# damaged\n'),
      undo: ({ gateway }) => gateway.use(null),
    },
  },
]

const befall = async (stage: Stage, { name, befall: happen }: Mishap): Promise<Shown> => {
  let tried = 0
  const wrong: string[] = []
  const seen = await watch(stage, async () => {
    await happen(stage, async () => {
      tried += await chatter(stage)
    })
    wrong.push(...(await recovers(stage, name)))
  })
  return { tried, findings: escapes(seen), unserved: wrong }
}

/** The whole tape, from before the gateway's first packet. Tried while it holds nothing but what shipped rules let out. */
const fromTheStart = async (stage: Stage): Promise<Shown> => {
  const tried = await chatter(stage)
  const sent = stage.uplink.sent(0)
  return { tried: tried + sent.length, findings: wrongOnUplink(sent, stage.topology) }
}

/** Has to be first: the tape is whole only until something is broken on purpose. */
export const sinceBoot: readonly Claim[] = [
  {
    of: 'fail-closed',
    says: 'since before the boot, while Tor was not there and while it bootstrapped, the uplink has seen nothing else',
    show: fromTheStart,
    broken: {
      how: 'there are no rules',
      finds: /^uplink: udp /,
      nft: noRules,
    },
  },
]

export const failClosed: readonly Claim[] = mishaps.map((mishap) => ({
  of: 'fail-closed',
  says: `${mishap.name}: nothing leaves meanwhile, and clients recover`,
  show: (stage) => befall(stage, mishap),
  broken: mishap.broken ?? { how: 'there are no rules', finds: /^uplink: udp /, nft: noRules },
}))
