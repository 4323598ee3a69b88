import { readPrefix } from '../../net/index.ts'
import type { Check } from './check.ts'

/** A prefix is an address and a length, and nothing else: a netmask or a name is refused, never guessed at. */
export const prefixInvalid: Check = {
  code: 'prefix-invalid',
  severity: 'error',
  find: ({ literals }) =>
    literals
      .filter(({ noun }) => noun === 'prefix')
      .map((literal) => ({ ...literal, kind: readPrefix(literal.value).kind }))
      .filter(({ kind }) => kind === 'no-address' || kind === 'no-length')
      .map(({ path, value, kind }) => ({
        path,
        message:
          kind === 'no-length'
            ? `\`${value}\` has no valid prefix length`
            : `\`${value}\` is no prefix`,
        help:
          kind === 'no-length'
            ? 'the length is 0 to 32 for IPv4, 0 to 128 for IPv6'
            : 'write a network as in `10.0.0.0/8`',
      })),
}
