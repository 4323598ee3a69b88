/**
 * Goal: the Salt formula makes a TorVM, changes nothing the second time, and never leaves a qube behind a TorVM that is
 * none: also where the package is not to be had, or does not install.
 * Method: render the files by Jinja and YAML, and apply them to a dom0 of the test's own, which looks after each change.
 * Salt itself and Qubes' modules are not at hand; the arguments that these take are written down in the dom0.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Dom0, Files, Qube } from './dom0.ts'
import { apply, openQubes, statesOf, takes } from './dom0.ts'

const here = (path: string): URL => new URL(path, import.meta.url)
const python = spawnSync('python3', ['-c', 'import jinja2, yaml'])
/** Elsewhere it is skipped without them; where everything has to be tested it fails. */
const canRender = python.status === 0 || process.env['CI'] !== undefined

const render = (pillar: object): Files => {
  const { status, stdout, stderr } = spawnSync('python3', [here('render.py').pathname], {
    input: JSON.stringify(pillar),
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const qube = (prefs: Record<string, unknown> = {}): Qube => ({ prefs, features: {} })
const advertise = (template: Qube): boolean => {
  template.features['supported-service.qubes-tor'] = '1'
  return true
}

const machine = (
  install: Dom0['install'],
): { dom0: Dom0; seen: string[]; changes: () => number } => {
  const seen: string[] = []
  let count = 0
  const dom0: Dom0 = {
    qubes: {
      'debian-13-xfce': qube(),
      'sys-firewall': qube({ 'provides-network': true }),
      'anon-web': qube({ netvm: 'sys-firewall' }),
    },
    install,
    changed: () => {
      count += 1
      seen.push(...openQubes(dom0))
    },
  }
  return { dom0, seen, changes: () => count }
}

describe.skipIf(!canRender)('the formula (skips without Python, Jinja and its YAML)', () => {
  const files = canRender ? render({ torvm: { clients: ['anon-web'] } }) : {}

  test('makes a TorVM, and nobody is open on the way', () => {
    const { dom0, seen, changes } = machine(advertise)
    const outcomes = apply(files, 'torvm', dom0)
    expect([...outcomes.values()].every(({ succeeded }) => succeeded)).toBe(true)
    expect(seen).toEqual([])
    expect(changes()).toBeGreaterThan(5)
    expect(dom0.qubes['sys-tor']).toMatchObject({
      prefs: { template: 'debian-13-tor', netvm: 'sys-firewall', 'provides-network': true },
      features: { 'service.qubes-tor': '1', servicevm: '1' },
    })
    expect(dom0.qubes['anon-web']?.prefs['netvm']).toBe('sys-tor')
  })

  test('changes nothing the second time', () => {
    const { dom0, changes } = machine(advertise)
    apply(files, 'torvm', dom0)
    const before = changes()
    const outcomes = apply(files, 'torvm', dom0)
    expect([...outcomes].filter(([, { succeeded }]) => !succeeded)).toEqual([])
    expect(changes()).toBe(before)
  })

  test.each([
    ['cannot be installed', () => false],
    ['is installed and tells dom0 nothing', () => true],
  ])('with a package that %s, leaves clients where they were', (_, install) => {
    const { dom0, seen } = machine(install)
    const outcomes = apply(files, 'torvm', dom0)
    expect(outcomes.get('torvm-client-anon-web')?.succeeded).toBe(false)
    expect(dom0.qubes['sys-tor']).toBeUndefined()
    expect(dom0.qubes['anon-web']?.prefs['netvm']).toBe('sys-firewall')
    expect(seen).toEqual([])
  })

  test('step by step does the same', () => {
    const whole = machine(advertise)
    apply(files, 'torvm', whole.dom0)
    const steps = machine(advertise)
    apply(files, 'torvm.clone', steps.dom0)
    steps.dom0.install(steps.dom0.qubes['debian-13-tor'] ?? qube())
    for (const name of ['torvm.create', 'torvm.clients']) apply(files, name, steps.dom0)
    expect(steps.dom0.qubes).toEqual(whole.dom0.qubes)
    expect(steps.seen).toEqual([])
  })

  test('the judge sees what is open', () => {
    const { dom0, seen } = machine(advertise)
    const hasty = { ...files, 'torvm.template': { include: ['torvm.clone'] } }
    const create = JSON.parse(JSON.stringify(files['torvm.create']))
    create['torvm-qube']['qvm.vm'] = create['torvm-qube']['qvm.vm'].filter(
      (each: object) => !('require' in each),
    )
    apply({ ...hasty, 'torvm.create': create }, 'torvm.clients', dom0)
    expect(seen).toContain('anon-web')
  })

  test('takes names that YAML would read as something else', () => {
    const { dom0 } = machine(advertise)
    dom0.qubes['yes'] = qube()
    const outcomes = apply(render({ torvm: { clients: ['yes'] } }), 'torvm', dom0)
    expect(outcomes.get('torvm-client-yes')?.succeeded).toBe(true)
    expect(dom0.qubes['yes']?.prefs['netvm']).toBe('sys-tor')
  })

  test('tells the template to install by name, or from files that dom0 has', () => {
    const ofInstall = (rendered: Files) => statesOf(rendered, 'torvm.install')[0]?.args
    expect(ofInstall(files)).toMatchObject({ pkgs: ['qubes-tor-fw-vm'] })
    const packages = [{ 'qubes-tor-fw-vm': 'salt://torvm/files/a.deb' }]
    expect(ofInstall(render({ torvm: { packages } }))).toMatchObject({ sources: packages })
    for (const state of statesOf(files, 'torvm.install'))
      expect(takes).toHaveProperty(state.function)
  })

  test('has the pillar that ships for its defaults', () => {
    const shipped = parse(readFileSync(here('../../packaging/salt/pillar/torvm.sls'), 'utf8'))
    expect(render(shipped)).toEqual(files)
    const readme = readFileSync(here('../../packaging/salt/README.md'), 'utf8')
    const keys = [...readme.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, key]) => key)
    expect(keys).toEqual(Object.keys(shipped.torvm))
  })
})
