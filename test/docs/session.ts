import { expect } from 'vitest'
import { runLine } from '../cli/world.ts'

interface Step {
  readonly line: string
  readonly shown: string
}

/** Lines that begin with `$`, each with what is shown below it. */
const stepsOf = (text: string): readonly Step[] =>
  text
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [line = '', ...shown] = step.split('\n')
      return { line, shown: shown.join('\n') }
    })

/** Words as a shell splits them, as far as examples need it: single quotes hold words together. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

/** `…` alone on a line stands for any lines, also none. */
const patternOf = (shown: string): RegExp => {
  const parts = shown.split(/^…\n/m).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('(?:.*\\n)*')}$`)
}

export type WorldFiles = Readonly<Record<string, string | Uint8Array>>

/**
 * Plays a session of the command line as a document shows it: each line's terminal has to be as it is shown there, and
 * `echo $?` tells the exit code before it. Answers with the files that are there afterwards.
 */
export const playSession = async (text: string, files: WorldFiles): Promise<WorldFiles> => {
  let now = files
  let last: number | undefined
  for (const { line, shown } of stepsOf(text)) {
    if (line === 'echo $?') {
      expect(`${last}\n`).toBe(shown)
      continue
    }
    const [program, ...argv] = wordsOf(line)
    expect(program).toBe('qubes-tor-fw')
    const result = await runLine(argv, { files: now })
    expect(result.terminal).toMatch(patternOf(shown))
    last = result.exit
    now = Object.fromEntries(result.files)
  }
  return now
}
