/**
 * Goal: who follows docs/qubes.md makes a TorVM, and has no qube open on the way there and back; what it names exists.
 * Method: play the command lines for dom0 in a model of it that looks after each; run those of a desk; read its policy and
 * its torrc by the program's own readers; look up paths, findings, ports and steps where they are defined.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readTorrc } from '../../src/backends/torrc/index.ts'
import { readPolicy } from '../../src/policy/index.ts'
import { runLine } from '../cli/world.ts'
import type { Dom0, Qube } from '../salt/dom0.ts'
import { openQubes } from '../salt/dom0.ts'
import { blocksOf } from './markdown.ts'

const file = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const document = file('docs/qubes.md')
const blocks = blocksOf(document)
/** The same, and those of lists, which are indented. */
const allBlocks = blocksOf(document.replace(/^ {3}(?=```|qvm-|sudo )/gm, ''))
const linesOf = (info: string, heading?: string): readonly string[] =>
  allBlocks
    .filter((block) => block.info === info && (heading === undefined || block.heading === heading))
    .flatMap(({ text }) => text.trimEnd().split('\n'))

const qube = (prefs: Record<string, unknown> = {}): Qube => ({ prefs, features: {} })

/** One of the tools of dom0, as far as the document uses it; a word that it does not know is a fault of the document. */
const tools: Readonly<Record<string, (words: readonly string[], dom0: Dom0) => void>> = {
  'qvm-clone': ([source = '', name = ''], { qubes }) => {
    qubes[name] = { prefs: {}, features: { ...qubes[source]?.features } }
  },
  'qvm-create': (words, { qubes }) => {
    const [, , , template, , , name = ''] = words
    expect(words.filter((word) => word.startsWith('-'))).toEqual([
      '--class',
      '--template',
      '--label',
    ])
    qubes[name] = qube({ template })
  },
  'qvm-service': ([option = '', name = '', service = ''], { qubes }) => {
    expect(['--enable', '--disable']).toContain(option)
    const { features } = found(qubes, name)
    features[`service.${service}`] = option === '--enable' ? '1' : ''
  },
  'qvm-features': ([name = '', feature = '', value], { qubes }) => {
    const { features } = found(qubes, name)
    if (value === undefined) expect(features[feature]).toBe('1')
    else features[feature] = value
  },
  'qvm-prefs': ([name = '', key = '', value], { qubes }) => {
    found(qubes, name).prefs[key.replaceAll('_', '-')] = value === 'True' ? true : value
  },
  'qvm-start': ([option, name = ''], { qubes }) => {
    expect(option).toBe('--skip-if-running')
    found(qubes, name)
  },
  'qvm-shutdown': ([option, ...names], { qubes }) => {
    expect(option).toBe('--wait')
    for (const name of names) found(qubes, name)
  },
  'qvm-remove': ([option, name = ''], { qubes }) => {
    expect(option).toBe('--force')
    const users = Object.values(qubes).flatMap(({ prefs }) => [prefs['netvm'], prefs['template']])
    // Qubes refuses to remove what others need.
    expect(users).not.toContain(name)
    delete qubes[name]
  },
}

const found = (qubes: Dom0['qubes'], name: string): Qube => {
  const each = qubes[name]
  if (!each) throw new Error(`there is no qube ${name}`)
  return each
}

const play = (lines: readonly string[], dom0: Dom0): void => {
  for (const line of lines) {
    const [tool = '', ...words] = line.split(' ')
    const run = tools[tool]
    if (!run) throw new Error(`dom0 has no ${tool}`)
    run(words, dom0)
    expect({ line, open: openQubes(dom0) }).toEqual({ line, open: [] })
    if (tool === 'qvm-clone') dom0.install(found(dom0.qubes, words[1] ?? ''))
  }
}

const machine = (): Dom0 => ({
  qubes: {
    'debian-13-xfce': qube(),
    'sys-firewall': qube({ 'provides-network': true }),
    'anon-web': qube({ netvm: 'sys-firewall' }),
  },
  install: (template) => {
    template.features['supported-service.qubes-tor'] = '1'
    return true
  },
  changed: () => undefined,
})

describe('the way there and back', () => {
  test('makes a TorVM with a client, and nobody is open on it', () => {
    const dom0 = machine()
    play(linesOf('dom0', 'Install'), dom0)
    expect(dom0.qubes['anon-web']?.prefs['netvm']).toBe('sys-tor')
    expect(dom0.qubes['sys-tor']).toMatchObject({
      prefs: { template: 'debian-13-tor', netvm: 'sys-firewall', 'provides-network': true },
      features: { 'service.qubes-tor': '1' },
    })
    play(linesOf('dom0', 'Take it away'), dom0)
    expect(Object.keys(dom0.qubes).sort()).toEqual(['anon-web', 'debian-13-xfce', 'sys-firewall'])
  })

  test('stops where the package is not in the template', () => {
    const dom0 = { ...machine(), install: () => true }
    expect(() => play(linesOf('dom0', 'Install'), dom0)).toThrow()
    expect(dom0.qubes['sys-tor']).toBeUndefined()
  })

  test('the model sees a client that comes too early', () => {
    const lines = linesOf('dom0', 'Install').filter((line) => !line.startsWith('qvm-service'))
    expect(() => play(lines, machine())).toThrow('to deeply equal')
  })
})

describe('what it shows', () => {
  test('the policy is a good one, and is proved', async () => {
    const text = blocks.find(({ info }) => info === 'policy.yaml')?.text ?? ''
    expect(readPolicy(text, { source: 'policy.yaml' }).diagnostics).toEqual([])
    const files = { '/here/policy.yaml': text }
    expect(await runLine(['verify', '--policy', 'policy.yaml'], { files })).toMatchObject({
      exit: 0,
    })
  })

  test('the torrc is one, and agrees with the rules', async () => {
    const own = blocks.find(({ language }) => language === 'torrc')?.text ?? ''
    expect(readTorrc('torrc', own).diagnostics).toEqual([])
    const compiled = await runLine(['compile', '--target', 'torrc'])
    const ruleset = await runLine(['compile'])
    const files = {
      '/here/rules.nft': ruleset.stdout,
      '/here/defaults': compiled.stdout,
      '/here/torrc': own,
    }
    const words = ['verify', '--only', 'torrc-agrees', 'rules.nft', 'defaults', 'torrc']
    expect(await runLine(words, { files })).toMatchObject({ exit: 0 })
  })

  test.each(linesOf('desk'))('on a desk: %s', async (line) => {
    const { stdout } = await runLine(['compile'])
    const [program, ...words] = line.split(' ')
    expect(program).toBe('qubes-tor-fw')
    expect(await runLine(words, { files: { '/here/rules.nft': stdout } })).toMatchObject({
      exit: 0,
    })
  })

  test('commands of ours in the text are commands', async () => {
    const lines = [...document.matchAll(/qubes-tor-fw (check|verify|status|compile)\b[^`\n]*/g)]
    expect(lines.length).toBeGreaterThan(4)
    for (const [, command = ''] of lines)
      expect(await runLine([command, '--help'])).toMatchObject({ exit: 0 })
  })

  test('isolation is that of the default policy', () => {
    const text = file('policy/torvm.yaml')
    for (const [, port] of document.matchAll(/^\| SOCKS at port (\d+) \|/gm))
      expect(text).toContain(`- port: ${port}\n`)
  })
})

describe('troubleshooting', () => {
  const loader = file('packaging/boot/load') + file('packaging/boot/load-steps')

  test('names steps that the loader has', () => {
    const steps = [...document.matchAll(/^\| … `([a-z]+):` \|/gm)].map(([, step]) => step)
    expect(steps.length).toBeGreaterThan(3)
    for (const step of steps) expect(loader).toMatch(new RegExp(`\\bfail ${step} `))
  })

  test('has a cause and a mend for each symptom', () => {
    const section = document.split('## Troubleshooting')[1]?.split('\n## ')[0] ?? ''
    const rows = section.split('\n').filter((line) => line.startsWith('| '))
    for (const row of rows) expect(row.split(' | ')).toHaveLength(3)
  })
})

test('paths are those of the loader, the service and the guard', () => {
  const sources = ['packaging/boot/load', 'packaging/systemd/qubes-tor-fw-guard.service'].map(file)
  for (const path of ['/rw/config/qubes-tor', '/run/qubes-tor-fw', '/rw/config/network-hooks.d']) {
    expect(document).toContain(path)
    expect(sources.join()).toContain(path)
  }
})
