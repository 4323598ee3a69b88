/**
 * Goal: whoever installs, upgrades, removes, purges and installs again never has an open gateway, and loses nothing of
 * his own; who has no gateway is left alone.
 * Method: live it in a fresh root with namespaces of its own, a stand-in for Qubes' tools beside it; what the kernel holds
 * after each chapter is listed, and proved.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filesOf, isProved, makeFolder, makeRoot, must, remove, tell } from './lab.ts'

const folder = makeFolder('life')
const roots: string[] = []
afterAll(() => {
  for (const each of [folder, ...roots]) remove(each)
})

beforeAll(() => {
  must('make', ['deb', 'rpm', `build=${folder}`])
  // A later version of the gateway's package, whose rules say something else.
  const [vm = ''] = filesOf(join(folder, 'deb'), '.deb')
  const later = join(folder, 'later')
  must('dpkg-deb', ['-R', vm, later])
  must('sed', ['-i', 's/^Version: .*/Version: 9.0.0-1/', join(later, 'DEBIAN/control')])
  must('dpkg-deb', ['--root-owner-group', '-b', later, join(folder, 'later.deb')])
}, 600_000)

/** A root with Qubes' tools, as far as the package meets them, and our packages in it. */
const prepare = (): string => {
  const root = makeRoot()
  roots.push(root)
  for (const [name, text] of [
    ['usr/bin/qubesdb-read', '#!/bin/sh\necho 10.137.0.1\n'],
    ['usr/bin/qvm-features-request', '#!/bin/sh\necho "$*" >>/features\n'],
    [
      'etc/qubes-rpc/qubes.PostInstall',
      '#!/bin/sh\n: >/features\nfor each in /etc/qubes/post-install.d/*.sh; do "$each"; done\n',
    ],
    // What the template has told dom0 already, and what sends it.
    [
      'etc/qubes/post-install.d/10-others.sh',
      '#!/bin/sh\nqvm-features-request supported-service.cups=1\n',
    ],
    ['etc/qubes/post-install.d/99-send.sh', '#!/bin/sh\ncp /features /dom0\n'],
  ] as const) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text, { mode: 0o755 })
  }
  for (const path of [...filesOf(join(folder, 'deb'), '.deb'), join(folder, 'later.deb')])
    must('cp', [path, join(root, basename(path).replace(/_.*(?=\.deb)/, ''))])
  const own = join(root, 'rw/config/qubes-tor')
  mkdirSync(own, { recursive: true })
  writeFileSync(join(own, 'torrc'), 'ExitNodes {ch}\n')
  return root
}

/** What is switched on, what is in force, and what the loader says of it. */
const look = `
look() {
  chapter "$1: rules"; nft -s list ruleset
  chapter "$1: state"; inside cat /run/qubes-tor-fw/state 2>/dev/null || true
  chapter "$1: units"; (cd "$ROOT/etc/systemd/system" && find . -name 'qubes-tor*' | sort)
  chapter "$1: dom0"; cat "$ROOT/dom0" 2>/dev/null || true
}
`
const lockdown = 'table inet qubes_tor_fw_lockdown'
const compiled = 'table inet qubes_tor_fw {'

