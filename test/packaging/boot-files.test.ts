/**
 * Goal: what boots a gateway is well formed: scripts that every POSIX shell runs, units that systemd takes, in an order
 * that never leaves forwarding without a wall.
 * Method: shellcheck and systemd-analyze, each with a file that it must refuse; and the units read as what they are,
 * lists of names. That they do boot in that order is test/boot's.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { compile } from '../../src/artefacts/index.ts'
import { gatewayOf } from '../kernel/lab/try-policy.ts'

const packaging = fileURLToPath(new URL('../../packaging/', import.meta.url))
const read = (path: string): string => readFileSync(join(packaging, path), 'utf8')

const scripts = readdirSync(join(packaging, 'boot')).filter((name) => !name.includes('.'))
const units = readdirSync(join(packaging, 'systemd')).filter((name) => !name.endsWith('.d'))
const services = units.filter((name) => name.endsWith('.service'))

const folder = mkdtempSync(join(tmpdir(), 'boot-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Installs a tool where it may. Without it, CI fails and other machines say what was not checked. */
const tool = (name: string): boolean => {
  spawnSync(process.execPath, ['scripts/lab-tools.mjs', name], { stdio: 'inherit' })
  const isHere = spawnSync(name, ['--version'], { timeout: 20_000 }).status === 0
  if (!isHere && process.env['CI'] === 'true') throw new Error(`no ${name}, and none could be had`)
  if (!isHere) console.warn(`no ${name}: what it checks is not checked`)
  return isHere
}

const run = (command: string, args: readonly string[]) =>
  spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 })

describe.skipIf(!tool('shellcheck'))('shellcheck', () => {
  test.each(scripts)('takes %s', (name) => {
    const { stdout, status } = run('shellcheck', ['-s', 'sh', join(packaging, 'boot', name)])
    expect(stdout).toBe('')
    expect(status).toBe(0)
  })

  test('refuses what only bash knows', () => {
    const path = join(folder, 'bash-only')
    writeFileSync(path, '#!/bin/sh\n[[ $1 == x ]] && echo yes\n')
    expect(run('shellcheck', ['-s', 'sh', path]).status).toBe(1)
  })
})

/** The programs that units start are not installed here; anything that is there stands for them. */
const runnable = (unit: string): string =>
  unit.replace(/\/usr\/(lib\/qubes-tor|bin\/qubes-tor)[\w/-]*/g, '/bin/true')

const writeUnits = (name: string, change: (text: string) => string = (text) => text): string => {
  const place = join(folder, name)
  mkdirSync(place)
  for (const unit of units)
    writeFileSync(join(place, unit), change(runnable(read(`systemd/${unit}`))))
  return place
}

describe.skipIf(!tool('systemd-analyze'))('systemd-analyze', () => {
  const verify = (place: string) =>
    run('systemd-analyze', ['verify', '--man=no', ...units.map((unit) => join(place, unit))])

  test('takes every unit', () => {
    const { stderr, status } = verify(writeUnits('as-they-are'))
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })

  test('tells a word that it does not know', () => {
    const misspelt = writeUnits('misspelt', (text) =>
      text.replace('RemainAfterExit', 'RemainsAfterExit'),
    )
    expect(verify(misspelt).stderr).toMatch(/RemainsAfterExit/)
  })

  test.each(services)('finds little to take hold of in %s', (unit) => {
    const place = join(folder, `security-${unit}`)
    mkdirSync(place)
    const path = join(place, unit)
    writeFileSync(path, runnable(read(`systemd/${unit}`)))
    const { stdout } = run('systemd-analyze', ['security', '--offline=true', path])
    const level = Number(/exposure level .*: ([\d.]+)/.exec(stdout)?.[1])
    expect(level).toBeLessThanOrEqual(3.1)
  })
})

/** All values of a key, in order. */
const values = (path: string, key: string): readonly string[] =>
  [...read(path).matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].flatMap(([, value = '']) =>
    value.split(' '),
  )

describe('the order of units', () => {
  const firewall = 'systemd/qubes-tor-fw.service'

  test('the firewall comes before any network, and the network does not come without it', () => {
    expect(values(firewall, 'Before')).toEqual(
      expect.arrayContaining(['network-pre.target', 'qubes-network.service']),
    )
    expect(values(firewall, 'RequiredBy')).toEqual(['network-pre.target'])
    expect(values(firewall, 'DefaultDependencies')).toEqual(['no'])
  })

  test('forwarding requires the firewall', () => {
    const dropIn = 'systemd/qubes-network.service.d/qubes-tor-fw.conf'
    expect(values(dropIn, 'Requires')).toEqual(['qubes-tor-fw.service'])
    expect(values(dropIn, 'After')).toEqual(['qubes-tor-fw.service'])
  })

  test('every end of it is a lockdown', () => {
    expect(values(firewall, 'OnFailure')).toEqual(['qubes-tor-fw-lockdown.service'])
    expect(values(firewall, 'ExecStopPost')).toEqual(['/usr/lib/qubes-tor-fw/load', '--lockdown'])
    expect(values(firewall, 'ExecStart')).toEqual(['/usr/lib/qubes-tor-fw/load'])
  })

  test('Tor comes after it, and never without it', () => {
    expect(values('systemd/qubes-tor.service', 'Requires')).toEqual(['qubes-tor-fw.service'])
    expect(values('systemd/qubes-tor.service', 'After')).toContain('qubes-tor-fw.service')
  })

  test.each(['qubes-tor-fw', 'qubes-tor', 'qubes-tor-fw-watch'])(
    '%s runs where qubes-tor is switched on, and in no template',
    (unit) => {
      expect(values(`systemd/${unit}.service`, 'ConditionPathExists')).toEqual([
        '|/run/qubes-service/qubes-tor',
        '|!/usr/share/qubes/marker-vm',
        '!/run/qubes/this-is-templatevm',
      ])
    },
  )
})

test('the loader has the lockdown of the policy that ships built in', () => {
  const { value } = compile(gatewayOf({ version: 1, environment: 'qubes-4' }))
  const lockdown = value?.artefacts.find(({ target }) => target === 'lockdown-nft')?.text ?? ''
  const rules = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .map((line) => line.replace(/ comment ".*"$/, ''))
  const [, builtin = ''] = /^builtin_lockdown='\n(.*?)\n'$/ms.exec(read('boot/load')) ?? []
  expect(rules(lockdown).length).toBeGreaterThan(50)
  expect(rules(builtin)).toEqual(rules(lockdown))
})

test('loader and service look for Tor by the same accounts', () => {
  const accounts = (path: string) => /^tor_users='(.*)'$/m.exec(read(path))?.[1]
  expect(accounts('boot/load-steps')).toMatch(/debian-tor/)
  expect(accounts('boot/tor-service')).toBe(accounts('boot/load-steps'))
})
