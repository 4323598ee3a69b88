/**
 * Goal: the parts of a watch do on a machine what the watch takes for granted.
 * Method: made-up machines for what is polled and cut off; true processes for the one that looks.
 */
import { describe, expect, test } from 'vitest'
import { onDriftWords } from '../../../src/cli/commands/watch.ts'
import type { Command } from '../../../src/host/system/index.ts'
import type { Unannounced } from '../../../src/host/watch/index.ts'
import {
  cutClientsOff,
  makeLooker,
  onDriftChoices,
  pollPaths,
  readUnannounced,
  serveInspector,
  startInspector,
} from '../../../src/host/watch/index.ts'
import { changesOf } from '../../../src/host/watch/unannounced.ts'
import { fakeSystem } from '../../support/fake-system.ts'
import type { Overrides } from '../../support/gateway-machine.ts'
import { gatewayMachine, ourTables, torvm, torvmFacts } from '../../support/gateway-machine.ts'
import { open, well } from './fake-tools.ts'

test('the command line knows what can be done', () => {
  expect(onDriftWords).toEqual(onDriftChoices)
})

describe('what nobody announces', () => {
  const before: Unannounced = { settings: 'a', legacy: 'b', state: 'c' }

  test('is told where it differs', () => {
    expect(changesOf(before, before)).toEqual([])
    expect(changesOf(before, { ...before, legacy: 'x' }).map(({ kind }) => kind)).toEqual([
      'legacy',
    ])
  })

  test('of the old iptables is neither the time nor a counter', async () => {
    const read = (counter: string, rule = '') =>
      readUnannounced(
        fakeSystem({
          files: new Map([['/proc/self/net/ip_tables_names', 'filter\n']]),
          programs: {
            'iptables-legacy-save': () => ({
              stdout: `# Generated on ${counter}\n*filter\n:INPUT ACCEPT [${counter}]\n${rule}COMMIT\n`,
            }),
          },
        }),
        [],
        '/state',
      )
    const first = await read('1:60')
    expect(await read('2:120')).toEqual(first)
    expect((await read('2:120', '-A INPUT -j ACCEPT\n')).legacy).not.toBe(first.legacy)
  })

  test('is asked of no tool where no table of the old iptables is loaded', async () => {
    const asked: Command[] = []
    const programs = {
      'iptables-legacy-save': (command: Command) => {
        asked.push(command)
        return {}
      },
    }
    const { legacy } = await readUnannounced(fakeSystem({ files: new Map(), programs }), [], '/s')
    expect(legacy).toBe('')
    expect(asked).toEqual([])
  })

  test('is of every interface what opens by it alone', () => {
    const files = new Map([['/proc/sys/net/ipv4/conf/eth0/rp_filter', '1']])
    expect(pollPaths(fakeSystem({ files, programs: {} }), ['net/ipv4/ip_forward'])).toEqual([
      'net/ipv4/ip_forward',
      'net/ipv4/conf/eth0/route_localnet',
    ])
  })
})

test('clients are cut off by name and by group, once, and nobody else', async () => {
  const interfaces = [
    { ifname: 'lo', group: '0' },
    { ifname: 'eth0', group: '1' },
    { ifname: 'vif7.0', group: '0' },
    { ifname: 'wlan0', group: '2' },
    { ifname: 'vif8.0', group: '2' },
  ]
  const files = new Map([
    ['/sys/class/net/vif7.0/flags', '0x1003\n'],
    ['/sys/class/net/vif8.0/flags', '0x1002\n'],
  ])
  const down: string[] = []
  const programs = {
    ip: ({ arguments: words }: Command) => {
      if (words.includes('down')) down.push(words.join(' '))
      return { stdout: JSON.stringify(interfaces) }
    },
  }
  const cut = await cutClientsOff(fakeSystem({ files, programs }), torvmFacts.clients)
  expect(cut).toEqual(['vif7.0', 'wlan0'])
  expect(down).toEqual(['link set dev vif7.0 down', 'link set dev wlan0 down'])
})

