import { correctedPrefix, formatPrefix } from '../../net/index.ts'
import type { Check } from './check.ts'

/** 10.1.2.3/8 may mean the network or the host. Where a wall stands must not be a guess. */
export const prefixHostBits: Check = {
  code: 'prefix-host-bits',
  severity: 'error',
  find: ({ literals }) =>
    literals
      .filter(({ noun }) => noun === 'prefix')
      .flatMap(({ path, value }) => {
        const corrected = correctedPrefix(value)
        if (!corrected) return []
        return [
          {
            path,
            message: `\`${value}\` has bits set beyond its prefix length`,
            help: `write \`${formatPrefix(corrected)}\` for the network, or \`${value.split('/')[0]}\` for the one host`,
          },
        ]
      }),
}
