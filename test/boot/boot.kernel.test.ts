/**
 * Goal: under a real systemd no gateway forwards without a wall, whatever fails, in whatever order its units come.
 * Method: a Debian boots in a container, with units that stand for Qubes' own; a client sends in clear from before it boots
 * until it is off, and the uplink counts what comes to it. `npm run test:boot` makes the container.
 */
import { describe, expect, test } from 'vitest'
import { boot } from './machine.ts'

if (!process.env['BOOT_MACHINE']) throw new Error('npm run test:boot makes the gateway that boots')

const own = /^table inet qubes_tor_fw$/m
const lockdown = /^table inet qubes_tor_fw_lockdown$/m

describe('a gateway that boots well', () => {
  test.each<[string, Readonly<Record<string, number>>]>([
    ['at once', {}],
    ["after Qubes' tables were slow", { 'qubes-iptables': 0.7 }],
    ['after its folders were slow', { 'qubes-mount-dirs': 0.7 }],
    ['after its switches were slow', { 'qubes-sysinit': 0.7 }],
  ])('is proved, then forwards: %s', async (_, slow) => {
    const booted = await boot({ slow })
    expect(booted.units).toMatch(/^qubes-tor-fw active$/m)
    expect(booted.units).toMatch(/^qubes-network active$/m)
    expect(booted.state).toMatch(/^verdict proved$/m)
    expect(booted.tables).toMatch(own)
    expect(booted.tables).not.toMatch(lockdown)
    expect(booted).toMatchObject({ escaped: 0, wasOpen: false, hadUplink: true, forwarding: '1' })
  })
})

describe('a gateway whose firewall fails', () => {
  const load = 'usr/lib/qubes-tor-fw/load'
  const limits = 'etc/systemd/system/qubes-tor-fw.service.d'
  const failures: readonly (readonly [what: string, change: string])[] = [
    ['a folder that is damaged', 'echo >>usr/lib/qubes-tor-fw/artefacts/torrc'],
    ['a folder that is gone', 'rm -r usr/lib/qubes-tor-fw/artefacts'],
    ['steps that are gone', 'rm usr/lib/qubes-tor-fw/load-steps'],
    ['a loader that is killed at once', `sed -i '2i [ -n "$1" ] || kill -9 $$' ${load}`],
    [
      'a loader that is killed with all it began, before the rules are in',
      `sed -i 's/^  load_rules$/  kill -9 $(systemctl show -P MainPID qubes-tor-fw) $$/' ${load}-steps`,
    ],
    [
      'a loader that hangs',
      `sed -i '2i [ -n "$1" ] || sleep 1000' ${load}; mkdir -p ${limits}; printf '[Service]\\nTimeoutStartSec=1\\n' >${limits}/soon.conf`,
    ],
    ['QubesDB that says nothing', "printf '#!/bin/sh\\nexit 1\\n' >usr/bin/qubesdb-read"],
    [
      'a policy of its own that nobody can compile',
      'mkdir -p rw/config/qubes-tor; echo no >rw/config/qubes-tor/policy.yaml',
    ],
  ]

  test.each(failures)('is locked down, and has no network: %s', async (_, change) => {
    const booted = await boot({ change })
    expect(booted.units).toMatch(/^qubes-tor-fw failed$/m)
    expect(booted.units).toMatch(/^qubes-network inactive$/m)
    expect(booted.tables).toMatch(lockdown)
    expect(booted.state).toMatch(/^verdict lockdown$/m)
    expect(booted).toMatchObject({ escaped: 0, wasOpen: false, hadUplink: false, forwarding: '0' })
  })

  test('has no network where there is no loader at all', async () => {
    const booted = await boot({ change: `rm ${load}` })
    expect(booted.units).toMatch(/^qubes-network inactive$/m)
    expect(booted).toMatchObject({ escaped: 0, wasOpen: false, hadUplink: false, forwarding: '0' })
  })
})

