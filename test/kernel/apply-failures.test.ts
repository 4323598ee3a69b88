/**
 * Goal: whatever fails on a real machine, `apply` ends in a lockdown and says which step failed; two at once do no harm, and
 * somebody who writes in the middle is noticed. What fails in a tool or a disk that is only made up: test/host/apply.test.ts.
 * Method: the program itself, on a router whose tools are missing, refuse or crash, whose disk is full or read-only, whose
 * artefacts were changed. Then every client sends, and a tap is on every wire.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CommandResult } from './lab/command.ts'
import type { Lab, Router } from './lab/index.ts'
import { loadNft, mustLoad, openLab, openRouter, qubesBase } from './lab/index.ts'
import { programPath } from './lab/program.ts'
import { escapesOf, quiet, startTraffic } from './lab/traffic.ts'
import { surroundings } from './lab/try-policy.ts'

let lab: Lab
let router: Router
let folder: string

beforeAll(async () => {
  lab = await openLab()
})
afterAll(async () => {
  await lab?.close()
})
beforeEach(async () => {
  const { topology } = surroundings['qubes-4']
  router = await openRouter(lab, { topology })
  folder = `/run/${router.namespace}`
  await router.mustExec('mkdir', [folder])
  await router.agent.ask({ kind: 'listen', tcp: [9040, 9050, 9049, 22], udp: [5300, 53] })
  await mustLoad(loadNft(router, qubesBase(topology)))
  await router.mustExec('sh', ['-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward'])
})
afterEach(async () => {
  await router?.close()
})

/** The command line in a shell of the router; `$P` is the program. */
const shell = (script: string): Promise<CommandResult> =>
  router.exec('sh', ['-c', `P="${process.execPath} ${programPath}"; cd ${folder}; ${script}`])

const APPLY = '--format json --client-facing 10.137.0.1 --state'

const someTraffic = async (): Promise<void> => {
  const traffic = startTraffic(router, false)
  while (traffic.bursts() < 20) await new Promise((resolve) => setTimeout(resolve, 5))
  await traffic.stop()
  await quiet(router)
}

const seenAfterwards = async (): Promise<readonly string[]> => {
  await quiet(router)
  router.tap.clear()
  await someTraffic()
  return escapesOf(router).slice(0, 5)
}

test('the tap sees what an open gateway lets out', async () => {
  expect(await seenAfterwards()).not.toEqual([])
})

/** A tool in front of the real one. */
const stub = (name: string, body: string): string =>
  `mkdir -p stubs; printf '#!/bin/sh\\n%s\\n' '${body}' > stubs/${name}; chmod +x stubs/${name}; export REAL="$PATH" PATH="$PWD/stubs:$PATH"`

/** The tools that there are, but one. */
const without = (name: string): string =>
  `mkdir -p tools; for t in ip flock conntrack iptables-legacy-restore ip6tables-legacy-restore iptables-nft-restore ip6tables-nft-restore arptables-nft-restore nft sh id; do [ $t = ${name} ] || ln -sf $(command -v $t) tools/; done; export PATH="$PWD/tools"`

/** Behind the stub. */
const nft = '"$(PATH=$REAL command -v nft)"'
const real = `${nft} "$@"`

test.each<[string, string, string, number, RegExp]>([
  ['nft is missing', without('nft'), 'check', 3, /is nft installed/],
  ['nft refuses', stub('nft', 'exit 1'), 'check', 3, /ended with 1/],
  ['nft crashes', stub('nft', 'kill -SEGV $$'), 'check', 3, /ended with 139/],
  [
    'nft crashes once the rules are loaded',
    stub('nft', `case "$*" in "-j -s list ruleset") kill -SEGV $$;; esac; exec ${real}`),
    'read-back',
    3,
    /ended with 139/,
  ],
  [
    'nft lists half of what there is',
    stub(
      'nft',
      `case "$*" in "-j -s list ruleset") ${real} | head -c 9000;; *) exec ${real};; esac`,
    ),
    'read-back',
    4,
    /is not understood/,
  ],
  ['conntrack is missing', without('conntrack'), 'cut-flows', 3, /is conntrack installed/],
  ['ip is missing', without('ip'), 'check', 3, /is ip installed/],
  ['flock is missing', without('flock'), 'lock', 3, /flock is not installed/],
  [
    'the disk is full',
    'mkdir s; mount -t tmpfs -o size=4k tmpfs s; head -c 4096 /dev/zero > s/full',
    'lock|lockdown|report',
    3,
    /no space|cannot be/,
  ],
  ['the disk is read-only', 'mkdir s; mount -t tmpfs -o ro tmpfs s', 'lock', 3, /read-only/],
])('%s', async (_, prepare, step, code, why) => {
  await someTraffic()
  const { code: exit, stdout } = await shell(`${prepare}; exec $P apply ${APPLY} ${folder}/s`)
  const answer = JSON.parse(stdout)
  expect(answer.failure.why.join()).toMatch(why)
  expect(answer.failure.step).toMatch(new RegExp(`^(${step})$`))
  expect(exit).toBe(code)
  expect(answer.lockdown.kind).toBe('locked')
  expect(await seenAfterwards()).toEqual([])
})

