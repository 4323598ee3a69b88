/**
 * Goal: packages are made of the tarball alone, with no network and no Node, are clean, and the same each time.
 * Method: make all of it twice, the second time from the tarball in a network namespace with nothing in it and with a
 * path that has no Node; ask lintian and rpmlint; compare what the packages hold.
 */
import { readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call, filesOf, makeFolder, must, remove } from './lab.ts'

const folder = makeFolder('packages')
const first = join(folder, 'first')
const second = join(folder, 'second')
afterAll(() => remove(folder))

/** A path with everything that the machine has in these places, but no Node. */
const pathWithoutNode = (): string => {
  const bin = join(folder, 'bin')
  must('mkdir', ['-p', bin])
  for (const place of ['/usr/bin', '/usr/sbin'])
    for (const name of readdirSync(place))
      if (!/^(node|nodejs|npm|npx)$/.test(name))
        try {
          symlinkSync(join(place, name), join(bin, name))
        } catch {
          // Both places have it: the first counts, as on a path.
        }
  return bin
}

/** RPM writes into its source package where that was made, so both are made in one place. */
beforeAll(() => {
  const out = join(folder, 'out')
  must('make', ['deb', 'rpm', `build=${out}`])
  renameSync(out, first)
  must('tar', ['-xf', join(first, 'qubes-tor-fw-0.1.0.tar.xz'), '-C', folder])
  must('unshare', ['--net', 'make', 'deb', 'rpm', `build=${out}`], {
    cwd: join(folder, 'qubes-tor-fw-0.1.0'),
    env: { PATH: pathWithoutNode(), HOME: folder, TZ: 'Asia/Tokyo' },
  })
  renameSync(out, second)
}, 600_000)

const debs = () => filesOf(join(first, 'deb'), '.deb')
const rpms = () => filesOf(join(first, 'rpm'), '.noarch.rpm')

/** What is installed, by its path and its digest. */
const contentsOf = (archive: string): ReadonlyMap<string, string> => {
  const place = join(folder, `contents-${basename(archive)}`)
  must('mkdir', ['-p', place])
  if (archive.endsWith('.deb')) must('dpkg-deb', ['-x', archive, place])
  else must('sh', ['-ec', 'rpm2cpio "$1" | cpio -idm --quiet', 'sh', archive], { cwd: place })
  const listed = must(
    'sh',
    ['-ec', 'find . -type f -exec sha256sum {} +; find . -type l -printf "%l  %p\\n"'],
    {
      cwd: place,
    },
  )
  return new Map(
    listed
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [digest = '', path = ''] = line.split('  ')
        return [path, digest]
      }),
  )
}

test('there are two of each', () => {
  expect(debs().map((path) => basename(path).split('_')[0])).toEqual([
    'qubes-tor-fw-vm',
    'qubes-tor-fw',
  ])
  expect(rpms()).toHaveLength(2)
})

test('a second build, elsewhere and without Node, makes the same bytes', () => {
  for (const kind of ['', 'deb', 'rpm']) {
    const ends = ['.tar.xz', '.deb', '.dsc', '.rpm']
    const digests = (place: string) =>
      ends
        .flatMap((end) => filesOf(join(place, kind), end))
        .map((path) => `${basename(path)} ${must('sha256sum', [path]).slice(0, 64)}`)
    expect(digests(first).length).toBeGreaterThan(0)
    expect(digests(second)).toEqual(digests(first))
  }
})

describe('linters find nothing', () => {
  test('of Debian', () => {
    const [changes = ''] = filesOf(join(first, 'deb'), '.changes')
    const words = [
      '--allow-root',
      '--fail-on=error,warning,info,pedantic',
      '-I',
      '--pedantic',
      changes,
    ]
    expect(call('lintian', words)).toMatchObject({ status: 0 })
  })

  test('of RPM', () => {
    const { status, said } = call('rpmlint', [
      '-c',
      'packaging/rpm/rpmlint.toml',
      ...filesOf(join(first, 'rpm'), '.rpm'),
    ])
    expect({ status, said }).toMatchObject({
      status: 0,
      said: expect.stringContaining('0 errors, 0 warnings'),
    })
  })
})

describe('what is in them', () => {
  test('is the same by dpkg and by RPM, but for their own documentation', () => {
    const own = /^\.\/usr\/share\/(doc|licenses|man|zsh|lintian)\//
    const plain = (archive: string) =>
      [...contentsOf(archive)].filter(([path]) => !own.test(path)).sort()
    const [vmDeb = '', cliDeb = ''] = debs()
    const [cliRpm = '', vmRpm = ''] = rpms()
    expect(plain(vmDeb)).toEqual(plain(vmRpm))
    expect(plain(cliDeb)).toEqual(plain(cliRpm))
  })

  test('takes no Node in a gateway', () => {
    const [vm = ''] = debs()
    expect(must('dpkg-deb', ['-f', vm, 'Depends', 'Pre-Depends', 'Recommends'])).not.toMatch(/node/)
    const place = join(folder, `contents-${basename(vm)}`)
    contentsOf(vm)
    expect(call('grep', ['-rlE', '^#!.*node'], { cwd: place }).status).toBe(1)
  })

  test('is the default policy, whole, proved, and what its own command compiles today', () => {
    const [vm = '', cli = ''] = debs()
    contentsOf(vm)
    contentsOf(cli)
    const artefacts = join(folder, `contents-${basename(vm)}`, 'usr/lib/qubes-tor-fw/artefacts')
    must('sha256sum', ['--strict', '--quiet', '-c', 'SHA256SUMS'], { cwd: artefacts })
    expect(readFileSync(join(artefacts, 'manifest'), 'utf8')).toMatch(/^proved yes$/m)
    const start = join(folder, `contents-${basename(cli)}`, 'usr/lib/qubes-tor-fw/cli/start.cjs')
    must(process.execPath, [start, 'compile', '--check', '--out', artefacts], { cwd: folder })
    expect(readFileSync(start, 'utf8')).toMatch(/^#!\/usr\/bin\/node\n/)
  })
})
