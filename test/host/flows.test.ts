/**
 * Goal: of the connections that the kernel knows only those live on that the compiled rules would have made just so.
 * Method: one entry of each kind, as `conntrack -L` prints them, beside its nearest neighbour of another kind.
 */
import { describe, expect, test } from 'vitest'
import { gatewayFacts } from '../../src/artefacts/index.ts'
import { cutFlows, emptyFlowtables, readEntry, whose } from '../../src/host/flows/index.ts'
import { readInterfaces, readRoutes } from '../../src/host/live/index.ts'
import type { Command, CommandResult } from '../../src/host/system/index.ts'
import { definePolicy } from '../../src/policy/index.ts'
import { fakeSystem } from '../support/fake-system.ts'
import { modelKernel } from '../support/model-kernel.ts'

const gateway = definePolicy({
  version: 1,
  gateway: { uplinkServices: [{ name: 'ssh', protocol: 'tcp', port: 22 }] },
}).value?.gateway
if (!gateway) throw new Error('the policy is wrong')
const facts = gatewayFacts(gateway)

const around = async () => {
  const system = fakeSystem(modelKernel({ forwarding: false }).machine)
  const interfaces = await readInterfaces(system)
  const routes = await readRoutes(system)
  if (interfaces.kind === 'failed' || routes.kind === 'failed') throw new Error('no surroundings')
  return { facts, interfaces: interfaces.value, routes: routes.value }
}

/** `src:port > dst:port` of each direction; the reply is the original turned round where it is left out. */
const line = (protocol: 'tcp' | 'udp', original: string, reply?: string): string => {
  const words = (text: string) => {
    const [, source, sport, destination, dport] = /^(\S+):(\d+) > (\S+):(\d+)$/.exec(text) ?? []
    return `src=${source} dst=${destination} sport=${sport} dport=${dport}`
  }
  const turned = original.split(' > ').reverse().join(' > ')
  const start = protocol === 'tcp' ? 'tcp      6 99 ESTABLISHED' : 'udp      17 99'
  return `${start} ${words(original)} ${words(reply ?? turned)} [ASSURED] mark=0 use=1`
}

const client = '10.137.0.10:1000'
const own = '10.138.0.7'
const facing = '10.137.0.1'

test.each<[string, string, string]>([
  [
    'torified',
    'TCP that ends at the TransPort',
    line('tcp', `${client} > 8.8.8.8:443`, `${facing}:9040 > ${client}`),
  ],
  [
    'torified',
    'a question that ends at the DNSPort',
    line('udp', `${client} > 10.139.1.1:53`, `${facing}:5300 > ${client}`),
  ],
  ['torified', 'SOCKS', line('tcp', `${client} > ${facing}:9050`, `${facing}:9050 > ${client}`)],
  [
    'other',
    'SOCKS elsewhere that ends at the SOCKS port',
    line('tcp', `${client} > 8.8.8.8:9050`, `${facing}:9050 > ${client}`),
  ],
  ['other', 'the TransPort, called by its number', line('tcp', `${client} > ${facing}:9040`)],
  ['other', 'a client in clear, untranslated', line('tcp', `${client} > 8.8.8.8:443`)],
  [
    'other',
    'a client in clear, masqueraded',
    line('tcp', `${client} > 8.8.8.8:443`, `8.8.8.8:443 > ${own}:1000`),
  ],
  ['other', 'a client in clear, seen from upstream first', line('tcp', `8.8.8.8:443 > ${client}`)],
  ['other', 'UDP of a client in clear', line('udp', `${client} > 8.8.8.8:123`)],
  [
    'other',
    'DNS that went to a resolver',
    line('udp', `${client} > 10.139.1.1:53`, `10.138.0.1:53 > ${own}:1000`),
  ],
  [
    'other',
    "DNS of a client's to another port, at the DNSPort",
    line('udp', `${client} > 8.8.8.8:123`, `${facing}:5300 > ${client}`),
  ],
  [
    'other',
    'a client that was translated on its way to Tor',
    line('tcp', `${client} > 8.8.8.8:443`, `${facing}:9040 > ${own}:1000`),
  ],
  [
    'other',
    'a stranger who came to the TransPort',
    line('tcp', '8.8.4.4:1000 > 1.1.1.1:443', `${own}:9040 > 8.8.4.4:1000`),
  ],
  ['other', "one client's flow to another", line('tcp', `${client} > 10.137.0.20:80`)],
  ['other', 'a client that called a service of the gateway', line('tcp', `${client} > ${own}:22`)],
  ['own', "Tor's own by the uplink", line('tcp', `${own}:40000 > 5.5.5.5:9001`)],
  ['own', 'of the gateway with itself', line('tcp', '127.0.0.1:40000 > 127.0.0.1:9051')],
  [
    'other',
    'an answer to a client that conntrack took for a beginning',
    line('tcp', `${facing}:9040 > ${client}`),
  ],
  [
    'other',
    'the same, once the route to the client is gone',
    line('tcp', `${facing}:9040 > 10.137.0.99:1000`),
  ],
  ['other', 'of the gateway to a client', line('tcp', `${own}:40000 > ${client}`)],
  [
    'other',
    'of the gateway, translated to a client',
    line('tcp', `${own}:40000 > 5.5.5.5:80`, `10.137.0.10:80 > ${own}:40000`),
  ],
  ['service', 'a service that the policy opens', line('tcp', `8.8.8.8:1000 > ${own}:22`)],
  ['other', 'a service that it does not', line('tcp', `8.8.8.8:1000 > ${own}:80`)],
  ['other', 'the same number by the other protocol', line('udp', `8.8.8.8:1000 > ${own}:22`)],
])('%s: %s', async (expected, _, text) => {
  const entry = readEntry(text)
  expect(entry && whose(entry, await around())).toBe(expected)
})

