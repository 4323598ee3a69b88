/**
 * Goal: Tor listens by the torrc of the rules in force, while no client is there too, as an account that is not root's; and
 * no torrc of a user's breaks what the rules promise. A client that goes takes its connections with it.
 * Method: the service as it is installed, with a real tor, in a namespace that nothing leads out of; each torrc is one that a
 * user could write, and the verifier is asked of the same files. TOR_PROGRAM names a tor, as docs/lab.md tells.
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillLines } from '../../src/backends/fill.ts'
import type { Box } from './boot/box.ts'
import { makeBox } from './boot/box.ts'
import type { Running, TorService } from './boot/tor-service.ts'
import { account, torServiceIn } from './boot/tor-service.ts'
import { mustRun, run } from './lab/command.ts'

const { TOR_PROGRAM: tor = 'tor' } = process.env
const hasTor = spawnSync(tor, ['--version'], { timeout: 10_000 }).status === 0
/** In a user namespace there is one account only. */
const hasAccounts = /\s4294967295$/m.test(readFileSync('/proc/self/uid_map', 'utf8'))
const canRun = hasTor && hasAccounts
if (!canRun && process.env['CI'] === 'true') throw new Error('no tor, or no accounts to run it as')
if (!canRun) console.warn("no tor, or no accounts to run it as: Tor's service is not tried")

const namespace = 'tor-gateway'
const gateway = {
  namespace,
  exec: (command: string, args: readonly string[], input?: string) =>
    run('ip', ['netns', 'exec', namespace, command, ...args], input),
}

let box: Box
let service: TorService

beforeAll(async () => {
  if (!canRun) return
  for (const file of ['passwd', 'group']) {
    copyFileSync(`/etc/${file}`, `/run/${file}`)
    await mustRun('mount', ['--bind', `/run/${file}`, `/etc/${file}`])
  }
  appendFileSync('/run/passwd', `${account.name}:x:${account.uid}:${account.uid}::/:/bin/false\n`)
  appendFileSync('/run/group', `${account.name}:x:${account.uid}:\n`)
  await mustRun('ip', ['netns', 'add', namespace])
  await mustRun('ip', ['-n', namespace, 'link', 'set', 'lo', 'up'])
  box = makeBox(gateway, 'tor')
  service = torServiceIn(gateway, box, tor)
  expect((await box.load()).code).toBe(0)
})
afterAll(async () => {
  if (canRun) await run('ip', ['netns', 'del', namespace])
})

const userFile = () => join(box.config, 'torrc')

/** What the verifier says of rules, our torrc and the user's, as its exit code: 0 proved, 1 refuted, 4 undecided. */
const verified = (): number | null => {
  const rules = readFileSync(join(box.artefacts, 'qubes-tor-fw.nft'), 'utf8')
  writeFileSync(join(box.folder, 'filled.nft'), fillLines(rules, 'client_facing', ['10.137.0.1']))
  const ours = [join(box.folder, 'filled.nft'), join(box.folder, 'tor/torrc')]
  // What is empty cannot be told to be a torrc.
  const files = readFileSync(userFile(), 'utf8') === '' ? ours : [...ours, userFile()]
  const question = ['--gateway-address', '10.137.0.1', '--only', 'torrc-agrees']
  const command = ['dist/start.cjs', 'verify', ...files, ...question]
  return spawnSync(process.execPath, command, { encoding: 'utf8', timeout: 60_000 }).status
}

