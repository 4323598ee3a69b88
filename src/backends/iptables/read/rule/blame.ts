import type { Fault } from '../reading.ts'
import { fault } from '../reading.ts'

const hasShell = (text: string): boolean => /\$[A-Za-z_{(]|`/.test(text)

/** Text of a shell where iptables wants a value: told as what it is. */
export const blameShell = (text: string, otherwise: Fault): Fault =>
  hasShell(text)
    ? fault(
        'iptables-shell',
        `\`${text}\` is text of a shell, which iptables-restore takes as it stands`,
        'put the value there, or let the shell write the file first',
      )
    : otherwise

export const isShellText = hasShell

const isAscii = (text: string): boolean => /^[ -~\t]*$/.test(text)

/** A word where an option has to stand. */
export const blameWord = (text: string): Fault => {
  if (!isAscii(text))
    return fault(
      'iptables-look-alike',
      `\`${text}\` holds a character outside ASCII where an option has to stand`,
      'a dash or quote that a word processor has changed looks right and is not; type it anew',
    )
  if (text.startsWith('\\'))
    return fault(
      'iptables-bad-argument',
      `\`${text}\` is escaped for a shell, and no shell reads this file`,
      'write `!` alone',
    )
  return blameShell(
    text,
    fault('iptables-bad-argument', `\`${text}\` stands where an option has to stand`),
  )
}

/** A name with characters that look like others: it loads, and does not match what it seems to. */
export const lookAlike = (text: string): Fault | undefined =>
  isAscii(text)
    ? undefined
    : fault(
        'iptables-look-alike',
        `\`${text}\` holds a character outside ASCII`,
        'it loads, but is another name than the one it looks like',
      )
