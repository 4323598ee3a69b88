import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { clientEnds, datagramFrame } from '../../test/kernel/lab/stories/ends.ts'
import { segmentFrame } from '../../test/kernel/lab/stories/stream.ts'
import type { Stage } from '../../test/tor/stage.ts'
import type { Flow } from '../../test/tor/tap/flow.ts'
import { servers } from '../../test/tor/world/addresses.ts'
import { injector } from '../../test/tor/world/build.ts'
import { packetsSeen } from './load.ts'

/**
 * One frame that the test sends becomes this many on the wire, so that what is timed is the gateway, not the test.
 * A batch of the test's has to find room in the kernel's queue (net.core.netdev_max_backlog, 1000).
 */
const copies = 800
const frames = 250
const unwantedAddress = '8.8.8.8'
const stallMilliseconds = 500
/** Of the whole run: a queue that was full for a moment. */
const lostAtMost = 100
/** The last few may still be in the kernel's queue when they are counted in. */
const lastOnesMilliseconds = 100

/** In the client's namespace: what is injected to those two is put on its wire so many times. */
export const multiply = async ({ world }: Stage): Promise<void> => {
  const device = `inject${injector.client1}`
  const rules = [
    'table netdev multiply {',
    '  chain ingress {',
    `    type filter hook ingress device ${device} priority 0; policy accept;`,
    `    ip daddr { ${unwantedAddress}, ${servers[0]} } goto copies`,
    '  }',
    '  chain copies {',
    ...Array.from({ length: copies }, () => '    dup to wire'),
    '    drop',
    '  }',
    '}',
  ]
  await world.clients[0].mustExec('nft', ['-f', '-'], `${rules.join('\n')}\n`)
}

/** A datagram that every one of the rulesets has to get rid of. */
export const unwanted = ({ clients }: Stage): Buffer => {
  const { place } = clients[0]
  const ends = clientEnds(place, 20_000, unwantedAddress, 123)
  const between = { source: place.host.address, destination: ends.peer }
  return datagramFrame(ends, between, 20_000, 123, Buffer.from('a datagram to nobody'))
}

/** A segment of a connection that is open, once more: it passes all rules, and tells its socket nothing new. */
export const established = ({ ends, sequence, acknowledgement }: Flow): Buffer =>
  segmentFrame(ends, { flags: ['ack'], sequence, acknowledgement })

/** Reads the gateway's own count of what came in by the client's wire, without a process for each look. */
export const openMeter = (stage: Stage) => {
  const { name } = stage.clients[0].place.interface
  const script = `require('readline').createInterface({ input: process.stdin }).on('line', () => {
    const line = require('fs').readFileSync('/proc/self/net/dev', 'utf8').split('\\n').find((each) => each.includes('${name}:'))
    console.log(line.split(':')[1].trim().split(/ +/)[1])
  })`
  const child = stage.world.gateway.spawn(process.execPath, ['-e', script])
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async (): Promise<number> => {
    child.stdin.write('\n')
    return Number((await lines.next()).value)
  }
}

const arrived = async (meter: () => Promise<number>, expected: number): Promise<void> => {
  const end = performance.now() + stallMilliseconds
  for (;;) {
    const count = await meter()
    if (count >= expected) return
    if (performance.now() <= end) continue
    if (expected - count > lostAtMost) throw new Error(`${expected - count} packets were lost`)
    return
  }
}

/** Nanoseconds for each packet, from the wire to where it ends. */
export const nanosecondsEach = async (
  stage: Stage,
  meter: () => Promise<number>,
  frame: Buffer,
): Promise<number> => {
  const [counted, before] = [await packetsSeen(stage), await meter()]
  const all = frames * copies
  const start = performance.now()
  for (let sent = 1; sent <= frames; sent++) {
    await stage.clients[0].inject([frame])
    await arrived(meter, before + sent * copies)
  }
  const milliseconds = performance.now() - start
  await sleep(lastOnesMilliseconds)
  const dealtWith = (await packetsSeen(stage)) - counted
  if (dealtWith < all * 0.999) throw new Error(`${dealtWith} of ${all} packets reached the rules`)
  return (milliseconds * 1e6) / all
}
