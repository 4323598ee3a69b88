import { askTor, getInfo } from '../gateway/control.ts'
import { controlSocket } from '../gateway/torrc.ts'
import type { Stage } from '../stage.ts'
import type { Claim, Shown } from './claim.ts'
import { differences } from './scan.ts'

const kinds = ['trans', 'dns', 'socks', 'control', 'or', 'dir', 'natd', 'httptunnel'] as const

/** Every listener that tor has, as it says itself (control-spec, GETINFO net/listeners). */
const listeners = async (): Promise<readonly string[]> => {
  const all: string[] = []
  for (const kind of kinds) {
    const [line = ''] = await getInfo(`net/listeners/${kind}`)
    all.push(...[...line.matchAll(/"([^"]*)"/g)].map(([, address]) => `${kind} ${address}`))
  }
  return all
}

const show = async ({ facts, topology }: Stage): Promise<Shown> => {
  const address = topology.clients[0]?.gateway ?? ''
  const expected = [
    `trans ${address}:${facts.transPort}`,
    `dns ${address}:${facts.dnsPort}`,
    ...facts.socksPorts.map((port) => `socks ${address}:${port}`),
    `control unix:${controlSocket}`,
  ]
  const found = await listeners()
  const { surplus, lacking } = differences('tor', found, expected)
  return { tried: found.length, findings: [...surplus, ...lacking] }
}

export const torrcAgrees: readonly Claim[] = [
  {
    of: 'torrc-agrees',
    says: 'Tor listens where the rules send clients, at the client-facing address, and nowhere else',
    show,
    broken: {
      how: "a user's torrc moves the TransPort to every address",
      finds: /^tor answers: trans 0\.0\.0\.0:9040$/,
      act: async () => {
        await askTor('SETCONF TransPort="0.0.0.0:9040 IsolateClientAddr"')
      },
      undo: ({ gateway }) => gateway.tor.signal('HUP'),
    },
  },
]
