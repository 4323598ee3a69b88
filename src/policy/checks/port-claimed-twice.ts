import type { Check } from './check.ts'
import type { PortClaim } from './port-claims.ts'
import { portClaims } from './port-claims.ts'

/** Two services may share a number if their protocols differ; a number of Tor's is Tor's in both. */
const collide = (left: PortClaim, right: PortClaim): boolean => {
  if (left.port !== right.port) return false
  if (left.kind === 'listener' || right.kind === 'listener') return true
  return left.protocol === right.protocol
}

const helpFor = (left: PortClaim, right: PortClaim): string =>
  left.kind === 'service' && right.kind === 'service' && left.side !== right.side
    ? 'a service open to both sides joins what the gateway keeps apart; run it at two ports'
    : 'give each its own port'

/**
 * Who binds second fails, and a gateway without its Tor is dead; worse, a service opened at one of
 * Tor's ports opens Tor to whoever may reach the service.
 */
export const portClaimedTwice: Check = {
  code: 'port-claimed-twice',
  severity: 'error',
  find: (subject) => {
    const claims = portClaims(subject)
    return claims.flatMap((again, index) => {
      const first = claims.slice(0, index).find((claim) => collide(claim, again))
      if (!first) return []
      return [
        {
          path: again.path,
          message: `port ${again.port} is wanted twice: by ${first.what} and by ${again.what}`,
          help: helpFor(first, again),
          related: [{ message: `${first.what} is here`, path: first.path }],
        },
      ]
    })
  },
}
