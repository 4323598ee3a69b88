import { spawnSync } from 'node:child_process'

export interface ProcessTime {
  /** Processor time of the process and all that it started, user and system, in milliseconds. */
  readonly cpu: number
  readonly wall: number
  readonly stdout: string
}

export interface ProcessOptions {
  readonly input?: string
  /** What standard output has to have: a run that did not do its work is no measure. */
  readonly needs: RegExp
}

/** The shell's own clock, which tells thousandths of a second where time(1) tells hundredths. */
export const processTime = (
  command: readonly string[],
  { input = '', needs }: ProcessOptions,
): ProcessTime => {
  const script = 'TIMEFORMAT="%3U %3S %3R"; { time "$@" 2>/dev/null; } 2>&3'
  const { stdout, output, error } = spawnSync(
    'bash',
    ['--norc', '-c', script, 'bash', ...command],
    {
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
      maxBuffer: 2 ** 28,
    },
  )
  if (error) throw error
  if (!needs.test(stdout)) throw new Error(`${command.join(' ')} did not do its work: ${stdout}`)
  const [user = Number.NaN, system = Number.NaN, wall = Number.NaN] = (output[3] ?? '')
    .trim()
    .split(' ')
    .map((seconds) => Number(seconds) * 1000)
  return { cpu: user + system, wall, stdout }
}
