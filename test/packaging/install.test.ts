/**
 * Goal: what units run, and what scripts call of ours, is installed where they look for it, and can be run.
 * Method: install the gateway's half into a folder, with artefacts that are stand-ins, and look for every path.
 */
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { installGateway } from './installed.ts'

const installed = installGateway()
afterAll(() => rmSync(installed, { recursive: true, force: true }))

const textsBelow = (place: string): readonly (readonly [string, string])[] =>
  readdirSync(join(installed, place), { recursive: true, encoding: 'utf8' })
    .map((name) => join(place, name))
    .filter((path) => statSync(join(installed, path)).isFile())
    .map((path) => [path, readFileSync(join(installed, path), 'utf8')] as const)

const canRun = (path: string): boolean => {
  try {
    accessSync(join(installed, path), constants.X_OK)
    return true
  } catch {
    return false
  }
}

describe('units', () => {
  test('run programs that are there', () => {
    const lines = textsBelow('/usr/lib/systemd/system').flatMap(([path, text]) =>
      [...text.matchAll(/^Exec\w+=[-+!@:]*(\/usr\/lib\/qubes-tor\S*)/gm)].map(
        ([, program = '']) => ({
          path,
          program,
        }),
      ),
    )
    expect(lines.length).toBeGreaterThan(2)
    expect(lines.filter(({ program }) => !canRun(program))).toEqual([])
  })

  test('name units of ours that are there', () => {
    const there = readdirSync(join(installed, '/usr/lib/systemd/system'))
    const named = textsBelow('/usr/lib/systemd/system').flatMap(([, text]) =>
      [...text.matchAll(/^\w+=.*$/gm)].flatMap(
        ([line]) => line.match(/\bqubes-tor[\w-]*\.service/g) ?? [],
      ),
    )
    expect(named.filter((unit) => !there.includes(unit))).toEqual([])
  })
})

test('scripts call what is there, but for what is optional', () => {
  const optional = (text: string, path: string) =>
    text.includes(`-x "$notifier"`) && path.endsWith('/notify')
  const missing = [...textsBelow('/usr/lib/qubes-tor-fw'), ...textsBelow('/usr/lib/qubes-tor')]
    .filter(([, text]) => text.startsWith('#!'))
    .flatMap(([script, text]) =>
      [...text.matchAll(/\/usr\/lib\/qubes-tor[\w-]*\/[\w./-]+/g)]
        .map(([path]) => path)
        .filter((path) => !existsSync(join(installed, path)) && !optional(text, path))
        .map((path) => `${script}: ${path}`),
    )
  expect(missing).toEqual([])
})

test('every script of the gateway is a program, and every other file is none', () => {
  for (const place of ['/usr/lib/qubes-tor-fw', '/etc/qubes/post-install.d'])
    for (const [path, text] of textsBelow(place))
      expect({ path, runs: canRun(path) }).toEqual({ path, runs: text.startsWith('#!/bin/sh') })
})

test("the distribution's own Tor does not start beside ours, by whichever name", () => {
  for (const unit of ['tor.service', 'tor@default.service'])
    expect(
      readFileSync(join(installed, `/usr/lib/systemd/system/${unit}.d/qubes-tor-fw.conf`), 'utf8'),
    ).toMatch(/^ConditionPathExists=!\/run\/qubes-service\/qubes-tor$/m)
})

test("Tor's defaults are the policy's", () => {
  expect(statSync(join(installed, '/usr/lib/qubes-tor/torrc')).isFile()).toBe(true)
})