describe('the process that looks', () => {
  const script = (code: string) => startInspector([process.execPath, '-e', code], process.env)
  const answering = (sight: unknown) =>
    `process.stdin.on('data', () => console.log(${JSON.stringify(JSON.stringify(sight))}))`

  test('answers, and is the same one the next time', async () => {
    const inspector = script(
      `let n = 0; process.stdin.on('data', () => console.log(JSON.stringify({ kind: 'unseen', why: String(++n) })))`,
    )
    expect(await inspector.look()).toEqual({ kind: 'unseen', why: '1' })
    expect(await inspector.look()).toEqual({ kind: 'unseen', why: '2' })
    inspector.abandon()
    expect(await inspector.look()).toEqual({ kind: 'unseen', why: '1' })
    inspector.abandon()
  })

  test.each([
    ['ends', 'process.exit(7)', 'the process that looks ended with 7'],
    ['talks nonsense', answering(0).replace('"0"', '"nonsense"'), 'said what makes no sense'],
    ['is killed', 'process.kill(process.pid, 9)', 'ended with SIGKILL'],
  ])('that %s has seen nothing', async (_, code, why) => {
    const inspector = script(code)
    const sight = await inspector.look()
    expect(sight.kind === 'unseen' && sight.why).toContain(why)
    inspector.abandon()
  })

  test('serves what it is asked, in whatever pieces, until something else comes', async () => {
    const written: string[] = []
    async function* input() {
      for (const piece of ['lo', 'ok\nlook\n', 'quit\nlook\n']) yield Buffer.from(piece)
    }
    await serveInspector(
      input(),
      (text) => written.push(text),
      async () => well,
    )
    expect(written).toEqual([`${JSON.stringify(well)}\n`, `${JSON.stringify(well)}\n`])
  })
})

describe('a look', () => {
  const look = (overrides: Overrides) => {
    const { system } = gatewayMachine(overrides)
    const policy = async () => ({ kind: 'policy', gateway: torvm }) as const
    return makeLooker(system, policy, '/run/qubes-tor-fw')
  }

  test('proves once what stays the same', async () => {
    const again = look({})
    expect(await again()).toMatchObject({ kind: 'seen', leaks: [], isProvedAnew: true })
    expect(await again()).toMatchObject({ kind: 'seen', leaks: [], isProvedAnew: false })
  })

  test('sees what is open, what is locked down and why', async () => {
    expect(await look({ ruleset: [] })()).toMatchObject({
      leaks: expect.arrayContaining([...open.leaks]),
      missing: ['inet qubes_tor_fw', 'arp qubes_tor_fw'],
    })
    const state = 'verdict lockdown\nbackend nft\nreason watch: a reason\n'
    const lockdown = [...ourTables(), { table: { family: 'inet', name: 'qubes_tor_fw_lockdown' } }]
    expect(
      await look({ ruleset: lockdown, files: { '/run/qubes-tor-fw/state': state } })(),
    ).toMatchObject({ isLockedDown: true, lockdownReason: 'watch: a reason' })
  })

  test('does not believe a word of a lockdown that nft does not show', async () => {
    const state = 'verdict lockdown\nbackend nft\nreason a lie\n'
    expect(await look({ files: { '/run/qubes-tor-fw/state': state } })()).toMatchObject({
      isLockedDown: false,
      lockdownReason: null,
    })
  })

  test('that somebody wrote into is taken again', async () => {
    let tries = 0
    const programs = {
      'iptables-nft-save': () => {
        tries += 1
        return tries === 1 ? { code: 4, stderr: 'Resource temporarily unavailable' } : {}
      },
    }
    const xt = { table: { family: 'ip', name: 'filter' } }
    const chain = { chain: { family: 'ip', table: 'filter', name: 'X' } }
    const rule = {
      rule: {
        family: 'ip',
        table: 'filter',
        chain: 'X',
        expr: [{ xt: { type: 'match', name: 'comment' } }],
      },
    }
    const ruleset = [...ourTables(), xt, chain, rule]
    expect((await look({ ruleset, programs })()).kind).toBe('seen')
    expect(tries).toBe(2)
  })

  test('that cannot be taken says why', async () => {
    const nft = () => ({ code: 1, stderr: 'Operation not permitted' })
    expect(await look({ programs: { nft } })()).toMatchObject({ kind: 'unseen' })
    const none = async () => ({ kind: 'none', why: 'no policy' }) as const
    const { system } = gatewayMachine()
    expect(await makeLooker(system, none, '/x')()).toEqual({ kind: 'unseen', why: 'no policy' })
  })
})
