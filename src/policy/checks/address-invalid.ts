import { parseAddress } from '../../net/index.ts'
import type { Check } from './check.ts'

/**
 * An address is four decimal numbers without leading zeros. Short and octal forms are refused, since
 * readers disagree on them: 010.0.0.1 is 8.0.0.1 to inet_aton(3) and 10.0.0.1 to others.
 */
export const addressInvalid: Check = {
  code: 'address-invalid',
  severity: 'error',
  find: ({ literals }) =>
    literals
      .filter(({ noun, value }) => noun === 'address' && !parseAddress(value))
      .map(({ path, value }) => ({
        path,
        message: `\`${value}\` is no address`,
        help: value.includes('/')
          ? 'write the address alone, without a prefix length'
          : 'write four decimal numbers without leading zeros, as in `192.168.42.1`',
      })),
}
