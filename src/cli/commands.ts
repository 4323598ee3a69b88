import type { Command } from './command.ts'
import { apply } from './commands/apply.ts'
import { check } from './commands/check.ts'
import { compile } from './commands/compile.ts'
import { completion } from './commands/completion.ts'
import { diff } from './commands/diff.ts'
import { explain } from './commands/explain.ts'
import { lint } from './commands/lint.ts'
import { lockdown } from './commands/lockdown.ts'
import { schema } from './commands/schema.ts'
import { status } from './commands/status.ts'
import { verify } from './commands/verify.ts'
import { watch } from './commands/watch.ts'

/** The command table, in the order of a day's work. */
export const commands: readonly Command[] = [
  check,
  compile,
  verify,
  apply,
  lockdown,
  explain,
  lint,
  diff,
  status,
  watch,
  schema,
  completion,
]
