import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** What action.yml says, as far as a runner needs it. */
export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly outputs: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly steps: readonly Step[] }
}

interface Step {
  readonly id?: string
  readonly run: string
  readonly env?: Readonly<Record<string, string>>
}

export const action: Action = parse(readFileSync(join(root, 'action.yml'), 'utf8'))

export interface Run {
  readonly exit: number | null
  readonly log: string
  readonly summary: string
  readonly outputs: Readonly<Record<string, string>>
  /** A file of the workspace afterwards. */
  readonly file: (name: string) => string
}

/** `${{ inputs.name }}` of a step's environment, as a runner fills it in. */
const filled = (value: string, inputs: Readonly<Record<string, string>>): string =>
  value.replace(
    /^\$\{\{ inputs\.([\w-]+) \}\}$/,
    (_, name: string) => inputs[name] ?? action.inputs[name]?.default ?? '',
  )

/**
 * Runs the step of that id in a workspace with these files, in the shell and with the variables that a runner gives it.
 * What it leaves behind is read, and the workspace is gone.
 */
export const runStep = (
  id: string,
  inputs: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Run => {
  const step = action.runs.steps.find((each) => each.id === id)
  if (!step) throw new Error(`action.yml has no step ${id}`)
  const folder = mkdtempSync(join(tmpdir(), 'qubes-tor-fw-action-'))
  try {
    const workspace = join(folder, 'workspace')
    mkdirSync(workspace)
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(workspace, name)), { recursive: true })
      writeFileSync(join(workspace, name), text)
    }
    const commandFiles = Object.fromEntries(
      ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_ENV'].map((name) => [
        name,
        join(folder, name),
      ]),
    )
    for (const path of Object.values(commandFiles)) writeFileSync(path, '')
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run],
      {
        cwd: workspace,
        encoding: 'utf8',
        timeout: 60_000,
        env: {
          PATH: process.env['PATH'],
          GITHUB_ACTION_PATH: root.replace(/\/$/, ''),
          GITHUB_WORKSPACE: workspace,
          ...commandFiles,
          ...Object.fromEntries(
            Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value, inputs)]),
          ),
        },
      },
    )
    const texts = new Map<string, string>()
    for (const name of ['qubes-tor-fw.sarif', 'reports/one.sarif'])
      try {
        texts.set(name, readFileSync(join(workspace, name), 'utf8'))
      } catch {
        // Not every run writes one.
      }
    return {
      exit: status,
      log: stdout + stderr,
      summary: readFileSync(join(folder, 'GITHUB_STEP_SUMMARY'), 'utf8'),
      outputs: Object.fromEntries(
        readFileSync(join(folder, 'GITHUB_OUTPUT'), 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => line.split(/=(.*)/s).slice(0, 2)),
      ),
      file: (name) => texts.get(name) ?? '',
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
