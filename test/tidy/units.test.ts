/**
 * Goal: a unit that asks to be enabled is enabled by every kind of package, and switched off with it.
 * Method: compare the units that have an [Install] section with the preset and with the maintainer scripts.
 */
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { readTracked, trackedFiles } from './sources.ts'

const asking = trackedFiles
  .filter((path) => /^packaging\/systemd\/[^/]+\.(service|path|timer|socket)$/.test(path))
  .filter((path) => readTracked(path).includes('\n[Install]\n'))
  .map((path) => basename(path))

const lines = (path: string, pattern: RegExp): readonly string[] =>
  [...readTracked(path).matchAll(pattern)].map(([, found = '']) => found)

const words = (path: string, pattern: RegExp): readonly (readonly string[])[] =>
  lines(path, pattern).map((line) => line.trim().split(' '))

const preset = lines('packaging/qubes/75-qubes-tor-fw.preset', /^enable (.*)$/gm)

test('the preset enables each', () => {
  expect(asking.length).toBeGreaterThan(0)
  expect(asking.filter((unit) => !preset.includes(unit))).toEqual([])
})

test.each([
  ['packaging/debian/qubes-tor-fw-vm.postinst', /^ {2}for unit in (.*); do$/gm],
  ['packaging/debian/qubes-tor-fw-vm.postrm', /^units='(.*)'$/gm],
  ['packaging/rpm/qubes-tor-fw.spec.in', /^%global units (.*)$/gm],
])('%s names the same', (path, pattern) => {
  const found = words(path, pattern)
  expect(found).toHaveLength(1)
  for (const units of found) expect([...units].sort()).toEqual([...preset].sort())
})

/** A wall that stands is never torn down because a package changes. */
test('no maintainer script starts, restarts or stops the firewall', () => {
  const scripts = trackedFiles.filter((path) =>
    /^packaging\/(debian\/.*\.(postinst|prerm|postrm|preinst)|rpm\/.*\.spec\.in)$/.test(path),
  )
  expect(scripts.length).toBeGreaterThan(3)
  const acting = scripts.flatMap((path) =>
    lines(path, /^(?!\s*(?:#|echo)).*\b((?:re)?(?:start|stop)\b.*\bqubes-tor-fw\.service.*)$/gm),
  )
  expect(acting).toEqual([])
})
