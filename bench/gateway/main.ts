/**
 * What our rules cost beside others': through a real Tor, and alone. All are loaded in turn in one run, on one gateway.
 * `npm run bench:gateway`; scripts/tor-lab.mjs makes the namespaces. Prints a table.
 */
import { readFileSync } from 'node:fs'
import type { Stage } from '../../test/tor/stage.ts'
import type { Given } from '../../test/tor/stage-up.ts'
import { stageUp } from '../../test/tor/stage-up.ts'
import { flowOf } from '../../test/tor/tap/flow.ts'
import { openTap } from '../../test/tor/tap/tap.ts'
import { servers, webPort } from '../../test/tor/world/addresses.ts'
import { injector } from '../../test/tor/world/build.ts'
import { median, spread } from '../measure.ts'
import { established, multiply, nanosecondsEach, openMeter, unwanted } from './flood.ts'
import { load } from './load.ts'
import { rulesAsked } from './rules-per-packet.ts'
import type { Ruleset } from './rulesets.ts'
import { atOnce, bareName, ofOurs, rulesets } from './rulesets.ts'
import type { Service } from './through-tor.ts'
import { measureService } from './through-tor.ts'

const torRounds = 5
const floodRounds = 9

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** Everything is measured in turn, so that what else the machine does meets all alike. */
const inTurn = async <Value>(
  all: readonly Ruleset[],
  rounds: number,
  measure: (ruleset: Ruleset) => Promise<Value>,
): Promise<readonly (readonly Value[])[]> => {
  const found: Value[][] = all.map(() => [])
  for (let round = 0; round < rounds; round++)
    for (const [index, ruleset] of all.entries()) found[index]?.push(await measure(ruleset))
  return found
}

/** A connection that is open, as a tap has it that hangs there for no longer. */
const openFlow = async (stage: Stage): Promise<Buffer> => {
  const [client] = stage.clients
  const { host, interface: device } = client.place
  const asking = { network: injector.client1, asker: host.address, gateway: device.gateway }
  const tap = await openTap(client.namespace, stage.vxlan, asking)
  if ((await client.open(servers[0], webPort)) === null) throw new Error('no connection')
  await tap.settle()
  const flow = flowOf({ ...client, tap }, 0, servers[0], webPort)
  await tap.close()
  if (flow === undefined) throw new Error('the connection is not on the tap')
  return established(flow)
}

/** How a figure of several rounds is told. */
type Of = (values: readonly number[]) => number

/** What else the machine does only ever takes time: so of times, the least says most. */
const least: Of = (values) => Math.min(...values)

const table = (
  title: string,
  all: readonly Ruleset[],
  values: readonly (readonly number[])[],
  { of, digits }: { readonly of: Of; readonly digits: number },
): void => {
  const base = of(values[all.findIndex(({ name }) => name === bareName)] ?? [])
  const lines = all.map(({ name }, index) => {
    const every = values[index] ?? []
    const own = every.filter((value) => !Number.isNaN(value))
    const stalled = every.length - own.length
    const label = stalled === 0 ? name : `${name} (${stalled} of ${every.length} never ended)`
    const cells = [of(own).toFixed(digits), (of(own) / base).toFixed(2), spread(own, digits)]
    return `| ${label} | ${cells.join(' | ')} |`
  })
  const head = `| ruleset | ${of === least ? 'least' : 'median'} | times bare | least .. median .. most |`
  say([`\n${title}\n`, head, '|---|--:|--:|--:|', ...lines].join('\n'))
}

const throughTor = async (stage: Stage, all: readonly Ruleset[]): Promise<void> => {
  const services = await inTurn(all, torRounds, async (ruleset) => {
    await load(stage, ruleset)
    return measureService(stage)
  })
  const only = (key: keyof Service) => services.map((each) => each.map((one) => one[key]))
  table('Time to first byte through Tor, milliseconds', all, only('firstByteMilliseconds'), {
    of: least,
    digits: 1,
  })
  table('Download through Tor, MB/s', all, only('megabytesPerSecond'), { of: median, digits: 2 })
  table('New connections through Tor, a second', all, only('connectionsPerSecond'), {
    of: median,
    digits: 0,
  })
}

const countRules = async (stage: Stage, all: readonly Ruleset[]): Promise<void> => {
  say('\nRules asked about a packet\n\n| ruleset | a flood | an open connection |\n|---|--:|--:|')
  // The kernel opens connections to a Tor that is held, and Tor's own traffic asks no rules meanwhile.
  await stage.gateway.tor.signal('STOP')
  for (const ruleset of all) {
    const drop = await rulesAsked(stage, ruleset, async () => unwanted(stage))
    const pass = await rulesAsked(stage, ruleset, () => openFlow(stage))
    say(`| ${ruleset.name} | ${drop.toFixed(1)} | ${pass.toFixed(1)} |`)
  }
  await stage.gateway.tor.signal('CONT')
}

const packets = { of: least, digits: 0 } as const

const alone = async (stage: Stage, all: readonly Ruleset[]): Promise<void> => {
  await multiply(stage)
  const meter = openMeter(stage)
  const withNothing = [...all, atOnce]
  const flood = await inTurn(withNothing, floodRounds, async (ruleset) => {
    await load(stage, ruleset)
    return nanosecondsEach(stage, meter, unwanted(stage))
  })
  table('A flood that is dropped, nanoseconds a packet', withNothing, flood, packets)
  const more = [...all, ...ofOurs()]
  const open = await inTurn(more, floodRounds, async (ruleset) => {
    await load(stage, ruleset)
    return nanosecondsEach(stage, meter, await openFlow(stage))
  })
  table('An open connection, nanoseconds a packet', more, open, packets)
}

const main = async (given: Given): Promise<void> => {
  const stage = await stageUp(given)
  await stage.gateway.tor.start()
  await stage.gateway.tor.ready()
  for (const tap of [stage.uplink, ...stage.clients.map((client) => client.tap)]) await tap.close()
  // As every one of these gateways has it.
  await stage.gateway.set({ 'ipv4/ip_forward': '0' })
  const all = rulesets()
  await countRules(stage, all)
  await throughTor(stage, all)
  await alone(stage, all)
}

main(JSON.parse(readFileSync(0, 'utf8'))).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
