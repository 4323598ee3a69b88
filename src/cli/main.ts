import { fstatSync } from 'node:fs'
import { answerWithin } from './answer-within.ts'
import { exitCodes } from './exit-code.ts'
import { machineFiles } from './files.ts'
import { run, tellBug } from './run.ts'
import type { Output, World } from './world.ts'

/**
 * Wires a run to the process. The exit code is set and the process left to end by itself: `process.exit` would
 * cut off what a pipe has not taken yet.
 */
const main = async (): Promise<void> => {
  process.once('uncaughtException', (error) => {
    tellBug(world, error)
    process.exitCode = exitCodes.failed.code
  })
  const exitCode = await run(world)
  // A write that failed has its say already; half a ruleset was not fine.
  process.exitCode ??= exitCode
}

/** Streams are opened when they are first used: opening them costs time. */
const outputOf = (stream: () => NodeJS.WriteStream, name: string): Output => {
  let opened: NodeJS.WriteStream | undefined
  const open = () => {
    if (opened) return opened
    opened = stream()
    opened.on('error', (error: NodeJS.ErrnoException) => onWriteError(error, name))
    return opened
  }
  return {
    write: (text) => {
      open().write(text)
    },
    get isTerminal() {
      return open().isTTY === true
    },
  }
}

/** Who closes a pipe early (`| head`) has seen enough and is told nothing; but not all was delivered. */
const onWriteError = (error: NodeJS.ErrnoException, name: string): void => {
  process.exitCode = exitCodes.failed.code
  if (error.code === 'EPIPE' || name === 'standard error') return
  process.stderr.write(`qubes-tor-fw: cannot write to ${name}: ${error.code ?? error.message}\n`)
}

/** Node takes a folder there (`check - < folder`) for an empty stream, which would pass for an empty file. */
async function* standardInput(): AsyncGenerator<Uint8Array> {
  if (fstatSync(0).isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' })
  yield* process.stdin
}

const world: World = {
  argv: process.argv.slice(2),
  self: [process.execPath, ...process.argv.slice(1, 2)],
  env: process.env,
  cwd: process.cwd(),
  stdin: standardInput,
  answer: answerWithin,
  stdout: outputOf(() => process.stdout, 'standard output'),
  stderr: outputOf(() => process.stderr, 'standard error'),
  files: machineFiles,
  system: async () => (await import('../host/system/index.ts')).machineSystem(),
}

void main()
