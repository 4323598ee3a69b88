import type { ChildProcessByStdio } from 'node:child_process'
import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { CommandResult } from '../../kernel/lab/command.ts'
import { mustRun, run } from '../../kernel/lab/command.ts'

/** A network namespace of the run, by its name. */
export interface Namespace {
  readonly name: string
  exec(command: string, args: readonly string[], input?: string): Promise<CommandResult>
  mustExec(command: string, args: readonly string[], input?: string): Promise<string>
  /** A script for sh, whose failure ends the run. */
  script(text: string): Promise<string>
  /** Lines for `ip -batch`. */
  ip(lines: readonly string[]): Promise<void>
  spawn(command: string, args: readonly string[]): ChildProcessByStdio<Writable, Readable, Readable>
}

export const namespaceCalled = (name: string): Namespace => {
  const inside = (command: string, args: readonly string[]) => [
    'netns',
    'exec',
    name,
    command,
    ...args,
  ]
  return {
    name,
    exec: (command, args, input) => run('ip', inside(command, args), input),
    mustExec: (command, args, input) => mustRun('ip', inside(command, args), input),
    script: (text) => mustRun('ip', inside('sh', ['-eus']), text),
    ip: async (lines) => {
      await mustRun('ip', ['-n', name, '-batch', '-'], lines.join('\n'))
    },
    spawn: (command, args) => spawn('ip', inside(command, args), { stdio: 'pipe' }),
  }
}

export const makeNamespace = async (name: string): Promise<Namespace> => {
  await mustRun('ip', ['netns', 'add', name])
  const made = namespaceCalled(name)
  // The kernel's own IPv6 chatter of those who stand around is not what a tap is there for.
  await made.script('echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6')
  await made.ip(['link set lo up'])
  return made
}