describe('a gateway that has booted', () => {
  test('is locked down when its firewall stops, and stops forwarding', async () => {
    const booted = await boot({ afterwards: 'systemctl stop qubes-tor-fw' })
    expect(booted.tables).toMatch(lockdown)
    expect(booted.state).toMatch(/^verdict lockdown$/m)
    expect(booted.units).toMatch(/^qubes-network inactive$/m)
    expect(booted).toMatchObject({ escaped: 0, wasOpen: false, forwarding: '0' })
  })

  test('is proved again when its firewall starts again', async () => {
    const booted = await boot({ afterwards: 'systemctl restart qubes-tor-fw' })
    expect(booted.state).toMatch(/^verdict proved$/m)
    expect(booted.tables).not.toMatch(lockdown)
    expect(booted).toMatchObject({ escaped: 0, wasOpen: false })
  })

  test('is locked down when what it reloads is damaged', async () => {
    const afterwards = 'echo >>/usr/lib/qubes-tor-fw/artefacts/torrc; systemctl reload qubes-tor-fw'
    const booted = await boot({ afterwards })
    expect(booted.state).toMatch(/^reason digest: .* is damaged/m)
    expect(booted).toMatchObject({ escaped: 0, wasOpen: false, forwarding: '0' })
  })
})

describe('Tor', () => {
  const units = ['qubes-tor.service']
  /** Waits until it listens, for ten seconds. */
  const wait =
    'for i in $(seq 100); do [ "$(ss -Hlnt | grep -c 10.137.0.1)" = 3 ] && break; sleep 0.1; done'
  const tell =
    'systemctl is-active qubes-tor; ss -Hlntu; ps -o user= -C tor; ls -ld /rw/usrlocal/lib/qubes-tor'
  const close = 'systemctl stop qubes-tor; ip -4 addr show lo'

  test('listens behind the firewall, as its own account, in the sandbox of its unit', async () => {
    const booted = await boot({ units, afterwards: `${wait}; { ${tell}; ${close}; } >/box/said` })
    expect(booted.state).toMatch(/^verdict proved$/m)
    expect(booted.said).toMatch(/^active$/m)
    for (const port of [9040, 9049, 9050, 5300])
      expect(booted.said).toMatch(new RegExp(` 10\\.137\\.0\\.1:${port} `))
    expect(booted.said).toMatch(/^debian-tor$/m)
    expect(booted.said).toMatch(/^drwx------ .* debian-tor .* \/rw\/usrlocal\/lib\/qubes-tor$/m)
    // It was stopped then, and gave the address back.
    expect(booted.said).not.toMatch(/inet 10\.137\.0\.1\/32 scope host lo/)
    expect(booted.wasOpen).toBe(false)
  })

  test('is not started without the firewall', async () => {
    const change = 'echo >>usr/lib/qubes-tor-fw/artefacts/torrc'
    const booted = await boot({
      units,
      change,
      afterwards: 'sleep 1; { ss -Hlntu; ps -C tor; } >/box/said',
    })
    expect(booted.said).not.toMatch(/9040|tor$/m)
    expect(booted).toMatchObject({ escaped: 0, wasOpen: false, forwarding: '0' })
  })

  test("is not started by a torrc of the user's that breaks obedience, and the refusal is told", async () => {
    const change = "mkdir -p rw/config/qubes-tor; echo 'SocksPort 9150' >rw/config/qubes-tor/torrc"
    const afterwards =
      'sleep 2; { systemctl is-failed qubes-tor; cat /run/qubes-tor/notice; ps -C tor; } >/box/said'
    const booted = await boot({ units, change, afterwards })
    expect(booted.said).toMatch(/^failed$/m)
    expect(booted.journal).toMatch(/takes away SocksPort 10\.137\.0\.1:9050/)
    expect(booted).toMatchObject({ escaped: 0, wasOpen: false })
  })
})

describe('a qube that is no Tor gateway', () => {
  test.each([
    ['switched off', { isSwitchedOn: false }],
    ['a template', { isTemplate: true }],
  ])(
    'is left alone: %s. What its client sends arrives, so the uplink does count',
    async (_, options) => {
      const booted = await boot(options)
      expect(booted.tables).not.toMatch(own)
      expect(booted.units).toMatch(/^qubes-network active$/m)
      expect(booted.forwarding).toBe('1')
      expect(booted.escaped).toBeGreaterThan(10)
    },
  )
})
