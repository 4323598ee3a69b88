import { visible } from '../../diagnostics/index.ts'
import type { Command, CommandResult } from './system.ts'

/** Characters of what a tool said that are worth repeating. */
const SAID_MAX = 600

/** Why a command did not do what it should, as one sentence for people; undefined where it did. */
export const faultOf = (command: Command, result: CommandResult): string | undefined => {
  if (result.code === 0 && !result.timedOut) return undefined
  const line = [command.program, ...command.arguments].map(visible).join(' ')
  if (result.timedOut) return `\`${line}\` took too long, and was killed`
  if (result.code === 127)
    return `\`${line}\` could not be started: is ${command.program} installed?`
  const said = visible(
    (result.stderr.trim() || result.stdout.trim()).replaceAll(/\s*\n\s*/g, ' | '),
  )
  const short = said.length > SAID_MAX ? `${said.slice(0, SAID_MAX)}…` : said
  return `\`${line}\` ended with ${result.code}${short === '' ? '' : `: ${short}`}`
}