describe.skipIf(!canRun)('a torrc of the user', () => {
  beforeAll(async () => {
    expect(await service.call('prepare')).toMatchObject({ code: 0, stderr: '' })
  })

  test('need not be there', async () => {
    expect(await service.call('check')).toMatchObject({ code: 0, stderr: '' })
  })

  const harmless: readonly (readonly [what: string, text: string])[] = [
    ['that is empty', ''],
    ['with a port for the gateway itself', '+SocksPort 9150\n'],
    ["with one of our own ports' numbers on loopback", '+SocksPort 9050\n'],
    ['with bridges', 'UseBridges 1\nBridge 192.0.2.1:443\n'],
    [
      'that would be root, elsewhere, and in the background',
      'User root\nDataDirectory /\nRunAsDaemon 1\n',
    ],
  ]
  test.each(harmless)('%s is taken without a word', async (_, text) => {
    writeFileSync(userFile(), text)
    expect(await service.call('check')).toMatchObject({ code: 0, stderr: '' })
    expect(verified()).toBe(0)
  })

  const told: readonly (readonly [what: string, text: string, word: RegExp])[] = [
    ['that opens a port', '+SocksPort 10.137.0.1:9150\n', /opens SocksPort 10\.137\.0\.1:9150/],
    [
      'that drops isolation',
      'TransPort 10.137.0.1:9040 NoIsolateClientAddr\n',
      /drops IsolateClientAddr/,
    ],
    [
      'that drops isolation by destination',
      'SocksPort 10.137.0.1:9050\nSocksPort 10.137.0.1:9049\n',
      /drops IsolateDestAddr .*\n.*drops IsolateDestPort/,
    ],
    [
      'that lets exits be asked for local addresses',
      'ClientRejectInternalAddresses 0\n',
      /changes Client/,
    ],
  ]
  test.each(told)('%s is taken and told', async (_, text, word) => {
    writeFileSync(userFile(), text)
    expect(await service.call('check')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(word),
    })
  })

  const refused: readonly (readonly [what: string, text: string, word: RegExp])[] = [
    [
      'that takes our SOCKS ports away',
      'SocksPort 9150\n',
      /takes away SocksPort .* write \+SocksPort/,
    ],
    ['that closes the TransPort', 'TransPort 0\n', /takes away TransPort/],
    ['that closes the DNSPort', 'DNSPort 0\n', /takes away DNSPort/],
    ['that moves the TransPort', 'TransPort 10.137.0.1:9041\n', /takes away TransPort/],
    [
      'with another listener on a port of ours',
      '+SocksPort 0.0.0.0:9040\n',
      /where clients may come/,
    ],
    [
      'with a proxy on a port of ours',
      'HTTPTunnelPort 10.137.0.1:9049\n',
      /where clients may come/,
    ],
    [
      "with clients' own addresses for names",
      'VirtualAddrNetworkIPv4 10.137.0.0/16\n',
      /changes VirtualAddr/,
    ],
    ['that Tor does not take', 'Nonsense 1\n', /does not take .*Unknown option/s],
  ]
  test.each(refused)('%s is refused, and the verifier says so too', async (_, text, word) => {
    writeFileSync(userFile(), text)
    const { code, stderr } = await service.call('check')
    expect(stderr).toMatch(word)
    expect(code).toBe(78)
    // Two listeners at one port: Tor could not open both, and the verifier takes it for granted that it did.
    if (!/Nonsense|0\.0\.0\.0|HTTPTunnel/.test(text)) expect(verified()).toBe(1)
  })
})

