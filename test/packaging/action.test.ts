/**
 * Goal: the action asks what it is told to ask, says the answer where a workflow looks for it, and passes for a proof alone.
 * Method: hold action.yml against GitHub's schema, then run its step as a runner does, over policies and rulesets that
 * are proved, refuted, undecided, broken or not there. GitHub's own runner is not at hand.
 */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'
import { opaque } from '../cli/rulesets.ts'
import { action, root, runStep } from './action.ts'
import { validateAction } from './github-schema.ts'

const sound = 'version: 1\n'
const wrong = 'version: 1\ntor:\n  tansPort: 9040\n'
const open = `table inet open {
  chain forward {
    type filter hook forward priority filter; policy accept;
  }
}
`
/** What the command itself compiles of that policy, as a folder of a repository has it. */
const compiled = (): Readonly<Record<string, string>> => {
  const folder = mkdtempSync(join(tmpdir(), 'qubes-tor-fw-compiled-'))
  try {
    writeFileSync(join(folder, 'p.yaml'), sound)
    const words = [join(root, 'dist/start.cjs'), 'compile', '--out', 'build', 'p.yaml']
    const { status, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return Object.fromEntries(
      readdirSync(join(folder, 'build')).map((name) => [
        `build/${name}`,
        readFileSync(join(folder, 'build', name), 'utf8'),
      ]),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('action.yml', () => {
  test('is an action by the schema', () => {
    const text = readFileSync(join(root, 'action.yml'), 'utf8')
    expect(validateAction(text).errors).toEqual([])
    expect(validateAction(text.replace('using: composite', 'using: bash')).errors).not.toEqual([])
  })

  test('pastes no input into a script', () => {
    for (const { run } of action.runs.steps) expect(run).not.toContain('${{')
  })

  test('hands every input on, and every output', () => {
    const env = action.runs.steps.flatMap((step) => Object.entries(step.env ?? {}))
    expect(env).toEqual(
      Object.keys(action.inputs).map((name) => [
        `INPUT_${name.toUpperCase()}`,
        `\${{ inputs.${name} }}`,
      ]),
    )
    const { outputs } = runStep('verify', { policy: 'p.yaml', sarif: 'x' }, { 'p.yaml': sound })
    expect(Object.keys(action.outputs).sort()).toEqual(Object.keys(outputs).sort())
  })
})

describe('a policy', () => {
  test('that is proved passes', () => {
    const run = runStep('verify', { policy: 'p.yaml' }, { 'p.yaml': sound })
    expect(run).toMatchObject({ exit: 0, outputs: { verdict: 'proved', 'exit-code': '0' } })
    expect(run.log).toBe(
      'qubes-tor-fw: no file is named: this is about what is compiled of p.yaml\n',
    )
    expect(run.summary).toMatch(/^### qubes-tor-fw\n\n {4}/)
    expect(run.summary).toContain('no-client-escape')
  })

  test('with an error is told at its line', () => {
    const run = runStep('verify', { policy: 'p.yaml' }, { 'p.yaml': wrong })
    expect(run).toMatchObject({ exit: 1, outputs: { verdict: 'not-proved' } })
    expect(run.log).toMatch(/^::error file=p\.yaml,line=3,/m)
    expect(run.summary).toContain('unknown-key')
  })

  test('that is not there could not be asked', () => {
    expect(runStep('verify', { policy: 'none.yaml' })).toMatchObject({
      exit: 3,
      outputs: { verdict: 'failed', 'exit-code': '3' },
    })
  })

  test('whose compiled folder is stale fails, though it is proved', () => {
    const files = { ...compiled(), 'p.yaml': sound }
    const inputs = { policy: 'p.yaml', compiled: 'build' }
    expect(runStep('verify', inputs, files)).toMatchObject({ exit: 0 })
    const stale = runStep('verify', inputs, { ...files, 'build/torrc': 'SocksPort 0\n' })
    expect(stale).toMatchObject({ exit: 1, outputs: { verdict: 'proved', 'exit-code': '1' } })
    expect(stale.log).toContain('build/torrc')
  })
})

describe('rulesets', () => {
  const inputs = { arguments: '--client-interface=vif*\n\n  --uplink-interface=eth0  \n' }

  test('that leak are told at the rule, as a report and as a summary', () => {
    const files = { 'rules/a file.nft': open }
    const run = runStep(
      'verify',
      { ...inputs, rulesets: '**/*.nft', sarif: 'reports/one.sarif' },
      files,
    )
    expect(run).toMatchObject({
      exit: 1,
      outputs: { verdict: 'not-proved', 'exit-code': '1', sarif: 'reports/one.sarif' },
    })
    expect(run.log).toMatch(/^::error file=rules\/a file\.nft,.*title=no-client-escape/m)
    const [{ results }] = JSON.parse(run.file('reports/one.sarif')).runs
    expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).toContain('no-client-escape')
    expect(run.summary.split('\n').filter((line) => /^[^# ]/.test(line))).toEqual([])
  })

  test('that are undecided do not pass', () => {
    const run = runStep(
      'verify',
      { arguments: `${inputs.arguments}--only=no-client-escape`, rulesets: 'odd.nft' },
      { 'odd.nft': opaque },
    )
    expect(run).toMatchObject({ exit: 4, outputs: { verdict: 'undecided', 'exit-code': '4' } })
  })

  test('that a policy compiled to are proved by it', () => {
    const files = { ...compiled(), 'p.yaml': sound }
    const run = runStep(
      'verify',
      { policy: 'p.yaml', rulesets: 'build/qubes-tor-fw.nft\nbuild/torrc', lint: 'true' },
      files,
    )
    expect(run).toMatchObject({ exit: 0, outputs: { verdict: 'proved' } })
  })

  test('are linted where it is asked for', () => {
    const shadowed = open.replace(
      '  }\n}',
      '    ip saddr 10.0.0.0/8 drop\n    ip saddr 10.0.0.1 drop\n  }\n}',
    )
    const question = { ...inputs, rulesets: 'a.nft', lint: 'true' }
    const only = { ...question, arguments: `${inputs.arguments}--only=no-offload` }
    const run = runStep('verify', only, { 'a.nft': shadowed })
    expect(run).toMatchObject({ exit: 1, outputs: { verdict: 'proved', 'exit-code': '1' } })
    expect(run.log).toContain('title=rule-shadowed')
  })
})

describe('a use that makes no sense', () => {
  test.each([
    ['names nothing', {}, 'nothing to verify'],
    ['finds no file', { rulesets: 'none/*.nft' }, 'no file is found'],
    [
      'finds no file for one of two lines',
      { rulesets: 'a.nft\nb.nft' },
      'no file is found by b.nft',
    ],
    ['compares with no policy', { rulesets: 'a.nft', compiled: 'build' }, 'compiled:'],
    ['takes a file for an option', { rulesets: 'a.nft', arguments: 'b.nft' }, 'arguments:'],
    ['asks for a format', { rulesets: 'a.nft', arguments: '--format=json' }, 'arguments:'],
    ['lints perhaps', { rulesets: 'a.nft', lint: 'perhaps' }, 'lint:'],
  ])('%s', (_, inputs, said) => {
    const run = runStep('verify', inputs, { 'a.nft': open })
    expect(run).toMatchObject({ exit: 2, outputs: { verdict: 'failed', 'exit-code': '2' } })
    expect(run.log).toMatch(/^::error title=qubes-tor-fw::/m)
    expect(run.log).toContain(said)
  })

  test('an input is never run', () => {
    const run = runStep('verify', {
      policy: '$(echo escaped >escaped)`id`',
      rulesets: '',
      arguments: '--tor-uid=$(id -u)',
    })
    expect(run.exit).toBe(2)
    expect(run.log).not.toContain('uid=')
  })
})