test.each([
  'tcp 6 99 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2',
  'tcp 6 99 src=10.0.0.300 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1',
  'conntrack v1.4.7: done',
])('no entry: %s', (text) => expect(readEntry(text)).toBeUndefined())

test('an entry without ports is read too, of either family', () => {
  const text =
    'icmpv6 58 29 src=fd00::1 dst=fd00::2 type=128 code=0 id=5 src=fd00::2 dst=fd00::1 type=129 code=0 id=5 mark=0 use=1'
  expect(readEntry(text)).toMatchObject({ protocol: '58', original: { sourcePort: null } })
})

interface Kept {
  readonly commands: Command[]
  readonly run: (command: Command) => Partial<CommandResult>
}

describe('cutting', () => {
  const clear = line('tcp', `${client} > 8.8.8.8:443`)
  const torified = line('tcp', `${client} > 8.8.8.8:443`, `${facing}:9040 > ${client}`)

  const cut = async (run: Kept['run'], count = '2\n') => {
    const files = new Map([['/proc/sys/net/netfilter/nf_conntrack_count', count]])
    return cutFlows(fakeSystem({ programs: { conntrack: run }, files }), await around())
  }

  test('asks nobody where the kernel knows no connection', async () => {
    const nobody = () => {
      throw new Error('asked')
    }
    expect(await cut(nobody, '0\n')).toMatchObject({ kind: 'cut', cut: 0 })
  })

  test('names each flow that has to go, and no other', async () => {
    const inputs: string[] = []
    let isGone = false
    const result = await cut(({ arguments: words, input = '' }) => {
      if (words[0] === '-R') {
        inputs.push(input)
        isGone = true
      }
      const is4 = words.includes('ipv4')
      return { stdout: is4 ? [torified, ...(isGone ? [] : [clear])].join('\n') : '' }
    })
    expect(inputs).toEqual([
      '-D -f ipv4 -p tcp -s 10.137.0.10 -d 8.8.8.8 --sport 1000 --dport 443\n',
    ])
    expect(result).toEqual({ kind: 'cut', cut: 1, torified: 1, kept: 0 })
  })

  test('forgets everything where conntrack cannot take many commands', async () => {
    const asked: string[] = []
    await cut(({ arguments: words }) => {
      asked.push(words.join(' '))
      if (words[0] === '-R') return { code: 2 }
      return { stdout: words.includes('ipv4') && !asked.includes('-F') ? clear : '' }
    })
    expect(asked).toContain('-F')
  })

  test.each<[string, Kept['run'], RegExp]>([
    ['it is not installed', () => ({ code: 127 }), /conntrack installed/],
    ['it hangs', () => ({ code: 137, timedOut: true }), /took too long/],
    ['it prints what is no entry', () => ({ stdout: 'nonsense' }), /no entry/],
    ['a flow stays', () => ({ stdout: clear }), /cannot be cut/],
  ])('fails where %s', async (_, run, why) => {
    const result = await cut(run)
    expect(result.kind === 'failed' && result.why).toMatch(why)
  })
})

describe('flowtables', () => {
  const listing = (table: string, dev: string) =>
    `{"nftables": [{"flowtable": {"family": "inet", "name": "f", "table": "${table}", "dev": ${dev}}}]}`
  const empty = async (
    text: string,
    load: Partial<CommandResult> = {},
    left: Partial<CommandResult> = {},
  ) => {
    const inputs: string[] = []
    const nft = ({ input }: Command): Partial<CommandResult> => {
      if (input === undefined) return { stdout: text }
      inputs.push(input)
      return load
    }
    const forgotten: string[] = []
    const conntrack = ({ arguments: args }: Command): Partial<CommandResult> => {
      if (args[0] === '-L') return left
      forgotten.push(args.join(' '))
      return { code: 1 }
    }
    const programs = { nft, conntrack }
    const result = await emptyFlowtables(fakeSystem({ programs, files: new Map() }))
    return { inputs, forgotten, result }
  }

  test('of Qubes go with their table, of others without their devices', async () => {
    const { inputs } = await empty(listing('qubes-nat-accel', '["eth0", "vif1.0"]'))
    const table = 'table inet qubes-nat-accel\n'
    expect(inputs).toEqual([`add ${table}delete ${table}`])
    const other = await empty(listing('router', '"eth0"'))
    expect(other.inputs).toEqual(['delete flowtable inet router f { devices = { "eth0" }; }\n'])
    expect(other.result).toEqual({ kind: 'emptied', count: 1 })
  })

  test('without devices are left alone; what is not understood is an error', async () => {
    expect((await empty(listing('router', '[]'))).inputs).toEqual([])
    const stays = { stdout: 'udp 17 ... [OFFLOAD]' }
    expect((await empty('nonsense', {}, stays)).result.kind).toBe('failed')
  })

  test('what was offloaded is forgotten too, and that alone where nft does not empty a flowtable', async () => {
    const router = listing('router', '"eth0"')
    const wanted = ['-D -f ipv4 -u OFFLOAD', '-D -f ipv6 -u OFFLOAD']
    expect((await empty(router)).forgotten).toEqual(wanted)
    expect((await empty(listing('router', '[]'))).forgotten).toEqual([])
    const refused = await empty(router, { code: 1 })
    expect(refused).toMatchObject({ forgotten: wanted, result: { kind: 'emptied' } })
    // Once more, for it may have been made anew since it was listed.
    expect(refused.inputs).toHaveLength(2)
    const stays = { stdout: 'udp 17 ... [OFFLOAD]' }
    expect((await empty(router, { code: 1 }, stays)).result.kind).toBe('failed')
    expect((await empty(router, { code: 1 }, { code: 1 })).result.kind).toBe('failed')
  })
})
