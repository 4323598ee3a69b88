import type { ChildProcess } from 'node:child_process'
import { describeFrame, readPacket } from '../../kernel/lab/wire/index.ts'
import type { Stage } from '../stage.ts'
import { watch } from '../tap/window.ts'
import { publicAddress, servers } from '../world/addresses.ts'
import type { Claim, Shown } from './claim.ts'
import { without } from './claim.ts'

type Egress = 'direct' | 'tor-only' | 'none'

const policyOf = (egress: Egress, uid: number): string =>
  [
    'version: 1',
    'environment: qubes-4',
    ...(egress === 'tor-only' ? ['tor:', `  uid: ${uid}`] : []),
    'gateway:',
    `  egress: ${egress}`,
    '',
  ].join('\n')

const secondsToTry = 3

/** Some program of the gateway's own, as root. */
const fetchAsRoot = async ({ world }: Stage): Promise<boolean> => {
  const options = ['--silent', '--max-time', String(secondsToTry), `http://${servers[2]}/`]
  return (await world.gateway.exec('curl', options)).code === 0
}

const held: ChildProcess[] = []

/** A connection of a root process, from before it was forbidden. */
const holdConnection = async ({ world }: Stage): Promise<void> => {
  const script = `const s = require('net').connect(7, '${servers[2]}', () => console.log('open'))
    s.on('error', () => {})
    setInterval(() => s.write('unsent'), 50)`
  const child = world.gateway.spawn(process.execPath, ['-e', script])
  await new Promise((resolve) => child.stdout.once('data', resolve))
  held.push(child)
}

/** Its process is killed: what the kernel sends for it now has no owner. */
const killHeld = async (): Promise<number> => {
  const all = held.splice(0)
  for (const child of all) {
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    await ended
  }
  return all.length
}

const servedByTor = async ({ clients }: Stage): Promise<boolean> =>
  (await clients[0].curl('--max-time', '10', `http://${servers[0]}/`)).ok

const direct = async (stage: Stage): Promise<Shown> => {
  const before = stage.servers.contacts.length
  const isFetched = await fetchAsRoot(stage)
  const froms = stage.servers.contacts.slice(before).map(({ from }) => from)
  const findings = [
    ...(isFetched ? [] : ['the gateway itself reaches nobody']),
    ...froms.filter((from) => from !== publicAddress).map((from) => `it came from ${from}`),
  ]
  return { tried: 1, findings }
}

const torOnly = async (stage: Stage): Promise<Shown> => {
  const wrong: string[] = []
  const unserved: string[] = []
  const seen = await watch(stage, async () => {
    if ((await killHeld()) === 0) unserved.push('nothing was held')
    if (await fetchAsRoot(stage)) wrong.push('root reaches a server')
    if (!(await servedByTor(stage))) unserved.push('Tor serves no client')
  })
  return { tried: 3, findings: [...wrong, ...seen.uplink], unserved }
}

const isArp = (frame: Buffer): boolean => readPacket(frame)?.network.kind === 'arp'

const none = async (stage: Stage): Promise<Shown> => {
  const wrong: string[] = []
  let since = 0
  const seen = await watch(stage, async () => {
    since = stage.uplink.position()
    if (await fetchAsRoot(stage)) wrong.push('root reaches a server')
    if (await servedByTor(stage)) wrong.push('Tor reaches the internet')
  })
  const anything = stage.uplink.sent(since).filter((frame) => !isArp(frame))
  return { tried: 2, findings: [...wrong, ...seen.uplink, ...anything.map(describeFrame)] }
}

export const gatewayEgress: readonly Claim[] = [
  {
    of: 'gateway-egress',
    says: 'direct: a program of the gateway reaches a server, which sees the gateway',
    show: direct,
    broken: {
      how: 'nothing of the gateway leaves',
      finds: /reaches nobody/,
      nft: 'insert rule inet qubes_tor_fw leave_uplink drop',
    },
  },
  {
    of: 'gateway-egress',
    says: 'tor-only: Tor serves, root reaches nobody, and what the kernel sends for a process that was killed does not leave (L22)',
    skip: ({ torUid }) =>
      torUid === 0 ? 'in a user namespace Tor has no user of its own' : undefined,
    before: holdConnection,
    policy: ({ torUid }) => policyOf('tor-only', torUid),
    show: torOnly,
    broken: {
      how: 'the exit asks for no user',
      finds: /^uplink: tcp 192\.168\.9\.1:\d+ > 104\.16\.3\.30:7 /,
      nft: without('leave'),
    },
  },
  {
    of: 'gateway-egress',
    says: "none: nothing leaves by the uplink, Tor's neither",
    policy: ({ torUid }) => policyOf('none', torUid),
    show: none,
    broken: {
      how: 'the exit is open',
      finds: /^root reaches a server$/,
      nft: without('leave'),
    },
  },
]
