import { assertNever } from '../../assert.ts'
import type { Command } from '../command.ts'
import { bashScript } from './bash.ts'
import { fishScript } from './fish.ts'
import { zshScript } from './zsh.ts'

/** The script for a shell, from the command table. */
export const completionScript = (
  shell: 'bash' | 'zsh' | 'fish',
  commands: readonly Command[],
): string => {
  switch (shell) {
    case 'bash':
      return bashScript(commands)
    case 'zsh':
      return zshScript(commands)
    case 'fish':
      return fishScript(commands)
    default:
      return assertNever(shell)
  }
}
