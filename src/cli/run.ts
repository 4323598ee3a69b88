import { visible } from '../diagnostics/index.ts'
import { toolVersion } from '../version.ts'
import type { Request } from './arguments.ts'
import { parseArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { commands } from './commands.ts'
import type { Exit } from './exit-code.ts'
import { exitCodes } from './exit-code.ts'
import { tell } from './tell.ts'
import type { World } from './world.ts'

/**
 * Runs one command line to its exit code. It touches nothing but the world that it is given, and never throws.
 * Data goes to standard output, everything else to standard error; where it fails, standard output stays empty.
 */
export const run = async (world: World): Promise<number> => {
  try {
    return exitCodes[await answer(world, parseArguments(world.argv, commands))].code
  } catch (error) {
    tellBug(world, error)
    return exitCodes.failed.code
  }
}

const answer = async (world: World, request: Request): Promise<Exit> => {
  switch (request.kind) {
    case 'version':
      world.stdout.write(`qubes-tor-fw ${toolVersion}\n`)
      return 'fine'
    case 'help': {
      const { helpOf, overview } = await import('./help.ts')
      world.stdout.write(request.command ? helpOf(request.command) : overview(commands))
      return 'fine'
    }
    case 'usage-error':
      tell(world, visible(request.message))
      return tellHelp(world, request.command)
    case 'call': {
      const exit = await request.command.run({ world, ...request.given })
      return exit === 'usage' ? tellHelp(world, request.command) : exit
    }
  }
}

const tellHelp = (world: World, command: Command | undefined): Exit => {
  tell(world, `\`qubes-tor-fw ${command ? `${command.name} ` : ''}--help\` tells more`)
  return 'usage'
}

/** A stack says nothing to a user, and much to who mends the program: it is shown on demand. */
export const tellBug = (world: Pick<World, 'stderr' | 'env'>, error: unknown): void => {
  const what = visible(error instanceof Error ? error.message : String(error))
  world.stderr.write(
    `qubes-tor-fw: this is a bug, please report it (QUBES_TOR_FW_DEBUG=1 shows where): ${what}\n`,
  )
  if (world.env['QUBES_TOR_FW_DEBUG'] !== '1' || !(error instanceof Error)) return
  const stack = (error.stack ?? '').split('\n').map(visible).join('\n')
  world.stderr.write(`${stack}\n`)
}
