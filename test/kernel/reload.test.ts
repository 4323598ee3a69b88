/**
 * Goal: while a ruleset of ours takes its own place, again and again, nothing of a flood gets through; and a ruleset that
 * drops by its policies alone, as most do, does let packets through then, so that we would see it.
 * Method: a router that forwards, between a client that floods and an uplink that counts what comes. The ruleset is loaded
 * for some seconds as often as it goes. Of the controls, until something has come through.
 */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../../src/artefacts/index.ts'
import { mustRun, run } from './lab/command.ts'
import { assertFreshNamespace } from './lab/guard.ts'
import { filledBy } from './lab/load-artefacts.ts'
import { gatewayOf } from './lab/try-policy.ts'

const client = 'reload-client'
const uplink = 'reload-uplink'
const router = 'reload-router'
const port = 5000

const ip = (...args: readonly string[]) => mustRun('ip', args)
const inside = (namespace: string, ...args: readonly string[]) =>
  ip('netns', 'exec', namespace, ...args)

beforeAll(async () => {
  await assertFreshNamespace()
  await mustRun('mount', ['-t', 'tmpfs', 'tmpfs', '/run'])
  for (const name of [client, uplink, router]) await ip('netns', 'add', name)
  const connect = async (other: string, device: string, net: string) => {
    await ip('-n', router, 'link', 'add', device, 'type', 'veth', 'peer', 'eth0', 'netns', other)
    await ip('-n', router, 'addr', 'add', `${net}.1/24`, 'dev', device)
    await ip('-n', router, 'link', 'set', device, 'up')
    await ip('-n', other, 'addr', 'add', `${net}.2/24`, 'dev', 'eth0')
    await ip('-n', other, 'link', 'set', 'eth0', 'up')
    await ip('-n', other, 'route', 'add', 'default', 'via', `${net}.1`)
  }
  await connect(client, 'vif1.0', '10.137.0')
  await connect(uplink, 'eth0', '192.0.2')
  await inside(router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1')
  writeFileSync('/run/flood.cjs', flood)
}, 60_000)

afterAll(async () => {
  for (const name of [client, uplink, router]) await run('ip', ['netns', 'del', name])
})

/** Datagrams to the uplink's host, as many as go, until it is killed. */
const flood = `
const socket = require('node:dgram').createSocket('udp4')
socket.on('error', () => {})
const send = () => { for (let n = 0; n < 200; n++) socket.send('x', ${port}, '192.0.2.2', () => {}); setImmediate(send) }
send()
`

/** UDP that reached the uplink's host, be a port open there or not (RFC 4113, udpInDatagrams and udpNoPorts). */
const arrived = async (): Promise<number> => {
  const lines = (await inside(uplink, 'cat', '/proc/net/snmp')).split('\n')
  const [names, values] = lines
    .filter((line) => line.startsWith('Udp:'))
    .map((line) => line.split(' '))
  const count = (name: string) => Number(values?.[names?.indexOf(name) ?? -1])
  return count('InDatagrams') + count('NoPorts')
}

interface Outcome {
  readonly reloads: number
  readonly escaped: number
}

/** Loads it once, and then again and again under the flood: for so long, or until something escaped. */
const reloadUnderFlood = async (
  load: () => Promise<unknown>,
  { milliseconds, untilEscape }: { readonly milliseconds: number; readonly untilEscape: boolean },
): Promise<Outcome> => {
  await load()
  const before = await arrived()
  const sender = spawn('ip', ['netns', 'exec', client, process.execPath, '/run/flood.cjs'])
  try {
    const end = performance.now() + milliseconds
    let reloads = 0
    let escaped = 0
    while (performance.now() < end && !(untilEscape && escaped > 0)) {
      await load()
      reloads += 1
      if (reloads % 10 === 0) escaped = (await arrived()) - before
    }
    return { reloads, escaped: (await arrived()) - before }
  } finally {
    sender.kill('SIGKILL')
  }
}

const gateway = gatewayOf({ version: 1, environment: 'qubes-3' })
const textOf = filledBy(compile(gateway).value?.artefacts ?? [], '10.137.0.1')
const loading = (command: string, args: readonly string[], text: string) => () =>
  mustRun('ip', ['netns', 'exec', router, command, ...args], text)
const nft = (text: string) => loading('nft', ['-f', '-'], text)
const iptables = (variant: 'legacy' | 'nft', text: string) =>
  loading(`iptables-${variant}-restore`, variant === 'legacy' ? ['-w', '30'] : [], text)

const padding = Array.from({ length: 50 }, (_, index) => index)
const byPolicyAlone = [
  'add table inet wall',
  'delete table inet wall',
  'table inet wall {\n chain forward {\n type filter hook forward priority 0; policy drop;',
  ...padding.map((index) => `ip daddr 198.51.100.${index} counter drop`),
  '}\n}\n',
].join('\n')
const byPolicyAloneOfIptables = [
  '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]',
  ...padding.map((index) => `-A FORWARD -d 198.51.100.${index} -j DROP`),
  'COMMIT\n',
].join('\n')

const clean = async () => {
  await inside(router, 'nft', 'flush', 'ruleset')
  await run('ip', [
    'netns',
    'exec',
    router,
    'sh',
    '-c',
    'iptables-legacy -P FORWARD ACCEPT; iptables-legacy -F',
  ])
}

describe('what drops by its policy alone', () => {
  test.each([
    ['nft', nft(byPolicyAlone)],
    ['iptables-nft', iptables('nft', byPolicyAloneOfIptables)],
  ] as const)('lets packets through while it is loaded anew: %s', async (name, load) => {
    await clean()
    const outcome = await reloadUnderFlood(load, { milliseconds: 60_000, untilEscape: true })
    console.log(`${name}, by its policy alone: ${JSON.stringify(outcome)}`)
    expect(outcome.escaped).toBeGreaterThan(0)
  })
})

describe('what is compiled', () => {
  test.each([
    ['nft', nft(textOf('nft'))],
    ['the lockdown of nft', nft(textOf('lockdown-nft'))],
    ['iptables-nft', iptables('nft', textOf('iptables'))],
    ['iptables-legacy', iptables('legacy', textOf('iptables'))],
  ] as const)('lets nothing through: %s', async (name, load) => {
    await clean()
    const outcome = await reloadUnderFlood(load, { milliseconds: 4_000, untilEscape: false })
    console.log(`${name}: ${JSON.stringify(outcome)}`)
    expect(outcome.reloads).toBeGreaterThan(10)
    expect(outcome.escaped).toBe(0)
  })

  test('lets nothing through from lockdown to firewall and back', async () => {
    await clean()
    const [lockdown, firewall] = [nft(textOf('lockdown-nft')), nft(textOf('nft'))]
    const both = async () => {
      await lockdown()
      await firewall()
    }
    const outcome = await reloadUnderFlood(both, { milliseconds: 4_000, untilEscape: false })
    console.log(`to and fro: ${JSON.stringify(outcome)}`)
    expect(outcome.escaped).toBe(0)
    expect(await inside(router, 'nft', 'list', 'tables')).not.toContain('lockdown')
  })
})