test.each<[string, string]>([
  ['cut', 'head -c 3000 a/qubes-tor-fw.nft > x; cat x > a/qubes-tor-fw.nft'],
  ['changed', 'sed -i s/drop/accept/ a/qubes-tor-fw.nft'],
  ['empty', ': > a/lockdown.nft'],
  ['without its checksums', 'rm a/SHA256SUMS'],
  ['with checksums that were cut', 'head -c 300 a/SHA256SUMS > x; cat x > a/SHA256SUMS'],
  [
    'signed again once it was changed',
    'sed -i s/drop/accept/ a/qubes-tor-fw.nft; cd a; sha256sum $(ls | grep -v SHA256) > SHA256SUMS; cd ..',
  ],
])('artefacts that are %s', async (_, change) => {
  const { code, stdout } = await shell(
    `$P compile --out a 2>/dev/null; ${change}; exec $P apply --from a ${APPLY} ${folder}/s`,
  )
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    failure: { step: 'digest' },
    lockdown: { kind: 'locked' },
  })
  expect(await seenAfterwards()).toEqual([])
})

test('a policy with errors', async () => {
  const { code } = await shell(`echo version: 9 > p.yaml; exec $P apply --state s p.yaml`)
  expect(code).toBe(1)
  expect(await seenAfterwards()).toEqual([])
})

test('a lockdown that another tool had to load does not stay once nft is back', async () => {
  const marks =
    'iptables-legacy-save; ip6tables-legacy-save; iptables-nft-save; ip6tables-nft-save; arptables-nft-save'
  const broken = await shell(`(${without('nft')}; $P lockdown --state s); ${marks}`)
  expect(broken.stdout).toContain('lock-clients')
  const { code, stdout } = await shell(`$P apply ${APPLY} s > report; r=$?; ${marks}; exit $r`)
  expect(code).toBe(0)
  expect(stdout).not.toMatch(/lock-clients|arp_in_client|DROP/)
  expect(await seenAfterwards()).toEqual([])
})

describe('two at once', () => {
  test('end with rules that are proved, one after the other', async () => {
    const { stdout } = await shell(
      `printf 'version: 1\\ngateway: { counters: false }\\n' > other.yaml
       $P apply ${APPLY} s > 1 & $P apply ${APPLY} s other.yaml > 2 & $P apply ${APPLY} s > 3 & wait
       cat 1 2 3 | grep verdict; cat s/state; nft list tables`,
    )
    expect(stdout.match(/"verdict": "(applied|unchanged)"/g)).toHaveLength(3)
    expect(stdout).toContain('verdict proved')
    expect(stdout).not.toContain('lockdown')
    expect(await seenAfterwards()).toEqual([])
  })

  test('a lockdown outlasts a run of apply', async () => {
    const { stdout } = await shell(
      `$P apply ${APPLY} s > 1 & sleep 0.7; $P lockdown --state s; wait; nft list tables`,
    )
    expect(stdout).toContain('table inet qubes_tor_fw_lockdown')
    expect(await seenAfterwards()).toEqual([])
  })
})

test('somebody who adds a hole in the middle is noticed', async () => {
  const hole = 'insert rule inet qubes_tor_fw entry_client accept'
  const { code, stdout } = await shell(
    `${stub('nft', `case "$*" in "-j list flowtables") ${nft} ${hole} 2>/dev/null;; esac; exec ${real}`)}; exec $P apply ${APPLY} s`,
  )
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    failure: { step: 'report' },
    lockdown: { kind: 'locked' },
  })
  expect(await seenAfterwards()).toEqual([])
})
