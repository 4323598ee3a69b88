import { policyLimits } from '../limits.ts'
import type { Check } from './check.ts'

/** The path goes into torrc, where a space, a quote or a line feed would begin something else. */
export const socketPathInvalid: Check = {
  code: 'socket-path-invalid',
  severity: 'error',
  find: ({ document }) => {
    const { control } = document.tor
    if (control === 'off' || !('socket' in control)) return []
    const { socket } = control
    const plain = /^(\/[A-Za-z0-9_.-]+)+$/.test(socket)
    const climbs = /\/\.\.?(\/|$)/.test(socket)
    if (plain && !climbs && socket.length <= policyLimits.socketPath) return []
    return [
      {
        path: ['tor', 'control', 'socket'],
        message: `\`${socket}\` is no path of a control socket`,
        help: `give an absolute path of at most ${policyLimits.socketPath} characters: letters, digits, \`_\`, \`.\`, \`-\` and \`/\`, without \`..\``,
      },
    ]
  },
}
