/**
 * Goal: `status` is one screen for people, a document for programs, and an exit code for scripts.
 * Method: command lines on a made-up gateway with a control socket of our own; the document is held to its schema.
 */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { formatDuration } from '../../src/cli/status/duration.ts'
import type { FakeTor } from '../host/tor/fake-tor.ts'
import { access, withFakeTor } from '../host/tor/fake-tor.ts'
import type { Overrides } from '../support/gateway-machine.ts'
import { gatewayMachine, listingOf, ourTables } from '../support/gateway-machine.ts'
import type { Setting } from './world.ts'
import { runLine } from './world.ts'

const schema = JSON.parse(
  readFileSync(new URL('../../docs/status.schema.json', import.meta.url), 'utf8'),
)
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)

const status = (
  words: readonly string[],
  overrides: Overrides = {},
  tor: Partial<FakeTor> = {},
  setting: Setting = {},
) =>
  withFakeTor(tor, (socket) => {
    const { system } = gatewayMachine(overrides)
    const { files } = system
    const read = (path: string) => {
      const found = files.read(path)
      return found.kind === 'read' ? found : access.files.read(path)
    }
    return runLine(['status', '--control-socket', socket, ...words], {
      ...setting,
      system: { ...system, files: { ...files, read } },
    })
  })

test('a gateway that is well is one screen, and 0', async () => {
  const { exit, stdout, stderr } = await status([])
  expect(stderr).toBe('')
  expect(stdout).toBe(`\
  firewall   proved: 15 guarantees hold of what is in force
  applied    proved and loaded 2 h 6 min ago by nft; policy torvm.yaml,
             sha256:0c2393bb1543f0a2
  drift      none
  qubes      Qubes' own tables are not there
  tor        0.4.8.1, bootstrapped 100 % (In "words"); 2 circuits and 1 being
             built
  listeners  TransPort 9040 at * by user 107; DNSPort 5300 at * by user 107;
             SocksPort 9050 at * by user 107; SocksPort 9049 at * by user 107
  clients    none attached
  dropped    default-drop 14, keep-answers-inside 12, forward-nothing 8,
             drop-spoofed 6, block-local-networks 4, close-gateway 4, drop-ipv6
             4, drop-untracked 4, gateway-ipv6 4, hide-gateway 4, dns-to-tor 2,
             drop-fragments 2, drop-icmp 2, drop-ip-options 2,
             drop-other-protocols 2, drop-udp 2, serve-uplink 2

all is well
`)
  expect(exit).toBe(0)
})

test('what is wrong is told below it, and is 1', async () => {
  const { exit, stdout } = await status([], { ruleset: [] }, { percent: 10 })
  expect(stdout).toContain('refuted: no-client-escape')
  expect(stdout).toContain('error[firewall-not-applied]')
  expect(stdout).toContain('error[tor-bootstrapping]: Tor is 10 % on its way')
  expect(exit).toBe(1)
})

test('a warning alone leaves it 0', async () => {
  const { exit, stdout } = await status([], { files: { '/proc/sys/net/ipv4/ip_forward': '1\n' } })
  expect(stdout).toContain('warning[setting-drift]: net.ipv4.ip_forward is 1, not 0')
  expect(exit).toBe(0)
})

test('what is not understood is 4', async () => {
  const nft = () => ({ stdout: listingOf([{ rule: { family: 'ip' } }]) })
  expect((await status([], { programs: { nft } })).exit).toBe(4)
})

test('what cannot be read is 3, and nothing on standard output', async () => {
  const nft = () => ({ code: 1, stderr: 'Operation not permitted' })
  const { exit, stdout, stderr } = await status([], { programs: { nft } })
  expect(stdout).toBe('')
  expect(stderr).toContain('what is in force cannot be read')
  expect(exit).toBe(3)
})

test.each<[string, Overrides]>([
  ['of a gateway that is well', {}],
  ['of one without rules', { ruleset: [], torUid: null }],
  ['of one that is not understood', { programs: { nft: () => ({ stdout: '{"nftables": [1]}' }) } }],
  ['of one that nobody says anything of', { files: { '/run/qubes-tor-fw/state': null } }],
])('the document %s keeps to its schema', async (_, overrides) => {
  const { stdout } = await status(['--format', 'json'], overrides)
  validate(JSON.parse(stdout))
  expect(validate.errors).toBeNull()
})

test('the other formats tell the findings', async () => {
  const wrong: Overrides = { ruleset: [] }
  expect((await status(['--format', 'github'], wrong)).stdout).toContain('::error')
  const { stdout } = await status(['--format', 'sarif'], wrong)
  expect(stdout).toContain('docs/status.md, section firewall-not-applied')
})

test('Tor cannot drive the terminal', async () => {
  const tor = { instead: { GETINFO: hostile } }
  const { stdout } = await status([], {}, tor)
  expect(stdout).not.toContain('\u001b')
  expect(stdout).toContain('\\x1b[2J')
})

const hostile = [
  '250-version=\u001b[2J',
  '250-status/bootstrap-phase=NOTICE BOOTSTRAP PROGRESS=5 TAG=x SUMMARY="\u001b[2J" WARNING="\u001b[2J"',
  '250 OK',
].join('\r\n')

test('the policy is the one that was applied', async () => {
  const other = 'version: 1\ntor:\n  transPort: 9140\n'
  const files = { '/rw/config/qubes-tor/policy.yaml': other }
  const builtIn = await status(['--format', 'json'], {}, {}, { files })
  expect(JSON.parse(builtIn.stdout).policy.name).toBe('torvm.yaml')
  const unsaid = { files: { '/run/qubes-tor-fw/state': null }, ruleset: ourTables() }
  const users = await status(['--format', 'json'], unsaid, {}, { files })
  expect(JSON.parse(users.stdout).policy.name).toBe('/rw/config/qubes-tor/policy.yaml')
  const wrong = { files: { '/rw/config/qubes-tor/policy.yaml': 'version: 9\n' } }
  expect((await status([], unsaid, {}, wrong)).exit).toBe(1)
})

test('a time is told by its two greatest units', () => {
  const told = [0, 59, 60, 3_599, 3_600, 7_800, 86_400, 90_061].map(formatDuration)
  expect(told).toEqual(['0 s', '59 s', '1 min', '59 min', '1 h', '2 h 10 min', '1 d', '1 d 1 h'])
})
