/**
 * Goal: a TorVM whose template has the package no more is closed before its first client is connected, and no other
 * qube is touched.
 * Method: run the guard as Qubes runs a network hook, in a namespace of its own; what is in force is listed and proved.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { root } from './action.ts'
import { installGateway } from './installed.ts'

const folder = installGateway()
const services = join(folder, 'services')
const state = join(folder, 'state')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const call = (command: string, args: readonly string[], options: object = {}) =>
  spawnSync(command, args, { encoding: 'utf8', timeout: 60_000, cwd: root, ...options })

/** As vif-route-qubes calls it. */
const guard = (event: string, path?: string) =>
  call(join(folder, 'usr/lib/qubes-tor-fw/guard'), [event, 'vif7.0', 'vif', '10.137.0.7'], {
    env: {
      ...(path === undefined ? {} : { QUBES_TOR_FW_PATH: path }),
      QUBES_SERVICES: services,
      QUBES_TOR_FW_STATE: state,
    },
  })

const rules = () => call('nft', ['list', 'ruleset']).stdout
const words = ['dist/start.cjs', 'verify', '--only', 'no-client-escape', '-']
const isProved = () => call(process.execPath, words, { input: rules() }).status === 0

/** What a qube that forwards has of its own. */
const forwarding = `table ip qubes {
  chain forward {
    type filter hook forward priority filter; policy accept;
    ct state invalid drop
    oifgroup 2 drop
  }
}
`

beforeEach(() => {
  for (const place of [services, state]) {
    rmSync(place, { recursive: true, force: true })
    mkdirSync(place)
  }
  writeFileSync(join(services, 'qubes-tor'), '')
  call('nft', ['flush', 'ruleset'])
  expect(call('nft', ['-f', '-'], { input: forwarding }).status).toBe(0)
})

test('closes a TorVM in which nothing loaded a firewall', () => {
  expect(isProved()).toBe(false)
  expect(guard('online')).toMatchObject({ status: 0, stderr: '' })
  expect(rules()).toContain('table inet qubes_tor_fw_lockdown')
  expect(isProved()).toBe(true)
  // A second client comes.
  const before = rules()
  expect(guard('online')).toMatchObject({ status: 0, stderr: '' })
  expect(rules()).toBe(before)
})

test.each([
  [
    'where the loader has been',
    'online',
    () => writeFileSync(join(state, 'state'), 'verdict proved\n'),
  ],
  ['where the service is off', 'online', () => rmSync(join(services, 'qubes-tor'))],
  ['when a client goes', 'offline', () => undefined],
])('touches nothing %s', (_, event, prepare) => {
  prepare()
  const before = rules()
  expect(guard(event)).toMatchObject({ status: 0, stderr: '', stdout: '' })
  expect(rules()).toBe(before)
})

test('without nft it turns forwarding off, and takes the interface down', () => {
  const ip = (line: string) =>
    expect(call('ip', line.split(' '))).toMatchObject({ status: 0, stderr: '' })
  ip('link add vif7.0 type vxlan id 7 dstport 4789')
  ip('link set vif7.0 up')
  const forwards = () => call('sysctl', ['-n', 'net.ipv4.ip_forward']).stdout.trim()
  call('sysctl', ['-w', 'net.ipv4.ip_forward=1'])
  expect(forwards()).toBe('1')
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  for (const tool of ['ip', 'logger']) call('sh', ['-c', `ln -s "$(command -v ${tool})" ${bin}/`])
  guard('online', bin)
  expect(forwards()).toBe('0')
  expect(call('ip', ['link', 'show', 'vif7.0']).stdout).not.toContain('UP')
})
