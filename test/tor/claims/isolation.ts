import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from '../../kernel/lab/command.ts'
import type { Client } from '../client/client.ts'
import { openBySocks } from '../client/socks.ts'
import { askTor, circuitsByTarget, listening, listeningOn } from '../gateway/control.ts'
import { limits } from '../limits.ts'
import { labFolder } from '../network/node.ts'
import type { Stage } from '../stage.ts'
import { echoPort, servers, tlsPort, webPort } from '../world/addresses.ts'
import type { Break, Claim, Shown } from './claim.ts'

type Target = readonly [address: string, port: number]

/** Streams that are one user's, in tor's sense; each target is asked for by one stream alone, so that it can be found. */
interface User {
  readonly name: string
  readonly targets: readonly Target[]
  readonly open: (target: Target) => Promise<number | null>
  readonly client: Client
}

const byTransPort = (name: string, client: Client, targets: readonly Target[]): User => ({
  name,
  client,
  targets,
  open: ([address, port]) => client.open(address, port),
})

const bySocks = (
  client: Client,
  port: number,
  user: string | null,
  targets: readonly Target[],
): User => ({
  name: `${user ?? 'nobody'} by ${port}`,
  client,
  targets,
  open: (target) => openBySocks(client, port, user, target),
})

const textOf = (target: Target): string => target.join(':')

/** The TransPort takes a connection before Tor has a circuit for it: this waits until each target has one. */
const attached = async (targets: readonly string[]) => {
  const end = performance.now() + limits.attachMilliseconds
  for (;;) {
    const found = await circuitsByTarget()
    if (targets.every((target) => found.has(target)) || performance.now() > end) return found
    await sleep(limits.pollMilliseconds)
  }
}

const attempts = 4

/** A circuit that cannot be built fails its stream at once. A program would try again. */
const openPatiently = async ({ open }: User, target: Target): Promise<number | null> => {
  for (let attempt = 1; ; attempt++) {
    const connection = await open(target)
    if (connection !== null || attempt === attempts) return connection
    await sleep(limits.pollMilliseconds)
  }
}

/** The circuits of each user's streams, read from tor while all of them are open. */
const circuitsOf = async (users: readonly User[]) => {
  const opened: (readonly [User, number])[] = []
  const failed: string[] = []
  for (const user of users)
    for (const target of user.targets) {
      const connection = await openPatiently(user, target)
      if (connection === null) failed.push(`${user.name}: no stream to ${target.join(':')}`)
      else opened.push([user, connection])
    }
  const byTarget = await attached(opened.flatMap(([user]) => user.targets.map(textOf)))
  for (const [{ client }, connection] of opened) await client.close(connection)
  const circuits = users.map(({ targets }) =>
    targets.flatMap((target) => byTarget.get(textOf(target)) ?? []),
  )
  return { circuits, failed, streams: opened.length }
}

/** No two users share a circuit; the streams of one do, or what is compared would be apart by chance. */
const apart = async (users: readonly User[]): Promise<Shown> => {
  const { circuits, failed, streams } = await circuitsOf(users)
  const shared = users.flatMap((one, at) =>
    users.slice(at + 1).flatMap((other, offset) => {
      const theirs = circuits[at + 1 + offset] ?? []
      const common = (circuits[at] ?? []).filter((circuit) => theirs.includes(circuit))
      return common.length > 0 ? [`${one.name} and ${other.name} share circuit ${common[0]}`] : []
    }),
  )
  const scattered = users.flatMap((one, at) => {
    const { size } = new Set(circuits[at])
    return size === 1 ? [] : [`${one.name} has ${size} circuits`]
  })
  return { tried: streams, findings: shared, unserved: [...failed, ...scattered] }
}

const [one, two, three] = servers

const twoClients = ({ clients }: Stage): Promise<Shown> =>
  apart([
    byTransPort('the first client', clients[0], [
      [one, echoPort],
      [two, echoPort],
    ]),
    byTransPort('the second client', clients[1], [
      [three, echoPort],
      [one, webPort],
    ]),
  ])

