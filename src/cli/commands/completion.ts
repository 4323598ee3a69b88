import { assert } from '../../assert.ts'
import type { Command } from '../command.ts'

export const shells = ['bash', 'zsh', 'fish'] as const

export const completion: Command = {
  name: 'completion',
  summary: 'print a script that completes command lines in a shell',
  description: [
    'Prints a script for bash, zsh or fish that completes commands, options and values.',
  ],
  arguments: [
    {
      name: 'SHELL',
      summary: 'The shell that is to complete.',
      optional: false,
      value: { kind: 'choice', choices: shells },
    },
  ],
  options: [],
  exits: ['fine'],
  examples: [
    {
      line: 'source <(qubes-tor-fw completion bash)',
      meaning: 'Complete in this shell.',
    },
    {
      line: 'qubes-tor-fw completion fish > ~/.config/fish/completions/qubes-tor-fw.fish',
      meaning: 'Complete in every fish from now on.',
    },
  ],
  run: async ({ world, arguments: [name] }) => {
    const shell = shells.find((known) => known === name)
    assert(shell !== undefined, 'the parser of arguments lets no other shell through')
    const { commands } = await import('../commands.ts')
    const { completionScript } = await import('../completion/index.ts')
    world.stdout.write(completionScript(shell, commands))
    return 'fine'
  },
}
