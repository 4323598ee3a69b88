import { assertNever } from '../../assert.ts'
import type { Environment } from '../environment.ts'
import { addressesOf, interfaceOf, lookUp } from './lookup.ts'

/**
 * Whether a source may come from there (`fib_validate_source`). Without rp_filter the gateway only refuses its own
 * addresses, unless accept_local; with it the way back is looked up: strict, it has to be the same interface; loose,
 * any will do. A packet that would leave where it entered is looked at closely in any case.
 *
 * rp_filter asks by the mark 0 (src_valid_mark is off). Undefined: it may.
 */
export const sourceFault = (
  environment: Environment,
  source: bigint,
  input: string | null,
  output: string | null,
): 'martian' | 'reverse-path' | undefined => {
  const { reversePath, acceptLocal } = environment.settings
  const looksClosely = reversePath !== 0 || (input === output && input !== null)
  if (!looksClosely) {
    if (acceptLocal) return undefined
    // With rules by mark the local addresses alone would be too little to go by.
    if (environment.rules.length === 0) return isBorne(environment, source) ? 'martian' : undefined
  }
  return closely(environment, source, input)
}

/** Whether an interface bears just that address: the rest of 127.0.0.0/8 is not asked for here. */
const isBorne = (environment: Environment, source: bigint): boolean =>
  environment.interfaces.some((face) =>
    addressesOf(face, 'ipv4').some(({ address }) => address.value === source),
  )

const closely = (
  environment: Environment,
  source: bigint,
  input: string | null,
): 'martian' | 'reverse-path' | undefined => {
  const { reversePath, acceptLocal } = environment.settings
  const faultWithoutRoute = reversePath === 0 ? undefined : 'reverse-path'
  const route = lookUp(environment, 'ipv4', source, 0)
  switch (route.kind) {
    case 'none':
    case 'blackhole':
    case 'unreachable':
    case 'prohibit':
      return faultWithoutRoute
    case 'broadcast':
    case 'multicast':
      return 'martian'
    case 'local':
      // Allowed or not, the way back to an address of several interfaces leads to the first of them.
      if (!acceptLocal) return 'martian'
      if (input === 'lo') return undefined
      break
    case 'unicast':
      break
    default:
      assertNever(route)
  }
  if (route.interface === input) return undefined
  // An interface without any address is asked nothing more, but by rp_filter.
  if (addressesOf(interfaceOf(environment, input), 'ipv4').length === 0) return faultWithoutRoute
  return reversePath === 1 ? 'reverse-path' : undefined
}