describe.skipIf(!canRun)('Tor', () => {
  let running: Running
  afterAll(() => running?.stop())

  const listening = async (): Promise<readonly string[]> => {
    const { stdout } = await gateway.exec('ss', ['-Hlntu'])
    return stdout.split('\n').flatMap((line) => /\s(10\.137\.0\.1:\d+)\s/.exec(line)?.[1] ?? [])
  }

  test('listens where the rules send clients, with no interface of a client there', async () => {
    writeFileSync(userFile(), '')
    expect((await service.call('prepare')).code).toBe(0)
    running = service.run()
    await expect.poll(listening, { timeout: 20_000 }).toHaveLength(4)
    const ports = (await listening()).map((endpoint) => Number(endpoint.split(':')[1]))
    expect(ports.sort()).toEqual([5300, 9040, 9049, 9050])
    expect((await gateway.exec('ip', ['-br', 'link'])).stdout).not.toMatch(/vif|eth/)
  })

  test('runs as its own account, and lets nobody else near its control socket', async () => {
    const owners = readFileSync(`/proc/${await running.pid()}/status`, 'utf8')
    expect(owners).toMatch(new RegExp(`^Uid:\\s${account.uid}\\s${account.uid}`, 'm'))
    const { stdout } = await run('stat', ['-c', '%a %u', join(service.folder, 'control')])
    expect(stdout).toBe(`700 ${account.uid}\n`)
  })

  test('forgets a client that went, and not one that is there', async () => {
    for (const [index, name] of ['tor-client-a', 'tor-client-b'].entries()) {
      const client = `10.137.0.${10 + index}`
      await mustRun('ip', ['netns', 'add', name])
      const lines = [
        `link add vif${index}.0 netns ${namespace} type veth peer name eth0 netns ${name}`,
        ...[`-n ${namespace} link set vif${index}.0 group 2 up`],
        `-n ${namespace} addr add 10.137.0.1/32 dev vif${index}.0`,
        `-n ${namespace} route add ${client} dev vif${index}.0`,
        ...[`-n ${name} addr add ${client}/32 dev eth0`, `-n ${name} link set eth0 up`],
        `-n ${name} route add 10.137.0.1 dev eth0`,
      ]
      for (const line of lines) await mustRun('ip', line.split(' '))
    }
    const held = ['tor-client-a', 'tor-client-b'].map((name) => {
      const talk = 'exec 3<>/dev/tcp/10.137.0.1/9050; sleep 30'
      return run('timeout', ['30', 'ip', 'netns', 'exec', name, 'bash', '-c', talk])
    })
    const connected = async () =>
      (await gateway.exec('ss', ['-Htn', 'state', 'established', 'sport', '=', ':9050'])).stdout
    await expect
      .poll(connected, { timeout: 10_000 })
      .toMatch(/10\.137\.0\.10[\s\S]*10\.137\.0\.11|10\.137\.0\.11[\s\S]*10\.137\.0\.10/)
    expect(await service.clientGone()).toMatchObject({ code: 0, stderr: '' })
    await mustRun('ip', ['-n', namespace, 'link', 'del', 'vif0.0'])
    const { stderr } = await service.clientGone()
    expect(stderr).toMatch(/client 10\.137\.0\.10 is gone/)
    expect(stderr).not.toMatch(/10\.137\.0\.11|was not told/)
    expect(await connected()).toMatch(/10\.137\.0\.11/)
    if (!/the kernel does not end/.test(stderr))
      expect(await connected()).not.toMatch(/10\.137\.0\.10:/)
    for (const name of ['tor-client-a', 'tor-client-b']) await run('ip', ['netns', 'del', name])
    await Promise.race([Promise.all(held), sleep(1000)])
  })

  test('gives its addresses back when it ends', async () => {
    await running.stop()
    expect((await service.call('close')).code).toBe(0)
    expect((await gateway.exec('ip', ['-4', 'addr', 'show', 'lo'])).stdout).not.toMatch(/10\.137/)
  })
})

describe.skipIf(!canRun)('Tor is not started', () => {
  test('while the firewall is not in force', async () => {
    expect((await box.load(['--lockdown'])).code).toBe(0)
    expect(await service.call('prepare')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/waits/),
    })
    expect((await box.load()).code).toBe(0)
  })

  test('by the torrc of another policy', async () => {
    const state = join(box.state, 'torrc')
    const text = readFileSync(state, 'utf8')
    writeFileSync(state, text.replace(/sha256:./, 'sha256:x'))
    expect(await service.call('prepare')).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/no torrc/),
    })
    writeFileSync(state, text)
  })

  test('as root, nor as an account that has its number', async () => {
    const passwd = readFileSync('/run/passwd', 'utf8')
    writeFileSync('/run/passwd', passwd.replace(`:${account.uid}:${account.uid}:`, ':0:0:'))
    expect(await service.call('prepare')).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/never runs as root/),
    })
    writeFileSync('/run/passwd', passwd)
  })

  test('without a word where its guards cannot be kept: it starts, and says so', async () => {
    mkdirSync(join(box.folder, 'read-only'))
    await mustRun('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', join(box.folder, 'read-only')])
    const elsewhere = { QUBES_TOR_DATA: join(box.folder, 'read-only/data') }
    expect(await service.call('prepare', elsewhere)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/new guards/),
    })
  })
})
