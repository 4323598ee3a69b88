import { fileURLToPath } from 'node:url'
import type { CommandResult } from './command.ts'
import type { Router } from './router.ts'

/** The program as it is shipped; `npm run test:kernel` builds it first. */
export const programPath = fileURLToPath(new URL('../../../dist/start.cjs', import.meta.url))

/** Runs one command line of ours on the router, as root there. */
export const runProgram = (
  router: Router,
  words: readonly string[],
  input = '',
): Promise<CommandResult> => router.exec(process.execPath, [programPath, ...words], input)