describe('on Debian', () => {
  let root = ''
  let chapters: ReadonlyMap<string, string> = new Map()
  const of = (name: string) => chapters.get(name) ?? `no chapter ${name}`

  beforeAll(() => {
    root = prepare()
    chapters = tell(
      root,
      `${look}
chapter install; inside dpkg -i /qubes-tor-fw-vm.deb; look installed
chapter boot; inside /usr/lib/qubes-tor-fw/load; look booted
inside systemctl disable qubes-tor-fw-guard.service
look before
chapter upgrade; inside dpkg -i /later.deb; look upgraded
chapter reload; inside /usr/lib/qubes-tor-fw/load; look reloaded
chapter downgrade; inside dpkg -i /qubes-tor-fw-vm.deb; look downgraded
chapter remove; inside dpkg -r qubes-tor-fw-vm; look removed
chapter again; inside dpkg -i /qubes-tor-fw-vm.deb; inside /usr/lib/qubes-tor-fw/load; look again
inside install -D -m 0755 /usr/lib/qubes-tor-fw/guard /rw/config/network-hooks.d/00-qubes-tor-fw
chapter purge; inside dpkg -P qubes-tor-fw-vm; look purged
nft flush ruleset; rm -rf "$ROOT/run/qubes-tor-fw"
mkdir -p "$ROOT/run/qubes-service"; touch "$ROOT/run/qubes-service/qubes-tor"
chapter guard; inside /rw/config/network-hooks.d/00-qubes-tor-fw online vif1.0 vif 10.137.0.9; look guarded
nft flush ruleset; rm -rf "$ROOT/run/qubes-service" "$ROOT/rw/config/network-hooks.d"
chapter template; inside dpkg -i /qubes-tor-fw-vm.deb; inside dpkg -P qubes-tor-fw-vm; look template
chapter left; (cd "$ROOT" && find usr/lib/qubes-tor* usr/lib/systemd usr/share/doc etc rw -name '*qubes-tor*' 2>/dev/null | sort)
`,
    )
  }, 600_000)

  test('installing loads nothing, and switches the units on', () => {
    expect(of('installed: rules').trim()).toBe('')
    expect(of('installed: units')).toContain('./network-pre.target.requires/qubes-tor-fw.service')
  })

  test('dom0 is told of the service, beside what it knew already, and when it is gone', () => {
    const others = 'supported-service.cups=1\n'
    const ours = 'supported-service.qubes-tor=1\n'
    expect(of('installed: dom0').trim()).toBe((others + ours).trim())
    expect(of('removed: dom0').trim()).toBe(others.trim())
    expect(of('again: dom0').trim()).toBe((others + ours).trim())
    expect(of('purged: dom0').trim()).toBe(others.trim())
  })

  test('a boot without Node loads what is proved', () => {
    expect(of('booted: state')).toMatch(/^verdict proved$/m)
    expect(of('booted: rules')).toContain(compiled)
    expect(of('booted: rules')).not.toContain(lockdown)
    expect(isProved(of('booted: rules'))).toBe(true)
    expect(existsSync(join(root, 'usr/bin/node'))).toBe(false)
  })

  test('an upgrade and a downgrade leave in force what is in force', () => {
    expect(of('upgrade')).toContain('loads the new ruleset')
    for (const name of ['upgraded', 'downgraded']) {
      expect(of(`${name}: rules`)).toBe(of('booted: rules'))
      expect(of(`${name}: state`)).toMatch(/^verdict proved$/m)
      expect(of(`${name}: units`)).toBe(of('before: units'))
    }
    expect(of('reloaded: state')).toMatch(/^verdict proved$/m)
  })

  test('removing locks down, and leaves nothing open', () => {
    expect(of('remove')).toContain('the gateway is locked down until it starts anew')
    expect(of('removed: rules')).toContain(lockdown)
    expect(of('removed: state')).toMatch(/^verdict lockdown$/m)
    expect(isProved(of('removed: rules'))).toBe(true)
  })

  test('removing leaves nothing behind that would keep the network of other qubes from starting', () => {
    expect(of('removed: units').trim()).toBe('')
  })

  test('what the administrator switched off stays off', () => {
    const units = (name: string) => of(`${name}: units`).split('\n')
    expect(units('booted')).toContain('./multi-user.target.wants/qubes-tor-fw-guard.service')
    expect(units('upgraded')).not.toContain('./multi-user.target.wants/qubes-tor-fw-guard.service')
    expect(units('upgraded')).toContain('./network-pre.target.requires/qubes-tor-fw.service')
  })

  test('installed again it serves again', () => {
    expect(of('again: state')).toMatch(/^verdict proved$/m)
    expect(of('again: rules')).not.toContain(lockdown)
    expect(of('again: units')).toBe(of('installed: units'))
  })

  test('purging locks down, and takes every unit and file along', () => {
    expect(of('purged: rules')).toContain(lockdown)
    expect(isProved(of('purged: rules'))).toBe(true)
    expect(of('purged: units').trim()).toBe('')
  })

  test('the start of a TorVM without the package is closed by its guard', () => {
    expect(of('guarded: rules')).toContain(lockdown)
    expect(isProved(of('guarded: rules'))).toBe(true)
  })

  test('where nothing is in force, nothing is touched', () => {
    expect(of('template: rules').trim()).toBe('')
    expect(of('template: state').trim()).toBe('')
  })

  test("in the end only the user's own is left", () => {
    expect(of('left').trim()).toBe('rw/config/qubes-tor')
    expect(readFileSync(join(root, 'rw/config/qubes-tor/torrc'), 'utf8')).toBe('ExitNodes {ch}\n')
  })
})

describe('by RPM', () => {
  let chapters: ReadonlyMap<string, string> = new Map()
  const of = (name: string) => chapters.get(name) ?? `no chapter ${name}`

  beforeAll(() => {
    const root = prepare()
    const [, vm = ''] = filesOf(join(folder, 'rpm'), '.noarch.rpm')
    // A root of Debian has no database of RPM's that would know what the package requires.
    chapters = tell(
      root,
      `${look}
byrpm() { rpm --root "$ROOT" --nodeps "$@"; }
chapter install; byrpm -i '${vm}'; look installed
chapter boot; inside /usr/lib/qubes-tor-fw/load; look booted
chapter upgrade; byrpm -U --replacepkgs '${vm}'; look upgraded
chapter remove; byrpm -e qubes-tor-fw-vm; look removed
nft flush ruleset; rm -rf "$ROOT/run/qubes-tor-fw"
chapter template; byrpm -i '${vm}'; byrpm -e qubes-tor-fw-vm; look template
`,
    )
  }, 600_000)

  test('it boots, and an upgrade leaves in force what is in force', () => {
    expect(of('booted: state')).toMatch(/^verdict proved$/m)
    expect(of('upgraded: rules')).toBe(of('booted: rules'))
    expect(of('upgraded: state')).toMatch(/^verdict proved$/m)
  })

  test('units are switched on by the preset, and off with the package', () => {
    expect(of('installed: units')).toContain('./network-pre.target.requires/qubes-tor-fw.service')
    expect(of('installed: dom0')).toContain('supported-service.qubes-tor=1')
    expect(of('removed: units').trim()).toBe('')
    expect(of('removed: dom0').trim()).toBe('supported-service.cups=1')
  })

  test('removing locks down', () => {
    expect(of('removed: rules')).toContain(lockdown)
    expect(of('removed: state')).toMatch(/^verdict lockdown$/m)
    expect(isProved(of('removed: rules'))).toBe(true)
  })

  test('where nothing is in force, nothing is touched', () => {
    expect(of('template: rules').trim()).toBe('')
  })
})