const twoUsers = ({ clients }: Stage): Promise<Shown> =>
  apart([
    bySocks(clients[0], 9050, 'alice', [
      [one, echoPort],
      [two, echoPort],
    ]),
    bySocks(clients[0], 9050, 'bob', [
      [three, echoPort],
      [one, webPort],
    ]),
    bySocks(clients[1], 9050, 'alice', [
      [two, webPort],
      [three, webPort],
    ]),
  ])

const destinations = ({ clients }: Stage): Promise<Shown> =>
  apart(
    (
      [
        [one, echoPort],
        [two, echoPort],
        [one, webPort],
        [one, tlsPort],
      ] as const
    ).map((target) => ({
      ...bySocks(clients[0], 9049, null, [target]),
      name: `the stream to ${target.join(':')}`,
    })),
  )

/** What a user would ask of the rules that are loaded: is this guarantee theirs? */
const verifyLoaded = async ({ world, gateway }: Stage): Promise<Shown> => {
  const file = join(labFolder, 'loaded.nft')
  const tables = await world.gateway.mustExec('nft', ['-s', 'list', 'ruleset'])
  await writeFile(file, tables)
  const asked = ['verify', file, '--only', 'client-address-kept']
  const { code, stdout, stderr } = await run(process.execPath, [gateway.boot.program, ...asked])
  return { tried: 1, findings: code === 0 ? [] : [`verify ends with ${code}: ${stdout}${stderr}`] }
}

/** What a well-meant rule does: everything that comes to Tor seems to come from the gateway. */
const masquerading: Omit<Break, 'finds'> = {
  how: "the clients' addresses are masked before Tor",
  nft: `
table inet broken {
  chain input {
    type nat hook input priority 100; policy accept;
    iifgroup 2 snat ip to 10.137.0.1
  }
}`,
}

const socksPorts = (first: string, second: string): string =>
  `SETCONF SocksPort="10.137.0.1:9050 IsolateClientAddr ${first}" SocksPort="10.137.0.1:9049 IsolateClientAddr ${second}"`

/**
 * Tor keeps a listener that it has, with the isolation that it was made with: told another isolation for the same address
 * and port, by the control port or by a reload, it says yes and goes on as before. So the ports are closed in between.
 */
const closePorts = async (): Promise<void> => {
  await askTor('SETCONF SocksPort=0')
  await listeningOn([])
}

const told = (how: string, command: string): Break => ({
  how,
  finds: /share circuit/,
  act: async () => {
    await closePorts()
    await askTor(command)
    await listening()
  },
  undo: async ({ gateway }) => {
    await closePorts()
    await gateway.tor.signal('HUP')
  },
})

export const isolation: readonly Claim[] = [
  {
    of: 'client-address-kept',
    says: "two clients never share a circuit, and one client's own streams do, by the TransPort",
    show: twoClients,
    broken: { ...masquerading, finds: /^the first client and the second client share circuit/ },
  },
  {
    of: 'client-address-kept',
    says: 'verify says so of the rules as the kernel lists them',
    show: verifyLoaded,
    broken: { ...masquerading, finds: /refuted\[client-address-kept\]/ },
  },
  {
    of: 'torrc-agrees',
    says: 'on 9050 two SOCKS users never share a circuit, nor does one of that name at another client',
    show: twoUsers,
    broken: told(
      'Tor is told not to isolate by SOCKS users',
      socksPorts('NoIsolateSOCKSAuth', 'IsolateDestAddr IsolateDestPort'),
    ),
  },
  {
    of: 'torrc-agrees',
    says: 'on 9049 neither different destinations nor different ports share a circuit',
    show: destinations,
    broken: told(
      'Tor is told not to isolate by destinations',
      socksPorts('IsolateSOCKSAuth', 'IsolateSOCKSAuth'),
    ),
  },
]
